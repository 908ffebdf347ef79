"""What stands against a trained candidate, from its comparison with what serves."""

from collections.abc import Iterator

from bot.domain.languages import Language
from bot.promotion.comparison import Comparison
from bot.promotion.objections import Kind, Objection

# In points of a hundred. A language is measured on 704 messages, a topic on 32: one of them is 3 points of
# a topic, which is why a topic may lose more before it counts.
LANGUAGE_LOSS = 1.0
WELSH_LOSS = 1.0
TOPIC_LOSS = 15.0
# Rounding alone refuses nothing.
_SLACK = 1e-6


def about_figures(comparison: Comparison) -> Iterator[Objection]:
    """Every figure that fell further than it may."""
    yield from _languages(comparison)
    yield from _welsh(comparison)
    yield from _topics(comparison)


def _languages(comparison: Comparison) -> Iterator[Objection]:
    for each in comparison.languages:
        if _points(each.serving - each.candidate) > LANGUAGE_LOSS + _SLACK:
            figures = {"now": _points(each.candidate), "before": _points(each.serving)}
            yield Objection(Kind.LANGUAGE_WORSE, {"language": each.language, **figures})


def _welsh(comparison: Comparison) -> Iterator[Objection]:
    english, welsh = comparison.language(Language.ENGLISH), comparison.language(Language.WELSH)
    now, before = english.candidate - welsh.candidate, english.serving - welsh.serving
    if _points(now - max(before, 0.0)) > WELSH_LOSS + _SLACK:
        yield Objection(Kind.WELSH_BEHIND, {"now": _points(now), "before": _points(max(before, 0.0))})


def _topics(comparison: Comparison) -> Iterator[Objection]:
    for each in comparison.topics:
        if _points(each.serving.f1 - each.candidate.f1) > TOPIC_LOSS + _SLACK:
            figures = {"now": _points(each.candidate.f1), "before": _points(each.serving.f1)}
            place = {"topic": each.topic, "language": each.language}
            yield Objection(Kind.TOPIC_WORSE, {**place, **figures})


def _points(share: float) -> float:
    return round(share * 100, 4)
