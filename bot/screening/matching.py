"""Lays the steps of a pattern over the phrases found in one message."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.folding import BREAK, Folded
from bot.screening.patterns import Pattern, Step

Span = tuple[int, int]

NEGATION_REACH = 4


@dataclass
class Reading:
    """One message while its rules are tried: its words, and which phrases stand where (in words)."""

    folded: Folded
    found: dict[str, list[Span]]
    negations: tuple[Span, ...] = ()
    clause_starts: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    _steps: dict[frozenset[str], tuple[Span, ...]] = field(default_factory=dict)

    def places(self, phrases: frozenset[str]) -> tuple[Span, ...]:
        """Where any of the phrases stands; remembered, because rules share their steps."""
        if phrases not in self._steps:
            # Few phrases are found, and a step may have hundreds: the found ones are looked up.
            standing = {span for phrase, spans in self.found.items() if phrase in phrases for span in spans}
            self._steps[phrases] = tuple(sorted(standing))
        return self._steps[phrases]

    def breaks_between(self, start: int, end: int) -> bool:
        at = bisect_left(self.breaks, start)
        return at < len(self.breaks) and self.breaks[at] < end

    def offsets(self, span: Span) -> Span:
        """The span in characters of the original message."""
        return self.folded.tokens[span[0]].start, self.folded.tokens[span[1] - 1].end

    def whole(self, span: Span) -> bool:
        """Whether the message has no word outside the span; full stops and emoji are none."""
        rest = (*self.folded.words[: span[0]], *self.folded.words[span[1] :])
        return all(word == BREAK or word.startswith(":") for word in rest)

    def negated(self, span: Span) -> bool:
        """Whether a negation shortly before the span, in the same clause, takes it back."""
        earliest = max(0, span[0] - NEGATION_REACH, *(at for at in self.clause_starts if at <= span[0]))
        return any(earliest <= start and end <= span[0] for start, end in self.negations)

    def negation_between(self, start: int, end: int) -> bool:
        return any(start <= first and last <= end for first, last in self.negations)


def breaks_of(folded: Folded) -> tuple[int, ...]:
    return tuple(at for at, token in enumerate(folded.tokens) if token.text == BREAK)


def matches(pattern: Pattern, reading: Reading, *, negation_cancels: bool = False) -> list[Span]:
    """Every place where the whole pattern stands, as spans of words."""
    states: set[Span | None] = {None}
    for step in pattern.steps:
        after = {joined for state in states for joined in _extend(state, step, reading, negation_cancels)}
        states = after | states if step.optional else after
        if not states:
            return []
    return _longest(state for state in states if state)


def _longest(spans: Iterable[Span]) -> list[Span]:
    """Without those that begin where a longer one begins: optional words make many of one."""
    ends: dict[int, int] = {}
    for start, end in spans:
        ends[start] = max(end, ends.get(start, end))
    starts: dict[int, int] = {}
    for start, end in ends.items():
        starts[end] = min(start, starts.get(end, start))
    return sorted((start, end) for end, start in starts.items())


def _extend(state: Span | None, step: Step, reading: Reading, negation_cancels: bool) -> list[Span | None]:
    places = reading.places(step.phrases)
    if state is None:
        return list(places)
    first, last = state
    return [
        (first, end)
        for start, end in places
        if 0 <= start - last <= step.gap
        and not reading.breaks_between(last, start)
        and not (negation_cancels and reading.negation_between(last, start))
    ]
