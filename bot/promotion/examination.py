"""What stands against a set of examples before anything is trained from it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.concerns import Category, Concern, Severity, severity_of
from bot.domain.folding import BREAK, fold
from bot.promotion.examples import LANGUAGES, Example, counts
from bot.promotion.objections import Kind, Objection
from bot.screening.gate import Locked
from bot.settings import ROOT

DOMAIN = ROOT / "domain"
# With fewer, a topic is guessed at. A topic that has fewer today must keep what it has.
LEAST = 120
# How many in 100 of a language's examples, and of one topic's, may go at once.
LOST_AT_ONCE, TOPIC_LOST_AT_ONCE = 10, 25
# Asking for a worker pages one whatever else is heard in the words, so that nothing can be missed there.
HEARD_ANYWAY = "talk_to_worker"

Screen = Callable[[str], tuple[Concern, ...]]


@dataclass(frozen=True)
class Examined:
    """The examples that a candidate is to be trained from, beside `today`'s, from which what serves was.

    `cleared` are those, as (language, topic, words), that a safeguarding lead found harmless.
    """

    examples: Sequence[Example]
    today: Sequence[Example]
    topics: frozenset[str]
    cleared: Collection[tuple[str, str, str]] = frozenset()

    @property
    def new(self) -> list[Example]:
        """What the serving version did not learn under this topic: added, changed, or moved here."""
        known = {(one.language, one.topic, one.text) for one in self.today}
        return [one for one in self.examples if (one.language, one.topic, one.text) not in known]


def known_topics(domain: Path = DOMAIN) -> frozenset[str]:
    """The topics that the assistant can answer to."""
    return frozenset(yaml.safe_load((domain / "conversation.yml").read_text(encoding="utf-8"))["intents"])


def about_examples(examined: Examined) -> Iterator[Objection]:
    """What is wrong with topics and counts."""
    yield from _unknown_topics(examined)
    yield from _balance(examined)
    yield from _in_two_topics(examined)


def _unknown_topics(examined: Examined) -> Iterator[Objection]:
    for file, topic in sorted({(one.file, one.topic) for one in examined.examples}):
        if topic not in examined.topics:
            yield Objection(Kind.UNKNOWN_TOPIC, {"file": file, "topic": topic})


def _balance(examined: Examined) -> Iterator[Objection]:
    now, today = counts(examined.examples), counts(examined.today)
    for language in LANGUAGES:
        here, before = now[language], today[language]
        if (lost := _lost(sum(here.values()), sum(before.values()), LOST_AT_ONCE)) is not None:
            yield Objection(Kind.EXAMPLES_LOST, {"language": language, **lost})
        for topic in sorted(examined.topics):
            count, least = here.get(topic, 0), min(LEAST, before.get(topic, 0))
            place: dict[str, str | int] = {"topic": topic, "language": language}
            if not count:
                yield Objection(Kind.MISSING_TOPIC, place)
            elif count < least:
                missing = {"count": count, "least": least, "missing": least - count}
                yield Objection(Kind.TOO_FEW_EXAMPLES, {**place, **missing})
            elif (lost := _lost(count, before.get(topic, 0), TOPIC_LOST_AT_ONCE)) is not None:
                yield Objection(Kind.TOPIC_EXAMPLES_LOST, {**place, **lost})


def _lost(count: int, before: int, share: int) -> dict[str, int] | None:
    if count * 100 >= before * (100 - share):
        return None
    return {"count": count, "before": before, "share": share}


def _in_two_topics(examined: Examined) -> Iterator[Objection]:
    """Only where one of the two is new: what stands in both today was left there by people."""
    topics: dict[str, set[str]] = {}
    for one in examined.examples:
        topics.setdefault(one.text.casefold(), set()).add(one.topic)
    for text in dict.fromkeys(one.text.casefold() for one in examined.new):
        if len(topics[text]) > 1:
            first, other, *_ = sorted(topics[text])
            yield Objection(Kind.TWO_TOPICS, {"text": text, "topic": first, "other": other})


def about_answers(domain: Path = DOMAIN) -> Iterator[Objection]:
    """Every answer of the assistant that has no text in one of the languages."""
    for file in sorted((domain / "responses").glob("*.yml")):
        for name, variations in yaml.safe_load(file.read_text(encoding="utf-8"))["responses"].items():
            said = Counter(
                condition["value"]
                for variation in variations
                for condition in variation.get("condition", ())
                if condition["name"] == "language" and variation.get("text")
            )
            for language in LANGUAGES:
                if not said[language.value]:
                    yield Objection(Kind.RESPONSE_MISSING, {"response": name, "language": language})


def about_safety(
    examined: Examined, screen: Screen, locked: Sequence[Locked], pages_from: Severity
) -> Iterator[Objection]:
    """New examples that look like disclosures, and locked disclosures that are examples or go unheard."""
    yield from about_disclosures(examined, screen, locked, pages_from)
    for number, disclosure in enumerate(locked, start=1):
        heard = severity_of(screen(disclosure.text))
        if heard is None or heard < disclosure.least:
            yield Objection(Kind.LOCKED_MISSED, {"number": number})


def about_disclosures(
    examined: Examined, screen: Screen, locked: Sequence[Locked], pages_from: Severity
) -> Iterator[Objection]:
    """New examples that look like disclosures, and locked disclosures that are examples."""
    known = {_plain(disclosure.text) for disclosure in locked}
    for one in examined.examples:
        if _plain(one.text) in known:
            yield Objection(Kind.LOCKED_AS_EXAMPLE, {"text": one.text, "topic": one.topic})
    for one in examined.new:
        harmless = one.topic == HEARD_ANYWAY or (one.language, one.topic, one.text) in examined.cleared
        if not harmless and _plain(one.text) not in known:
            yield from _disclosures(one, screen, pages_from)


def _disclosures(one: Example, screen: Screen, pages_from: Severity) -> Iterator[Objection]:
    """The gravest concern alone; a wish for a worker is none, whichever topic it is said in."""
    found = [concern for concern in screen(one.text) if concern.category is not Category.WORKER_CONTACT]
    gravest = max(found, key=lambda concern: concern.severity, default=None)
    if gravest and gravest.severity >= pages_from:
        heard = {"category": gravest.category.value, "severity": gravest.severity.value}
        yield Objection(Kind.LOOKS_LIKE_DISCLOSURE, {"text": one.text, "topic": one.topic} | heard)


def _plain(text: str) -> str:
    return " ".join(word for word in fold(text).words if word != BREAK)
