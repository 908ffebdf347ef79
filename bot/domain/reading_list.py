"""Every message waits until somebody has read it: which is read first, and who is told: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.domain.contact_gate import Hours
from bot.domain.ladder import Rung

# Who can be told, lowest first.
RUNGS = (Rung.ASSIGNED, Rung.DEPUTY, Rung.DUTY_MANAGER, Rung.LEADS)


class Doubt(IntEnum):
    """Why a message should be read before others: the most doubtful first.

    What screening was not sure of comes before what it called mild. What paged is on an alert, so a person
    is on it already.
    """

    UNSURE = 0
    MILD = 1
    ON_ALERT = 2
    PLAIN = 3

    @property
    def marked(self) -> bool:
        """Whether it is read by itself, and not with all the others at once."""
        return self is not Doubt.PLAIN


@dataclass(frozen=True)
class ReadingStep:
    """Tell `rung` when a message has gone unread for `after`."""

    rung: Rung
    after: timedelta


@dataclass(frozen=True)
class ReadingPolicy:
    """Who is told of unread messages: sooner of those that screening marked; and within which hours."""

    marked: tuple[ReadingStep, ...]
    plain: tuple[ReadingStep, ...]
    hours: Hours

    def __post_init__(self) -> None:
        for steps in (self.marked, self.plain):
            times = [step.after for step in steps]
            if not times or times[0] <= timedelta(0) or times != sorted(times):
                raise ValueError("reading: each step comes after more than 0 hours, and none before another")
            if steps[-1].rung is not Rung.LEADS or not {step.rung for step in steps} <= set(RUNGS):
                raise ValueError(f"reading: each step tells one of {', '.join(RUNGS)}, the last the leads")

    @property
    def first(self) -> timedelta:
        """Sooner than this nobody is told of anything."""
        return min(self.marked[0].after, self.plain[0].after)


@dataclass(frozen=True)
class Waiting:
    """The oldest unread messages of one young person, or of all unknown numbers: marked ones, and any."""

    oldest_marked_at: datetime | None
    oldest_at: datetime


def due(waiting: Waiting, policy: ReadingPolicy, now: datetime) -> tuple[Rung, ...]:
    """The rungs that should know by now, lowest first."""
    marked = waiting.oldest_marked_at
    told = {
        *_due(policy.plain, now - waiting.oldest_at),
        *(_due(policy.marked, now - marked) if marked else ()),
    }
    return tuple(rung for rung in RUNGS if rung in told)


def _due(steps: Sequence[ReadingStep], unread_for: timedelta) -> list[Rung]:
    return [step.rung for step in steps if unread_for >= step.after]


def above(rung: Rung) -> tuple[Rung, ...]:
    """The rungs after one, which take its place when nobody stands on it."""
    return RUNGS[RUNGS.index(rung) + 1 :]
