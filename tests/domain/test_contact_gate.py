"""No text leaves against an opt-out, a pause, the end of contact, or the safe hours."""

from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import ANY_TIME, DAYTIME, HOME, ContactState, Purpose, Refusal, refusal

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
seconds = st.integers(0, 2 * 365 * 24 * 3600)
moments = seconds.map(lambda passed: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=passed))
EVERYTHING = list(product(Purpose, (False, True), (False, True), (False, True)))


@pytest.mark.parametrize(("purpose", "active", "opted_out", "paused"), EVERYTHING)
def test_what_may_leave_at_noon(purpose: Purpose, active: bool, opted_out: bool, paused: bool) -> None:
    found = refusal(purpose, ContactState(active, opted_out, paused), DAYTIME, NOON)
    if not active:
        assert found is Refusal.NOT_ACTIVE
    elif opted_out and purpose is not Purpose.OPT_OUT_CONFIRMED:
        assert found is Refusal.OPTED_OUT
    elif paused and purpose not in (Purpose.COVER, Purpose.OPT_OUT_CONFIRMED):
        assert found is Refusal.PAUSED
    else:
        assert found is None


@given(moments)
def test_a_check_in_leaves_only_in_the_daytime_at_home_summer_and_winter(moment: datetime) -> None:
    found = refusal(Purpose.CHECK_IN, ContactState(True, False, False), DAYTIME, moment)
    safe = time(8) <= moment.astimezone(HOME).time() < time(21)
    assert found is (None if safe else Refusal.UNSAFE_HOUR)


@given(moments, st.sampled_from([Purpose.REPLY, Purpose.SAFETY_REPLY, Purpose.COVER]))
def test_somebody_who_has_just_written_is_answered_at_any_hour(moment: datetime, purpose: Purpose) -> None:
    assert refusal(purpose, ContactState(True, False, False), DAYTIME, moment) is None


def test_the_night_the_clocks_change_is_no_gap_in_the_safe_hours() -> None:
    for day in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        quarters = [day + timedelta(minutes=15 * quarter) for quarter in range(96)]
        safe = [moment for moment in quarters if DAYTIME.include(moment)]
        assert len(safe) == 13 * 4
        assert safe[0].astimezone(HOME).hour == 8
        assert safe[-1].astimezone(HOME).hour == 20


def test_the_demo_may_write_at_any_time() -> None:
    assert all(ANY_TIME.include(NOON + timedelta(minutes=minute)) for minute in range(24 * 60))
