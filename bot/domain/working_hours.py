"""When a team or one of its members works: local time in Wales, whatever daylight saving does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.contact_gate import HOME


@dataclass(frozen=True)
class Span:
    """A stretch of time; `until` is the first moment after it."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError("it ends before it begins")

    def holds(self, now: datetime) -> bool:
        """Whether it is under way."""
        return self.since <= now < self.until

    @property
    def first_day(self) -> date:
        """The day in Wales on which it begins."""
        return self.since.astimezone(HOME).date()

    @property
    def last_day(self) -> date:
        """The day in Wales on which it ends."""
        return (self.until - timedelta(microseconds=1)).astimezone(HOME).date()

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.since < other.until and other.since < self.until


def whole_days(first: date, last: date) -> Span:
    """From the first moment of one day in Wales to the last of another; raises ValueError."""
    return Span(_midnight(first), _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HOME)


@dataclass(frozen=True)
class Shift:
    """Hours within one day; `until` is the first minute that no longer belongs to it."""

    since: time
    until: time

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError("working hours end after they begin, on the same day")


# Monday is 0; a day that is missing is not worked.
Week = Mapping[int, Shift]


@dataclass(frozen=True)
class WorkingHours:
    """A week's hours, and the days on which nobody works: bank holidays and a service's own."""

    week: Week
    closed: Callable[[date], bool]

    def include(self, now: datetime) -> bool:
        """Whether work is done now."""
        local = now.astimezone(HOME)
        shift = self.on(local.date())
        return shift is not None and shift.since <= local.time() < shift.until

    def on(self, day: date) -> Shift | None:
        """The hours of one day, if it is worked."""
        return None if self.closed(day) else self.week.get(day.weekday())

    def next_within(self, now: datetime) -> datetime:
        """Now, if work is done now; else the moment when it next begins.

        Raises ValueError for hours that never come, which no policy can hold.
        """
        if self.include(now):
            return now
        today = now.astimezone(HOME).date()
        for day in (today + timedelta(days=ahead) for ahead in range(366)):
            shift = self.on(day)
            # As instants: times of one zone compare by the clock's face, which October shows twice.
            if shift and (begins := datetime.combine(day, shift.since, HOME)).timestamp() >= now.timestamp():
                return begins
        raise ValueError("nobody works within a year")
