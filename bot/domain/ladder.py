"""Who is told of an alert next, and after how long: pure, with time as an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from bot.domain.concerns import Severity


class Rung(StrEnum):
    """Whom a step tells."""

    ASSIGNED = "assigned"
    DEPUTY = "deputy"
    HOLDER = "holder"
    DUTY_MANAGER = "duty_manager"
    FIRST_LEAD = "first_lead"
    LEADS = "leads"


class Means(StrEnum):
    """How somebody is told."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"


@dataclass(frozen=True)
class Step:
    """Tell `rung` once an alert has gone unacknowledged for `after`, counted from when it was raised.

    Everybody on the rung is told by every one of `means` that they have an address for.
    """

    rung: Rung
    after: timedelta
    means: tuple[Means, ...] = (Means.TEXT,)

    def __post_init__(self) -> None:
        if not self.means or len(set(self.means)) != len(self.means):
            raise ValueError("a step tells by at least one means, and by each only once")


@dataclass(frozen=True)
class Telling:
    """What happens at one moment of a climb: who is told for the first time, and who again."""

    after: timedelta
    fresh: tuple[Step, ...] = ()
    again: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Ladder:
    """The steps of a climb, earliest first. Past its end, the last is repeated until somebody acknowledges.

    With `insist_every`, everybody told so far is told again and again while the ladder is being climbed, and
    at its end with the last.
    """

    steps: tuple[Step, ...]
    repeat_every: timedelta
    insist_every: timedelta | None = None
    at_once: bool = True

    def __post_init__(self) -> None:
        times = [step.after for step in self.steps]
        if not times or times != sorted(times) or (self.at_once and times[0] != timedelta(0)):
            raise ValueError("a ladder starts after 0 minutes and its steps never go back in time")
        if times[0] < timedelta(0):
            raise ValueError("a ladder's steps come after what they count from")
        if self.steps[-1].rung is not Rung.LEADS:
            raise ValueError("a ladder ends with the safeguarding leads")
        if self.repeat_every <= timedelta(0):
            raise ValueError("the last step is repeated after more than 0 minutes")
        if self.insist_every is not None and self.insist_every <= timedelta(0):
            raise ValueError("people are told again after more than 0 minutes")

    @cached_property
    def tellings(self) -> tuple[Telling, ...]:
        """Every moment up to the one that tells the leads."""
        last = self.steps[-1].after
        times = {step.after for step in self.steps}
        if self.insist_every:
            for step in self.steps:
                rounds = range(1, -(-(last - step.after) // self.insist_every))
                times |= {step.after + number * self.insist_every for number in rounds}
        return tuple(self._at(after) for after in sorted(times))

    def _at(self, after: timedelta) -> Telling:
        fresh = tuple(step for step in self.steps if step.after == after)
        again = tuple(step for step in self.steps if step.after < after and self._insists(step, after))
        return Telling(after, fresh, again)

    def _insists(self, step: Step, after: timedelta) -> bool:
        return self.insist_every is not None and not (after - step.after) % self.insist_every

    def telling(self, number: int) -> Telling:
        """What telling `number` (from 0) does; past the end it is the last step, or all of them, again."""
        if number < len(self.tellings):
            return self.tellings[number]
        beyond = number - len(self.tellings) + 1
        repeated = self.steps if self.insist_every else self.steps[-1:]
        return Telling(self.steps[-1].after + beyond * self.repeat_every, again=repeated)

    def due(self, number: int, since: datetime) -> datetime:
        """When telling `number` is due; there always is a next one."""
        return since + self.telling(number).after

    def next_due(self, number: int, since: datetime, now: datetime) -> datetime:
        """When telling `number` may come after one that came now.

        Late rungs are made up for at once; repeats are not, or hours away would end in a hundred texts.
        """
        earliest = now + self.repeat_every if self.exhausted(number) else now
        return max(self.due(number, since), earliest)

    def exhausted(self, number: int) -> bool:
        """Whether everybody on the ladder was told before telling `number`."""
        return number >= len(self.tellings)

    def next_rung(self, number: int) -> int:
        """The first telling from `number` on that tells somebody new; past the end only repeats are left."""
        return next(
            (one for one in range(number, len(self.tellings)) if self.tellings[one].fresh),
            max(number, len(self.tellings)),
        )

    def due_now(self, number: int, since: datetime, now: datetime) -> tuple[int, Telling]:
        """The telling to make now, from `number` on.

        What only repeats is left out when the telling after it is due as well.
        """
        while not self.exhausted(number + 1) and self.due(number + 1, since) <= now:
            if fresh := self.telling(number).fresh:
                return number, Telling(self.telling(number).after, fresh)
            number += 1
        return number, self.telling(number)


@dataclass(frozen=True)
class OpenAlert:
    """What deciding about a further concern needs to know of an alert that is not closed."""

    severity: Severity
    acknowledged_at: datetime | None


class Addition(StrEnum):
    """What a further concern does to an alert that is not closed."""

    RAISE = "raise"
    JOIN = "join"
    NEW = "new"


def addition(alert: OpenAlert, severity: Severity, now: datetime, join_for: timedelta) -> Addition:
    """A waiting alert takes further concerns in, and climbs afresh when they are graver.

    Once acknowledged, what is graver, at least high, or comes later than `join_for` is a new alert: somebody
    must look again, and a safety reply that says so must be true.
    """
    if alert.acknowledged_at is None:
        return Addition.RAISE if severity > alert.severity else Addition.JOIN
    fresh = now - alert.acknowledged_at <= join_for
    mild = severity <= alert.severity and severity < Severity.HIGH
    return Addition.JOIN if fresh and mild else Addition.NEW
