"""The pattern language in which rules are written; `docs/rules.md` explains it to its users."""

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.folding import fold

Slots = Mapping[str, frozenset[str]]

DEFAULT_GAP = 3
# Word lists beside one another multiply; no rule of ours comes near either. Beyond them, reading a rule takes
# minutes and all memory of the process that also takes messages in.
MOST_WAYS = 20_000
MOST_LETTERS = 400_000
_ITEM = re.compile(
    r"\.\.(?P<gap>\d*)|(?P<group>\([^()]*\)|\{[a-z_]+\}|[^\s(){}?]+)(?P<optional>\?)?|(?P<wrong>[(){}?])"
)
_SLOT = re.compile(r"\{([a-z_]+)\}")


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a pattern: any of these phrases, at most `gap` words after the part before it."""

    phrases: frozenset[str]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Steps that must follow one another within a sentence, and the text they were written as.

    `alone`: nothing else may stand in the message.
    """

    source: str
    steps: tuple[Step, ...]
    alone: bool = False


def parse(source: str, slots: Slots, *, alone: bool = False) -> Pattern:
    """Reads a pattern, filling in its slots; raises PatternError."""
    steps = tuple(_join_literals(list(_steps(source, slots))))
    if not any(not step.optional for step in steps):
        raise PatternError(f"pattern {source!r} has no word that must be there")
    return Pattern(source, steps, alone)


def letters(source: str, slots: Slots) -> int:
    """How many letters a pattern written out has, told without writing it out; raises PatternError."""
    groups = [item["group"] for item in _ITEM.finditer(source) if item["group"]]
    return sum(len(way) * _ways(way, slots) for group in groups for way in group.strip("()").split("|"))


def _ways(phrase: str, slots: Slots) -> int:
    return math.prod(len(_filled(slot, slots)) for slot in _SLOT.findall(phrase))


def _steps(source: str, slots: Slots) -> Iterator[Step]:
    gap = 0
    for item in _ITEM.finditer(source):
        if item["wrong"]:
            raise PatternError(f"pattern {source!r} has a stray {item['wrong']!r}")
        if item["group"] is None:
            gap = int(item["gap"] or DEFAULT_GAP)
            continue
        # Words that folding drops, such as the Welsh particle "yn", leave no step behind.
        if phrases := _phrases(item["group"], slots):
            yield Step(phrases, gap, item["optional"] is not None)
            gap = 0
    if gap:
        raise PatternError(f"pattern {source!r} ends in a gap")


def _phrases(group: str, slots: Slots) -> frozenset[str]:
    inside = group[1:-1] if group.startswith("(") else group
    ways = inside.split("|")
    if not all(way.strip() for way in ways):
        raise PatternError(f"{group!r} has an empty alternative: write (...)? instead")
    return frozenset(phrase for way in ways for phrase in expand(way, slots) if phrase)


def expand(phrase: str, slots: Slots) -> Iterator[str]:
    """Every folded phrase that a phrase with slots in it stands for; raises PatternError."""
    if (whole := _SLOT.fullmatch(phrase.strip())) is not None:
        yield from _filled(whole[1], slots)
        return
    if (ways := _ways(phrase, slots)) > MOST_WAYS:
        raise PatternError(f"{phrase!r} stands for {ways} phrases: use fewer word lists side by side")
    parts = _SLOT.split(phrase.strip())
    choices = [(part,) if index % 2 == 0 else _filled(part, slots) for index, part in enumerate(parts)]
    for words in itertools.product(*choices):
        yield _folded("".join(words))


@lru_cache(maxsize=1 << 16)
def _folded(phrase: str) -> str:
    """Rules share most of their phrases, and folding is what loading them spends its time on."""
    return fold(phrase).text


def _filled(slot: str, slots: Slots) -> tuple[str, ...]:
    if slot not in slots:
        raise PatternError(f"there is no word list called {{{slot}}}")
    return tuple(slots[slot])


def _join_literals(steps: list[Step]) -> Iterator[Step]:
    """Neighbouring plain words become one phrase, which is found faster and folded as a whole."""
    pending: Step | None = None
    for step in steps:
        if pending and _plain(pending) and _plain(step) and not step.gap:
            (before,), (after,) = pending.phrases, step.phrases
            pending = Step(frozenset({_folded(f"{before} {after}")}), pending.gap)
            continue
        if pending:
            yield pending
        pending = step
    if pending:
        yield pending


def _plain(step: Step) -> bool:
    return len(step.phrases) == 1 and not step.optional
