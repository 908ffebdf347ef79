"""What is known of one version of the assistant, as lines to read on a terminal or to keep."""

from collections.abc import Iterator, Sequence

from bot.domain.languages import Language
from bot.promotion.comparison import LANGUAGES, Changed, Comparison, TopicFigures, macro_f1
from bot.promotion.objections import LANGUAGE_NAMES
from bot.promotion.versions import Beside, Report, Version

# What is seldom taken for another fills tables that nobody reads.
SHOWN = 15


def origin(version: Version, findings: Report) -> Iterator[str]:
    """Where a version comes from, as its manifest says; people by the ids of their accounts."""
    yield f"{version.id}: {version.state.value}"
    yield f"  made {version.made_at:%Y-%m-%d %H:%M} by {version.author}, code {version.code}"
    for name, entry in version.entries.items():
        yield f"  {name}: data {entry['data_hash'][:16]}, file {entry.get('sha256', 'none')[:16]}"
    for language, by_topic in findings.examples.items():
        yield f"  {LANGUAGE_NAMES[language]}: {sum(by_topic.values())} examples"
    for language in LANGUAGES:
        if heard := [one for one in findings.heard if one.language is language]:
            yield f"  {LANGUAGE_NAMES[language]}: mean F1 {macro_f1(heard):.3f} on {len(heard)} messages"
    if version.compared_with:
        also = f", and with the last promoted, {findings.promoted.version}" if findings.promoted else ""
        yield f"  compared with what served, {version.compared_with}{also}"
    for one in version.promotions:
        yield f"  served from {one.at:%Y-%m-%d %H:%M}: asked by {one.asked_by}, approved by {one.approved_by}"


def comparison(found: Comparison) -> Iterator[str]:
    """A candidate beside what served: languages, topics, what is taken for what, what got worse or better."""
    yield "How well topics are told apart (mean F1), now and before:"
    for each in found.languages:
        yield (
            f"  {LANGUAGE_NAMES[each.language]:8} {each.candidate:.3f}  before {each.serving:.3f}"
            f"  ({each.messages} messages)"
        )
    yield from _topics(found)
    yield from _confusions(found)
    yield from _changed("worse", found.worse)
    yield from _changed("better", found.better)


def beside(found: Beside) -> Iterator[str]:
    """A version beside the one that two people promoted last, where another serves by now."""
    yield f"Compared with the last promoted too, {found.version} (mean F1), now and by that one:"
    for each in found.comparison.languages:
        yield f"  {LANGUAGE_NAMES[each.language]:8} {each.candidate:.3f}  by that one {each.serving:.3f}"
    yield from _changed("worse than by the last promoted", found.comparison.worse)
    yield f"Examples that the last promoted had learned and this one has not: {len(found.unlearned)}."
    for one in found.unlearned:
        yield f'  ({one.language}) {one.topic}: "{one.text}"'


def _topics(found: Comparison) -> Iterator[str]:
    by_topic: dict[str, dict[Language, TopicFigures]] = {}
    for one in found.topics:
        by_topic.setdefault(one.topic, {})[one.language] = one
    yield "By topic (F1, and the difference), what lost most first:"
    yield f"  {'':26} {'English':>16} {'Welsh':>16}"
    for topic in sorted(by_topic, key=lambda name: min(map(_gain, by_topic[name].values()))):
        cells = (_cell(by_topic[topic].get(language)) for language in LANGUAGES)
        yield f"  {topic:26} {' '.join(cells)}"


def _gain(one: TopicFigures) -> float:
    return one.candidate.f1 - one.serving.f1


def _cell(one: TopicFigures | None) -> str:
    return f"{one.candidate.f1:8.3f} {_gain(one):+7.3f}" if one else f"{'-':>16}"


def _confusions(found: Comparison) -> Iterator[str]:
    for language in LANGUAGES:
        taken = [one for one in found.confusions if one.language is language and one.candidate]
        yield f"Most often taken for something else, {LANGUAGE_NAMES[language]}:"
        for one in taken[:SHOWN]:
            yield f"  {one.topic} for {one.heard}: {one.candidate}, before {one.serving}"


def _changed(how: str, messages: Sequence[Changed]) -> Iterator[str]:
    yield f"{how.capitalize()}: {len(messages)} messages."
    for one in messages:
        yield f'  ({one.language}) "{one.text}" is {one.topic}: now {one.candidate}, before {one.serving}'
