"""Measures screening on labelled messages: what it hears, what it misses, and what it hears wrongly."""

import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.concerns import Category, Concern, Severity, severity_of
from bot.domain.languages import Language
from bot.screening.corpus import CorpusError, Kind, Message, language_of, read_messages
from bot.settings import ROOT

HELD_APART = ROOT / "tests" / "screening" / "held_apart"
# Held apart as well: the same situations told in each language, so that languages can be compared.
THRICE = HELD_APART / "thrice"
# Two-sided, 95 %.
_Z = 1.959964

Screen = Callable[[str], tuple[Concern, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total if self.total else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        if not self.total:
            return math.nan, math.nan
        spread = _Z**2 / self.total
        middle = (self.value + spread / 2) / (1 + spread)
        half = (
            _Z
            / (1 + spread)
            * math.sqrt(self.value * (1 - self.value) / self.total + spread / self.total / 4)
        )
        return middle - half, middle + half


def pages(concerns: Iterable[Concern]) -> bool:
    """Whether a concern is among them that a person is told of the same day or sooner."""
    return any(concern.severity >= Severity.MEDIUM for concern in concerns)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled message and what screening made of it, in how many milliseconds."""

    message: Message
    concerns: tuple[Concern, ...]
    took: float

    @property
    def severity(self) -> Severity | None:
        return severity_of(self.concerns)

    @property
    def paged(self) -> bool:
        """Whether a concern was raised that a person is told of the same day or sooner."""
        return pages(self.concerns)

    @property
    def heard(self) -> frozenset[Category]:
        return frozenset(concern.category for concern in self.concerns)

    @property
    def score(self) -> float:
        """How strongly it was heard: the best score, a severer concern before a milder one."""
        return max((concern.severity.rank + concern.score for concern in self.concerns), default=-1.0)


def read_labelled(files: Sequence[Path], detect: Callable[[str], Language]) -> list[Message]:
    """The messages of these files, or without any those held apart; raises CorpusError.

    A file whose name tells no language has each message's detected.
    """
    read: list[Message] = []
    for file in files or sorted(HELD_APART.glob("*.jsonl")):
        told = language_of(file)
        messages = read_messages(file, told or Language.UNKNOWN)
        read += messages if told else (replace(m, language=detect(m.text)) for m in messages)
    return read


def look(messages: Iterable[Message], screen: Screen) -> Iterator[Outcome]:
    """Screen each message, timed by itself."""
    for message in messages:
        started = time.perf_counter()
        concerns = screen(message.text)
        yield Outcome(message, concerns, (time.perf_counter() - started) * 1000)


def recall(outcomes: Iterable[Outcome]) -> Share:
    """Of the messages to page for, how many were paged for."""
    due = [outcome.paged for outcome in outcomes if outcome.message.pages]
    return Share(sum(due), len(due))


def false_alarms(outcomes: Iterable[Outcome], kind: Kind | None = None) -> Share:
    """Of the messages without any concern, how many were paged for."""
    ordinary = [
        outcome.paged
        for outcome in outcomes
        if outcome.message.severity is None and kind in (None, outcome.message.kind)
    ]
    return Share(sum(ordinary), len(ordinary))


def precision(outcomes: Iterable[Outcome]) -> Share:
    """Of the pages, how many were for a message with any concern at all."""
    paged = [outcome.message.severity is not None for outcome in outcomes if outcome.paged]
    return Share(sum(paged), len(paged))


def graded_emergency(outcomes: Iterable[Outcome]) -> Share:
    """Of the emergencies, how many were called one."""
    graded = [o.severity is Severity.EMERGENCY for o in outcomes if o.message.severity is Severity.EMERGENCY]
    return Share(sum(graded), len(graded))


def named(outcomes: Sequence[Outcome], category: Category) -> tuple[Share, Share]:
    """How many of those with the label were given it, and how many of those given it have it."""
    both = sum(category in o.heard and category in o.message.labels for o in outcomes)
    has = sum(category in o.message.labels for o in outcomes)
    given = sum(category in o.heard for o in outcomes)
    return Share(both, has), Share(both, given)


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """The mean over the categories of how well each is named (F1)."""
    return statistics.fmean(_f1(*named(outcomes, category)) for category in Category)


def _f1(found: Share, right: Share) -> float:
    return 2 * found.hits / (found.total + right.total) if found.total + right.total else 0.0


def within_one_step(outcomes: Iterable[Outcome]) -> Share:
    """Of the messages to page for, how many have the right severity or the next; missed ones have not."""
    steps = [
        outcome.severity is not None and abs(outcome.severity.rank - outcome.message.severity.rank) <= 1
        for outcome in outcomes
        if outcome.message.severity is not None and outcome.message.pages
    ]
    return Share(sum(steps), len(steps))


def auc(outcomes: Sequence[Outcome]) -> float:
    """The chance that a message to page for is heard more strongly than one without a concern."""
    due = sorted(outcome.score for outcome in outcomes if outcome.message.pages)
    ordinary = sorted(outcome.score for outcome in outcomes if outcome.message.severity is None)
    if not due or not ordinary:
        return math.nan
    return _wins(due, ordinary) / (len(due) * len(ordinary))


def _wins(due: Sequence[float], ordinary: Sequence[float]) -> float:
    """Pairs in which the first is greater; equals count half. Both are sorted."""
    wins, below, upto = 0.0, 0, 0
    for score in due:
        while below < len(ordinary) and ordinary[below] < score:
            below += 1
        while upto < len(ordinary) and ordinary[upto] <= score:
            upto += 1
        wins += (below + upto) / 2
    return wins


def brier(messages: Sequence[Message], likely: Sequence[float]) -> float:
    """The mean square between how likely a page was called and whether it was due; 0 is perfect."""
    return statistics.fmean(
        (called - message.pages) ** 2 for message, called in zip(messages, likely, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Tenth:
    """The messages whose page was called about as likely: how likely at the mean, and how many were due."""

    called: float
    due: Share


def reliability(messages: Sequence[Message], likely: Sequence[float]) -> list[Tenth]:
    """How far called and due agree, from the least likely tenth that holds a message to the most."""
    inside: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for message, called in zip(messages, likely, strict=True):
        inside[min(int(called * 10), 9)].append((called, message.pages))
    return [
        Tenth(statistics.fmean(called for called, _ in held), Share(sum(due for _, due in held), len(held)))
        for _, held in sorted(inside.items())
    ]


def check_any(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """The outcomes, if there are any; raises CorpusError."""
    if not outcomes:
        raise CorpusError("there is no message to measure on")
    return outcomes
