"""Measures screening on labelled messages: what it hears, what it misses, and what it hears wrongly."""

import math
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.domain.concerns import Category, Concern, Severity, severity_of
from bot.domain.languages import Language
from bot.screening.corpus import CorpusError, Kind, Message, language_of, read_messages
from bot.settings import ROOT

HELD_APART = ROOT / "tests" / "screening" / "held_apart"
# Held apart as well: the same situations told in each language, so that languages can be compared.
THRICE = HELD_APART / "thrice"
# Two-sided, 95 %.
_Z = 1.959964
_TAILS = (2.5, 97.5)
# How often as many messages are drawn anew, with repeats, for an interval that has no formula; always the
# same ones, so that the same messages give the same figures.
RESAMPLES = 1000
_DRAWN_AT_ONCE = 50
_SEED = 7

Floats = NDArray[np.float64]
# How often each outcome was drawn (columns, in any order) in each resample (rows), to each resample's figure.
Figure = Callable[[Floats], Floats]

_MEND = "Mend the file, or leave these lines out; docs/labelling-guide.md shows what a line holds."

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
        return max(0.0, middle - half), min(1.0, middle + half)


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
        try:
            messages = read_messages(file, told or Language.UNKNOWN)
        except CorpusError as wrong:
            raise CorpusError(f"{wrong}\n{_MEND}") from wrong
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


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """The mean over the categories, labelled or heard, of how well each is named (F1)."""
    return _of_all(_naming(outcomes), len(outcomes))


def macro_f1_interval(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """95 %, by drawing the messages anew."""
    return _drawn_anew(_naming(outcomes), len(outcomes))


def _naming(outcomes: Sequence[Outcome]) -> Figure:
    labelled = np.array([[c in o.message.labels for c in Category] for o in outcomes], dtype=float)
    heard = np.array([[c in o.heard for c in Category] for o in outcomes], dtype=float)

    def figure(drawn: Floats) -> Floats:
        right, there = drawn @ (labelled * heard), drawn @ (labelled + heard)
        return _parts((2 * right / np.maximum(there, 1)).sum(axis=1), (there > 0).sum(axis=1))

    return figure


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
    return _of_all(_ranking(outcomes), len(outcomes))


def auc_interval(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """95 %, by drawing the messages anew."""
    return _drawn_anew(_ranking(outcomes), len(outcomes))


def _ranking(outcomes: Sequence[Outcome]) -> Figure:
    """Pairs in which the message to page for is heard more strongly; equals count half."""
    weakest = sorted(outcomes, key=lambda outcome: outcome.score)
    _, levels = np.unique([outcome.score for outcome in weakest], return_index=True)
    due = np.array([outcome.message.pages for outcome in weakest], dtype=float)
    ordinary = np.array([outcome.message.severity is None for outcome in weakest], dtype=float)

    def figure(drawn: Floats) -> Floats:
        above = np.add.reduceat(drawn * due, levels, axis=1)
        below = np.add.reduceat(drawn * ordinary, levels, axis=1)
        wins = (above * (below.cumsum(axis=1) - below / 2)).sum(axis=1)
        return _parts(wins, above.sum(axis=1) * below.sum(axis=1))

    return figure


def _parts(some: Floats, of: Floats) -> Floats:
    """Shares, not a number where there is nothing to have a share of."""
    shares: Floats = np.divide(some, of, out=np.full(len(some), math.nan), where=of > 0)
    return shares


def _of_all(figure: Figure, total: int) -> float:
    return float(figure(np.ones((1, total)))[0]) if total else math.nan


def _drawn_anew(figure: Figure, total: int) -> tuple[float, float]:
    """What the middle 95 % of the resamples give, those left out in which there is nothing to measure."""
    if math.isnan(_of_all(figure, total)):
        return math.nan, math.nan
    chance = np.random.default_rng(_SEED)
    own_part = total * np.arange(_DRAWN_AT_ONCE)[:, np.newaxis]
    given = []
    for _ in range(RESAMPLES // _DRAWN_AT_ONCE):
        drawn = own_part + chance.integers(total, size=(_DRAWN_AT_ONCE, total))
        counts = np.bincount(drawn.ravel(), minlength=drawn.size)
        given.append(figure(counts.reshape(drawn.shape).astype(float)))
    low, high = np.nanpercentile(np.concatenate(given), _TAILS)
    return float(low), float(high)


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
        raise CorpusError(
            "there is no message to measure on: give files with one labelled message a line, "
            "as docs/labelling-guide.md shows"
        )
    return outcomes


def untold(outcomes: Sequence[Outcome]) -> list[str]:
    """What these messages cannot tell, because none of the kind is among them."""
    told = []
    if not any(outcome.message.pages for outcome in outcomes):
        told.append("None of the messages is to page for: how many are found cannot be told.")
    if not any(outcome.message.severity is None for outcome in outcomes):
        told.append("Every message has a concern: how many false alarms there are cannot be told.")
    return told
