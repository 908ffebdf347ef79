"""When a young person may be texted: windows of the week, right also in the nights the clocks change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/London")
DAY_MINUTES = 24 * 60
WEEK = 7
# British clocks change at this hour of the day in UTC, in spring and in autumn.
_CHANGE_HOUR = 1


@dataclass(frozen=True)
class Hours:
    """The hours of a day at home within which unasked texts may leave; `until` is the first that may not."""

    since: time
    until: time

    def include(self, now: datetime) -> bool:
        """Whether an unasked text may leave now."""
        return self.since <= now.astimezone(HOME).time() < self.until


DAYTIME = Hours(time(8, 0), time(21, 0))
# For the demo and rehearsals, which nobody's sleep depends on.
ANY_TIME = Hours(time.min, time.max)


@dataclass(frozen=True, order=True)
class Window:
    """A stretch of one weekday (0 is Monday), in minutes after midnight; `until` is the first unsafe one."""

    weekday: int
    since: int
    until: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday < WEEK and 0 <= self.since < self.until <= DAY_MINUTES):
            raise ValueError("a window lies within one day and ends after it begins")

    def overlaps(self, other: "Window") -> bool:
        """Whether some minute lies in both."""
        return self.weekday == other.weekday and self.since < other.until and other.since < self.until


@dataclass(frozen=True)
class SafeHours:
    """A week's windows; without any, no hour is safe."""

    windows: tuple[Window, ...]

    def __post_init__(self) -> None:
        ordered = sorted(self.windows)
        if any(one.overlaps(following) for one, following in pairwise(ordered)):
            raise ValueError("windows of one day do not overlap")

    @property
    def never(self) -> bool:
        """Whether no hour of the week is safe."""
        return not self.windows

    def include(self, now: datetime) -> bool:
        """Whether a text may leave now."""
        local = now.astimezone(HOME)
        minute = local.hour * 60 + local.minute
        return any(
            window.weekday == local.weekday() and window.since <= minute < window.until
            for window in self.windows
        )

    def opens(self, now: datetime) -> datetime | None:
        """The first moment from now on that is safe, or None when there is none."""
        if self.include(now):
            return now
        return min((moment for moment in self._beginnings(now) if moment >= now), default=None)

    def _beginnings(self, now: datetime) -> Iterator[datetime]:
        """Moments of the next days at which a window begins, or comes back as the clocks change."""
        today = now.astimezone(HOME).date()
        for day in (today + timedelta(days=ahead) for ahead in range(WEEK + 2)):
            changes = datetime(day.year, day.month, day.day, _CHANGE_HOUR, tzinfo=UTC)
            yield from (moment for moment in [changes, *self._starts(day)] if self.include(moment))

    def _starts(self, day: date) -> Iterator[datetime]:
        for window in self.windows:
            if window.weekday == day.weekday():
                # In autumn an hour comes twice: `fold` tells them apart.
                start = datetime.combine(day, time(*divmod(window.since, 60)), HOME)
                yield start.astimezone(UTC)
                yield start.replace(fold=1).astimezone(UTC)


def every_day(hours: Hours) -> SafeHours:
    """The same hours on each day of the week."""
    until = DAY_MINUTES if hours.until == time.max else hours.until.hour * 60 + hours.until.minute
    since = hours.since.hour * 60 + hours.since.minute
    return SafeHours(tuple(Window(day, since, until) for day in range(WEEK)))


def of_rows(rows: Iterable[Iterable[int]] | None) -> SafeHours | None:
    """Windows as they are stored; None where nothing was agreed."""
    return None if rows is None else SafeHours(tuple(sorted(Window(*row) for row in rows)))
