"""Check-ins come when the plan says, never in unsafe hours, never twice, also when the clocks change."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import ContactState, Outgoing, Purpose, verdict
from bot.domain.safe_hours import DAYTIME, HOME, SafeHours, Window, every_day
from bot.domain.schedule import (
    REST,
    REST_AFTER_HARM,
    Due,
    Past,
    Reason,
    Rhythm,
    Session,
    SessionKind,
    next_check_in,
)
from tests.domain.test_safe_hours import moments, weeks

WEDNESDAY = Rhythm(weekdays=(2,))
AFTER = Rhythm(after_one_to_one=2, after_group=1)
DAYS = every_day(DAYTIME)
# A Wednesday at noon.
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
AT_FOUR = NOON + timedelta(hours=4)

rhythms = st.builds(
    Rhythm,
    minute=st.integers(0, 24 * 60 - 1),
    every_days=st.none() | st.integers(1, 14),
    weekdays=st.lists(st.integers(0, 6), unique=True, max_size=7).map(tuple),
    after_one_to_one=st.none() | st.integers(1, 5),
    after_group=st.none() | st.integers(1, 5),
)


def coming(rhythm: Rhythm, past: Past, week: SafeHours = DAYS, now: datetime = NOON) -> Due:
    found = next_check_in(rhythm, past, week, now)
    assert found is not None
    return found


def test_a_weekly_plan_asks_on_its_day_at_its_hour() -> None:
    found = coming(WEDNESDAY, Past(NOON - timedelta(days=30)), now=NOON + timedelta(days=1))
    # The Wednesday before was missed, as nothing was ever opened: that one comes at once.
    assert (found.planned_for, found.reason) == (AT_FOUR, Reason.WEEKDAY)
    opened = Past(NOON - timedelta(days=30), opened_at=AT_FOUR)
    assert coming(WEDNESDAY, opened, now=AT_FOUR).at == AT_FOUR + timedelta(days=7)


def test_the_hour_is_the_wall_clocks_in_summer_and_winter() -> None:
    for month in (1, 7):
        now = datetime(2026, month, 6, 12, tzinfo=UTC)
        assert coming(WEDNESDAY, Past(now), now=now).at.astimezone(HOME).hour == 16


def test_two_days_after_a_session_with_its_day_as_the_reason() -> None:
    tuesday = Session(date(2026, 11, 17), SessionKind.ONE_TO_ONE)
    found = coming(AFTER, Past(NOON, sessions=(tuesday,)))
    assert found == Due(
        AT_FOUR + timedelta(days=1),
        AT_FOUR + timedelta(days=1),
        Reason.AFTER_ONE_TO_ONE,
        tuesday.day,
    )


def test_after_a_group_session_the_plans_own_number_of_days_counts() -> None:
    group = Session(date(2026, 11, 20), SessionKind.GROUP)
    found = coming(AFTER, Past(NOON, sessions=(group,)))
    assert (found.at, found.reason) == (AT_FOUR + timedelta(days=3), Reason.AFTER_GROUP)
    assert next_check_in(replace(AFTER, after_group=None), Past(NOON, sessions=(group,)), DAYS, NOON) is None


def test_a_session_written_down_weeks_later_asks_nobody_out_of_the_blue() -> None:
    old = Session(date(2026, 11, 2), SessionKind.ONE_TO_ONE)
    assert next_check_in(AFTER, Past(NOON, sessions=(old,)), DAYS, NOON) is None


def test_what_waits_for_a_safe_hour_says_for_when_it_was_planned() -> None:
    evenings = SafeHours((Window(2, 19 * 60, 20 * 60),))
    found = coming(WEDNESDAY, Past(NOON), evenings)
    assert (found.planned_for, found.at) == (AT_FOUR, AT_FOUR + timedelta(hours=3))


def test_with_no_safe_hour_nothing_comes() -> None:
    assert next_check_in(WEDNESDAY, Past(NOON), SafeHours(()), NOON) is None


def test_a_check_in_that_was_put_off_comes_then_and_the_plan_waits() -> None:
    later = Due(NOON + timedelta(days=1), NOON + timedelta(days=1), Reason.SNOOZED)
    assert coming(WEDNESDAY, Past(NOON - timedelta(days=9), NOON, wish=later)).at == later.at
    opened = Past(NOON - timedelta(days=9), opened_at=later.at)
    assert coming(WEDNESDAY, opened, now=later.at).at == AT_FOUR + timedelta(days=7)


def test_whoever_told_of_harm_is_not_asked_for_a_number_for_a_day() -> None:
    told = NOON + timedelta(hours=3)
    past = Past(NOON - timedelta(days=30), told_at=told)
    assert coming(WEDNESDAY, past).at == told + REST_AFTER_HARM
    assert coming(WEDNESDAY, past, now=NOON + timedelta(days=2)).at == NOON + timedelta(days=2)
    wanted = Due(AT_FOUR, AT_FOUR, Reason.ASKED)
    assert coming(WEDNESDAY, replace(past, wish=wanted)).at == AT_FOUR


def test_days_without_the_service_are_made_up_for_once() -> None:
    daily = Rhythm(every_days=1)
    now = NOON + timedelta(days=9)
    past = Past(NOON - timedelta(days=30), opened_at=AT_FOUR - timedelta(days=1))
    late = coming(daily, past, now=now)
    assert late.at == now
    assert coming(daily, replace(past, opened_at=now), now=now).at == AT_FOUR + timedelta(days=10)


def test_whoever_was_asked_late_in_the_evening_is_not_asked_again_the_next_morning() -> None:
    evening = NOON + timedelta(hours=8, minutes=30)
    past = Past(NOON - timedelta(days=30), opened_at=evening)
    in_the_morning = Rhythm(minute=8 * 60, every_days=1)
    assert coming(in_the_morning, past, now=evening).at == NOON + timedelta(days=1, hours=20)


def test_a_weekly_check_in_that_is_late_by_days_stands_for_the_next_day_too() -> None:
    tuesday = AT_FOUR + timedelta(days=6)
    found = coming(WEDNESDAY, Past(NOON, opened_at=tuesday), now=tuesday)
    assert found.at == AT_FOUR + timedelta(days=14)


@pytest.mark.parametrize(
    "wrong",
    [{"minute": 1440}, {"every_days": 0}, {"after_group": 29}, {"weekdays": (7,)}, {"weekdays": (1, 1)}],
)
def test_a_rhythm_that_makes_no_sense_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"minute|days"):
        Rhythm(**wrong)  # type: ignore[arg-type]


@dataclass
class Service:
    """Looks now and then, as the worker does, and opens what is due if the gate lets it leave."""

    rhythm: Rhythm
    week: SafeHours
    past: Past
    opened: list[tuple[datetime, Due]]

    def look(self, due: Due | None, now: datetime) -> Due | None:
        if due is None or due.at > now:
            return due
        found = verdict(Outgoing(Purpose.CHECK_IN, now), ContactState(safe_hours=self.week), DAYTIME, now)
        if found.refusal:
            return replace(due, at=found.until) if found.until else None
        self.opened.append((now, due))
        self.past = replace(self.past, opened_at=now, wish=None)
        return next_check_in(self.rhythm, self.past, self.week, now)


sessions = st.lists(
    st.tuples(st.integers(-3, 40), st.sampled_from(SessionKind)),
    max_size=6,
)
# How many minutes the service sleeps between two looks, now and then days; or by how many it is late to open.
asleep_for = st.tuples(st.just(False), st.integers(5, 240) | st.integers(240, 10 * 24 * 60))
late_by = st.tuples(st.just(True), st.integers(0, 59))
pauses = st.lists(asleep_for | late_by, min_size=1, max_size=120)


@given(rhythms, weeks, moments, sessions, pauses)
def test_whatever_the_plan_the_hours_and_the_outages(
    rhythm: Rhythm,
    week: SafeHours,
    begin: datetime,
    held: list[tuple[int, SessionKind]],
    asleep: list[tuple[bool, int]],
) -> None:
    day = begin.astimezone(HOME).date()
    past = Past(begin, sessions=tuple(Session(day + timedelta(days=ahead), kind) for ahead, kind in held))
    service = Service(rhythm, week, past, [])
    now, due = begin, next_check_in(rhythm, past, week, begin)
    for late, minutes in asleep:
        before = len(service.opened)
        now = (due.at if late and due else now) + timedelta(minutes=minutes)
        # Two workers may look at the same moment.
        due = service.look(service.look(due, now), now)
        assert len(service.opened) <= before + 1
        assert due is None or due.at > now
        assert due is None or week.include(due.at)
    assert all(week.include(at) for at, _ in service.opened)
    times = [at for at, _ in service.opened]
    assert all(later - earlier >= REST for earlier, later in pairwise(times))


@given(rhythms, weeks, moments, st.integers(0, 48), st.sampled_from(Reason))
def test_no_plan_and_no_wish_but_a_practitioners_asks_within_a_day_of_harm(
    rhythm: Rhythm, week: SafeHours, now: datetime, hours: int, reason: Reason
) -> None:
    told = now - timedelta(hours=hours)
    wish = Due(now, now, reason) if reason in (Reason.SNOOZED, Reason.ASKED) else None
    found = next_check_in(rhythm, Past(now - timedelta(days=9), wish=wish, told_at=told), week, now)
    asked = wish is not None and reason is Reason.ASKED
    assert found is None or asked or found.at >= told + REST_AFTER_HARM
    assert found is None or week.include(found.at)


@given(rhythms, weeks, moments)
def test_each_planned_moment_is_at_the_plans_minute_of_the_day(
    rhythm: Rhythm, week: SafeHours, now: datetime
) -> None:
    found = next_check_in(rhythm, Past(now), week, now)
    if found is None:
        return
    local = found.planned_for.astimezone(HOME)
    skipped = not _exists(local.date(), rhythm.minute)
    assert skipped or local.hour * 60 + local.minute == rhythm.minute
    assert found.reason is not Reason.WEEKDAY or local.weekday() in rhythm.weekdays


def _exists(day: date, minute: int) -> bool:
    """Whether the clock shows that minute on that day."""
    there = datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=ZoneInfo("Europe/London"))
    back = there.astimezone(UTC).astimezone(HOME)
    return (back.hour, back.minute) == (there.hour, there.minute)
