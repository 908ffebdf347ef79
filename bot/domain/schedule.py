"""When the next check-in is due: pure, from the plan, sessions, safe hours and what was opened before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.domain.safe_hours import DAY_MINUTES, HOME, WEEK, SafeHours

MOST_DAYS = 28
# Nobody is asked again sooner than this, however often the plan says.
REST = timedelta(hours=12)
# What should have followed a session so long ago is out of place by now.
LATEST = timedelta(days=7)
# Whoever told of harm has a person now, and is not asked for a number so soon after.
REST_AFTER_HARM = timedelta(hours=24)


class SessionKind(StrEnum):
    """Whom a practitioner met."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"


class Reason(StrEnum):
    """Why a check-in comes when it does."""

    FIRST = "first"
    EVERY_DAYS = "every_days"
    WEEKDAY = "weekday"
    AFTER_ONE_TO_ONE = "after_one_to_one"
    AFTER_GROUP = "after_group"
    SNOOZED = "snoozed"
    ASKED = "asked"
    HELD = "held"


# What somebody asked for, or what was opened and could not leave, comes before the plan's own moments.
WISHED = (Reason.SNOOZED, Reason.ASKED, Reason.FIRST, Reason.HELD)


@dataclass(frozen=True)
class Rhythm:
    """How often: any of these may be combined, and with none of them only what is asked for is opened.

    `minute` is counted from midnight at home; days after a session are counted from its day.
    """

    minute: int = 16 * 60
    every_days: int | None = None
    weekdays: tuple[int, ...] = ()
    after_one_to_one: int | None = None
    after_group: int | None = None

    def __post_init__(self) -> None:
        days = (self.every_days, self.after_one_to_one, self.after_group)
        if not 0 <= self.minute < DAY_MINUTES:
            raise ValueError("the minute lies within a day")
        if any(number is not None and not 1 <= number <= MOST_DAYS for number in days):
            raise ValueError(f"days are counted from 1 to {MOST_DAYS}")
        if len(set(self.weekdays)) < len(self.weekdays) or not set(self.weekdays) <= set(range(WEEK)):
            raise ValueError("weekdays are counted from 0, each once")

    def after(self, kind: SessionKind) -> int | None:
        """How many days after a session of this kind, if at all."""
        return self.after_group if kind is SessionKind.GROUP else self.after_one_to_one

    @property
    def rest(self) -> timedelta:
        """How long one opening stands for: a late one also for the next, if that is nearer than half way."""
        ordered = sorted(self.weekdays)
        gaps = (
            [following - one for one, following in pairwise([*ordered, ordered[0] + WEEK])] if ordered else []
        )
        return max(timedelta(days=min(gaps)) / 2 if gaps else REST, REST)


@dataclass(frozen=True, order=True)
class Session:
    """One that was held or is planned."""

    day: date
    kind: SessionKind


@dataclass(frozen=True)
class Due:
    """When a check-in opens and why. `planned_for` is earlier where it waits for a safe hour."""

    at: datetime
    planned_for: datetime
    reason: Reason
    session_day: date | None = None


@dataclass(frozen=True)
class Past:
    """What the next moment depends on: when the plan began, the last opening, sessions, and a wish.

    `told_at` is when they last told us of something grave.
    """

    since: datetime
    opened_at: datetime | None = None
    sessions: tuple[Session, ...] = ()
    wish: Due | None = None
    told_at: datetime | None = None


def next_check_in(rhythm: Rhythm, past: Past, week: SafeHours, now: datetime) -> Due | None:
    """The one check-in that comes next, or None when none is planned or no hour is safe.

    Of moments that were missed only the last counts: whoever could not be asked for days is asked once. After
    something was told a day passes first, unless a practitioner asks for a check-in.
    """
    found = past.wish or _planned(rhythm, past, now)
    opens = week.opens(max(found.planned_for, now, _rested(past, found.reason, now))) if found else None
    return Due(opens, found.planned_for, found.reason, found.session_day) if found and opens else None


def _rested(past: Past, reason: Reason, now: datetime) -> datetime:
    return now if past.told_at is None or reason is Reason.ASKED else past.told_at + REST_AFTER_HARM


def _planned(rhythm: Rhythm, past: Past, now: datetime) -> Due | None:
    moments = sorted(_moments(rhythm, past, now), key=lambda due: due.planned_for)
    missed = [due for due in moments if due.planned_for <= now]
    return missed[-1] if missed else next(iter(moments), None)


def _moments(rhythm: Rhythm, past: Past, now: datetime) -> Iterator[Due]:
    """Every moment of the plan that the last opening does not stand for."""
    for day, reason in _days(rhythm, past, now):
        at = _at(day, rhythm.minute)
        if at > past.since and (past.opened_at is None or at >= past.opened_at + rhythm.rest):
            yield Due(at, at, reason)
    for session in past.sessions:
        if days := rhythm.after(session.kind):
            at = _at(session.day + timedelta(days=days), rhythm.minute)
            free = past.opened_at is None or at >= past.opened_at + REST
            if free and at > now - LATEST:
                yield Due(at, at, _AFTER[session.kind], session.day)


_AFTER = {SessionKind.ONE_TO_ONE: Reason.AFTER_ONE_TO_ONE, SessionKind.GROUP: Reason.AFTER_GROUP}


def _days(rhythm: Rhythm, past: Past, now: datetime) -> Iterator[tuple[date, Reason]]:
    """The days of the plan itself, from its last opening to a while from now."""
    begin = (past.opened_at or past.since).astimezone(HOME).date()
    end = max(begin, now.astimezone(HOME).date()) + timedelta(days=MOST_DAYS)
    for ahead in range((end - begin).days + 1):
        day = begin + timedelta(days=ahead)
        if rhythm.every_days and ahead and ahead % rhythm.every_days == 0:
            yield day, Reason.EVERY_DAYS
        if day.weekday() in rhythm.weekdays:
            yield day, Reason.WEEKDAY


def _at(day: date, minute: int) -> datetime:
    """That minute of a day at home; one that the clocks skip comes an hour later by the clock."""
    return datetime.combine(day, time(*divmod(minute, 60)), HOME).astimezone(UTC)
