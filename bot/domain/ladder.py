"""Who is told of an alert next, and after how long: pure, with time as an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.concerns import Category, Concern, Severity


class Rung(StrEnum):
    """Whom a step tells."""

    ASSIGNED = "assigned"
    DEPUTY = "deputy"
    DUTY_MANAGER = "duty_manager"
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
class Ladder:
    """The steps of one severity, earliest first; the last is repeated until somebody acknowledges."""

    steps: tuple[Step, ...]
    repeat_every: timedelta

    def __post_init__(self) -> None:
        times = [step.after for step in self.steps]
        if not times or times[0] != timedelta(0) or times != sorted(times):
            raise ValueError("a ladder starts after 0 minutes and its steps never go back in time")
        if self.steps[-1].rung is not Rung.LEADS:
            raise ValueError("a ladder ends with the safeguarding leads")
        if self.repeat_every <= timedelta(0):
            raise ValueError("the last step is repeated after more than 0 minutes")

    def rung(self, step: int) -> Rung:
        """Whom step number `step` (from 0) tells; past the end it is the leads again."""
        return self._at(step).rung

    def means(self, step: int) -> tuple[Means, ...]:
        """How step number `step` (from 0) tells them; past the end as the last step does."""
        return self._at(step).means

    def _at(self, step: int) -> Step:
        return self.steps[min(step, len(self.steps) - 1)]

    def due(self, step: int, raised_at: datetime) -> datetime:
        """When step number `step` is due; there always is a next step."""
        last = len(self.steps) - 1
        beyond = max(step - last, 0)
        return raised_at + self.steps[min(step, last)].after + beyond * self.repeat_every

    def next_due(self, step: int, raised_at: datetime, now: datetime) -> datetime:
        """When step number `step` may be taken after one that was taken now.

        Late rungs are made up for at once; repeats are not, or hours away would end in a hundred texts.
        """
        earliest = now + self.repeat_every if self.exhausted(step) else now
        return max(self.due(step, raised_at), earliest)

    def exhausted(self, step: int) -> bool:
        """Whether everybody on the ladder was told before step number `step`."""
        return step >= len(self.steps)


@dataclass(frozen=True)
class Policy:
    """What safeguarding leads decided, read from `data/safeguarding/policy.yml`."""

    ladders: Mapping[Severity, Ladder]
    alert_from: Severity
    alert_always: frozenset[Category]
    join_after_acknowledgement: timedelta

    def needs_alert(self, concern: Concern) -> bool:
        """Whether a concern pages somebody; any other marks its message on the reading list."""
        return concern.severity >= self.alert_from or concern.category in self.alert_always


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


def addition(alert: OpenAlert, severity: Severity, now: datetime, policy: Policy) -> Addition:
    """A waiting alert takes further concerns in, and climbs afresh when they are graver.

    Once acknowledged, what is graver, at least high, or comes after a while, is a new alert: somebody must
    look again, and a safety reply that says so must be true.
    """
    if alert.acknowledged_at is None:
        return Addition.RAISE if severity > alert.severity else Addition.JOIN
    fresh = now - alert.acknowledged_at <= policy.join_after_acknowledgement
    mild = severity <= alert.severity and severity < Severity.HIGH
    return Addition.JOIN if fresh and mild else Addition.NEW
