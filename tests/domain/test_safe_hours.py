"""Safe hours hold on every day of the year, and in the two nights when the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.safe_hours import DAY_MINUTES, HOME, SafeHours, Window, of_rows

SPRING, AUTUMN = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
anywhere = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda passed: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=passed)
)
around_changes = st.tuples(st.sampled_from([SPRING, AUTUMN]), st.integers(-300, 600)).map(
    lambda night: night[0] + timedelta(minutes=night[1])
)
moments = anywhere | around_changes


def _week(starts: list[tuple[int, int, int]]) -> SafeHours:
    kept: list[Window] = []
    for day, since, length in starts:
        window = Window(day, since, min(since + length, DAY_MINUTES))
        if not any(window.overlaps(other) for other in kept):
            kept.append(window)
    return SafeHours(tuple(kept))


weeks = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, DAY_MINUTES - 1), st.integers(1, 600)), max_size=9
).map(_week)
SUNDAY_AT_ONE = _week([(6, 60, 60)])


@given(weeks, moments)
@example(SUNDAY_AT_ONE, SPRING)
@example(_week([(6, 90, 60)]), SPRING)
@example(_week([(6, 75, 30)]), AUTUMN + timedelta(minutes=50))
def test_the_next_safe_moment_is_safe_and_none_comes_before_it(week: SafeHours, now: datetime) -> None:
    opens = week.opens(now)
    if opens is None:
        assert week.never or week == SUNDAY_AT_ONE
        return
    assert opens >= now
    assert week.include(opens)
    minutes = int(min((opens - now).total_seconds() // 60, 2 * DAY_MINUTES))
    begin = opens - timedelta(minutes=minutes)
    assert not any(week.include(begin + timedelta(minutes=minute)) for minute in range(minutes))


@given(moments)
def test_without_windows_no_moment_is_safe(now: datetime) -> None:
    assert SafeHours(()).opens(now) is None
    assert not SafeHours(()).include(now)


def test_an_hour_that_the_clocks_skip_is_no_safe_hour() -> None:
    opens = SUNDAY_AT_ONE.opens(SPRING)
    assert opens is not None
    assert opens == datetime(2026, 4, 5, 0, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_safe_both_times() -> None:
    week = _week([(6, 75, 30)])
    assert week.opens(AUTUMN) == AUTUMN + timedelta(minutes=15)
    assert week.opens(AUTUMN + timedelta(minutes=50)) == AUTUMN + timedelta(minutes=75)


def test_hours_are_those_of_the_wall_clock_in_summer_and_winter() -> None:
    week = _week([(day, 16 * 60, 60) for day in range(7)])
    for month in (1, 7):
        opens = week.opens(datetime(2026, month, 10, tzinfo=UTC))
        assert opens is not None
        assert opens.astimezone(HOME).hour == 16


@pytest.mark.parametrize("rows", [[(0, 60, 120), (0, 90, 150)], [(0, 60, 60)], [(7, 0, 60)], [(0, 0, 1441)]])
def test_windows_that_make_no_sense_are_refused(rows: list[tuple[int, int, int]]) -> None:
    with pytest.raises(ValueError, match="window"):
        of_rows(rows)


def test_windows_that_touch_do_not_overlap() -> None:
    week = of_rows([[0, 60, 120], [0, 120, 180]])
    assert week is not None
    assert len(week.windows) == 2
