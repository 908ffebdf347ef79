"""Clocks: hours that pass, working days that count, and always a next step."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bank_holidays import is_bank_holiday
from bot.clock_policy import load_clock_policy
from bot.domain.clocks import ClockKind, ClockState, ClockStep, Timeline, WorkingTime
from bot.domain.contact_gate import HOME
from bot.domain.ladder import Rung

POLICY = load_clock_policy()
WORKING = POLICY.working
WRITTEN, CHASE = ClockKind.WRITTEN_REPORT, ClockKind.ACKNOWLEDGEMENT

moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
kinds = st.sampled_from(ClockKind)


def at_home(day: int, month: int, year: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HOME)


@given(kinds, moments, st.integers(0, 300), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_a_running_clock_always_has_a_next_step_that_never_lies_in_the_past(
    kind: ClockKind, started: datetime, step: int, later: timedelta
) -> None:
    end, now = POLICY.end(kind, started), started + later
    assert POLICY.next_due(kind, step, end, now) >= now
    assert POLICY.due(kind, step + 1, end) >= POLICY.due(kind, step, end)
    if POLICY.timelines[kind].exhausted(step):
        assert POLICY.next_due(kind, step, end, now) > now


@given(kinds, moments)
def test_every_clock_climbs_from_its_holder_to_the_leads_and_stays_with_them(
    kind: ClockKind, started: datetime
) -> None:
    timeline = POLICY.timelines[kind]
    told = [timeline.rung(step) for step in range(len(timeline.steps) + 20)]
    assert list(dict.fromkeys(told)) == [Rung.ASSIGNED, Rung.DEPUTY, Rung.DUTY_MANAGER, Rung.LEADS]
    assert set(told[len(timeline.steps) :]) == {Rung.LEADS}
    assert POLICY.due(kind, 0, POLICY.end(kind, started)) < POLICY.end(kind, started)


@given(moments)
def test_the_written_report_has_twenty_four_hours_whatever_the_clocks_on_the_wall_do(
    started: datetime,
) -> None:
    assert POLICY.end(WRITTEN, started) - started == timedelta(hours=24)


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        (at_home(28, 3, 2026, 14), at_home(29, 3, 2026, 15)),  # an hour is lost that night
        (at_home(24, 10, 2026, 14), at_home(25, 10, 2026, 13)),  # and one gained
    ],
)
def test_twenty_four_hours_pass_on_nights_when_the_clocks_change(started: datetime, ends: datetime) -> None:
    assert POLICY.end(WRITTEN, started) == ends


@pytest.mark.parametrize(
    ("started", "ends"),
    [
        (at_home(18, 11, 2026, 12), at_home(27, 11, 2026, 12)),  # Wednesday to Friday of the next week
        (at_home(21, 11, 2026, 11), at_home(1, 12, 2026, 11)),  # sent on a Saturday
        (at_home(18, 11, 2026, 23), at_home(27, 11, 2026, 17)),  # sent at night
        (at_home(18, 11, 2026, 3), at_home(27, 11, 2026, 9)),
        # Christmas Day, and Boxing Day's substitute on the Monday
        (at_home(21, 12, 2026, 10), at_home(4, 1, 2027, 10)),
        (at_home(1, 4, 2026, 10), at_home(14, 4, 2026, 10)),  # Good Friday and Easter Monday
        (at_home(26, 3, 2026, 10), at_home(8, 4, 2026, 10)),  # and the change to summer time
        (at_home(22, 10, 2026, 10), at_home(2, 11, 2026, 10)),  # and back: the same hour on the wall
    ],
)
def test_a_chase_counts_seven_working_days(started: datetime, ends: datetime) -> None:
    assert POLICY.end(CHASE, started) == ends


@given(moments)
def test_a_chase_ends_on_a_working_day_within_its_hours_after_seven_of_them(started: datetime) -> None:
    end = POLICY.end(CHASE, started).astimezone(HOME)
    assert WORKING.works_on(end.date())
    assert WORKING.since <= end.time() <= WORKING.until
    first = started.astimezone(HOME).date()
    days = [first + timedelta(days=n) for n in range(1, (end.date() - first).days + 1)]
    assert sum(WORKING.works_on(day) for day in days) == 7


@given(moments, st.integers(0, 40))
def test_nobody_is_told_of_a_chase_at_night_or_on_a_day_off(started: datetime, step: int) -> None:
    end = POLICY.end(CHASE, started)
    for moment in (
        POLICY.due(CHASE, step, end),
        POLICY.next_due(CHASE, 99, end, end + timedelta(hours=step)),
    ):
        local = moment.astimezone(HOME)
        assert WORKING.works_on(local.date())
        assert WORKING.since <= local.time() <= WORKING.until


@given(moments)
def test_nobody_is_woken_by_a_day_that_is_not_over(started: datetime) -> None:
    end = POLICY.end(WRITTEN, started)
    steps = POLICY.timelines[WRITTEN].steps
    reminders = [number for number, step in enumerate(steps) if step.offset < timedelta(0)]
    assert reminders
    for number in reminders:
        due = POLICY.due(WRITTEN, number, end)
        assert WORKING.since <= due.astimezone(HOME).time() <= WORKING.until
        assert started < due <= end - timedelta(hours=1)


@given(moments, st.integers(0, 20))
def test_what_is_overdue_is_told_at_any_hour(started: datetime, later: int) -> None:
    end = POLICY.end(WRITTEN, started)
    steps = POLICY.timelines[WRITTEN].steps
    first = next(number for number, step in enumerate(steps) if step.offset >= timedelta(0))
    last = len(steps) - 1
    assert POLICY.due(WRITTEN, first, end) == end
    assert POLICY.due(WRITTEN, last + later, end) == end + timedelta(hours=2 + 4 * later)


@pytest.mark.parametrize(
    ("ends", "reminders"),
    [
        (at_home(19, 11, 2026, 16), [at_home(19, 11, 2026, 12), at_home(19, 11, 2026, 15)]),
        # the morning still leaves an hour
        (at_home(19, 11, 2026, 12), [at_home(19, 11, 2026, 9), at_home(19, 11, 2026, 11)]),
        (at_home(19, 11, 2026, 10), [at_home(19, 11, 2026, 9), at_home(19, 11, 2026, 9)]),
        # and here it does not
        (at_home(19, 11, 2026, 9, 30), [at_home(18, 11, 2026, 17), at_home(18, 11, 2026, 17)]),
        (at_home(19, 11, 2026, 3), [at_home(18, 11, 2026, 17), at_home(18, 11, 2026, 17)]),
        (at_home(18, 11, 2026, 20), [at_home(18, 11, 2026, 16), at_home(18, 11, 2026, 17)]),
        # a weekend is no night: the day passes on it, too
        (at_home(21, 11, 2026, 15), [at_home(21, 11, 2026, 11), at_home(21, 11, 2026, 14)]),
        # nor does the night in which the clocks change move an evening
        (at_home(25, 10, 2026, 3), [at_home(24, 10, 2026, 17), at_home(24, 10, 2026, 17)]),
    ],
)
def test_a_reminder_waits_for_the_morning_or_comes_the_evening_before(
    ends: datetime, reminders: list[datetime]
) -> None:
    assert [POLICY.due(WRITTEN, step, ends) for step in (0, 1)] == reminders


def test_of_several_steps_that_are_due_for_the_same_people_the_last_is_taken() -> None:
    end = at_home(19, 11, 2026, 3)
    assert POLICY.step_to_take(WRITTEN, 0, end, at_home(18, 11, 2026, 17)) == 1
    assert POLICY.step_to_take(WRITTEN, 0, end, end) == 2
    assert POLICY.step_to_take(WRITTEN, 0, end, end + timedelta(days=3)) == 2
    assert POLICY.step_to_take(WRITTEN, 3, end, end + timedelta(days=3)) == 3
    assert POLICY.step_to_take(WRITTEN, 7, end, end + timedelta(days=3)) == 7


@given(kinds, moments)
def test_a_clock_is_near_from_its_first_reminder_on_and_overdue_from_its_end_on(
    kind: ClockKind, started: datetime
) -> None:
    end = POLICY.end(kind, started)
    warned = min(end - POLICY.timelines[kind].warned_for, POLICY.due(kind, 0, end))
    assert POLICY.state(kind, end, POLICY.due(kind, 0, end)) is ClockState.NEAR
    assert POLICY.state(kind, end, warned - timedelta(seconds=1)) is ClockState.RUNNING
    assert POLICY.state(kind, end, warned) is ClockState.NEAR
    assert POLICY.state(kind, end, end) is ClockState.OVERDUE


@given(kinds, moments, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_clock_begins_with_the_first_step_whose_time_has_not_passed_and_no_later_than_its_end(
    kind: ClockKind, started: datetime, later: timedelta
) -> None:
    end, now = POLICY.end(kind, started), started + later
    step = POLICY.first_useful_step(kind, end, now)
    steps = POLICY.timelines[kind].steps
    assert step < len(steps)
    assert steps[step].offset >= timedelta(0) or POLICY.due(kind, step, end) > now
    assert all(earlier.offset < timedelta(0) for earlier in steps[:step])


def test_what_was_reported_long_ago_tells_its_holder_first() -> None:
    end = POLICY.end(WRITTEN, at_home(16, 11, 2026, 9))
    step = POLICY.first_useful_step(WRITTEN, end, at_home(18, 11, 2026, 12))
    timeline = POLICY.timelines[WRITTEN]
    assert (timeline.rung(step), timeline.steps[step].offset) == (Rung.ASSIGNED, timedelta(0))


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 12, 25), True),
        (date(2026, 12, 28), True),
        (date(2026, 5, 4), True),
        (date(2026, 3, 1), False),  # Saint David's Day is none
        (date(2026, 12, 24), False),
        (date(2030, 4, 22), True),
    ],
)
def test_bank_holidays_are_those_of_wales(day: date, closed: bool) -> None:
    assert is_bank_holiday(day) is closed


def _steps(*steps: tuple[Rung, int]) -> tuple[ClockStep, ...]:
    return tuple(ClockStep(rung, timedelta(minutes=minutes)) for rung, minutes in steps)


GOOD = _steps((Rung.ASSIGNED, -60), (Rung.LEADS, 60))


@pytest.mark.parametrize(
    ("hours", "days", "steps", "every", "complaint"),
    [
        (None, None, GOOD, 5, "either some hours"),
        (24, 7, GOOD, 5, "either some hours"),
        (0, None, GOOD, 5, "either some hours"),
        (24, None, (), 5, "first reminds"),
        (24, None, _steps((Rung.ASSIGNED, 0), (Rung.LEADS, 60)), 5, "first reminds"),
        (24, None, _steps((Rung.DEPUTY, -5), (Rung.LEADS, 60)), 5, "first reminds"),
        (24, None, _steps((Rung.ASSIGNED, -5), (Rung.DEPUTY, 9), (Rung.LEADS, 3)), 5, "never go back"),
        (24, None, _steps((Rung.ASSIGNED, -5), (Rung.DEPUTY, 9)), 5, "ends with the safeguarding leads"),
        (24, None, _steps((Rung.ASSIGNED, -5), (Rung.LEADS, -1)), 5, "ends with the safeguarding leads"),
        (24, None, GOOD, 0, "more than 0"),
    ],
)
def test_a_clock_that_could_run_out_unseen_is_refused(
    hours: int | None, days: int | None, steps: tuple[ClockStep, ...], every: int, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Timeline(hours, days, steps, timedelta(minutes=every))


def test_a_working_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must begin before"):
        WorkingTime(time(17), time(9), is_bank_holiday)
