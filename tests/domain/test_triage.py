"""In which order a caseload is looked at."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Severity
from bot.domain.contact_record import Contact
from bot.domain.trend import Trend
from bot.domain.triage import OpenAlert, Reason, Standing, place, reasons

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
CALM: dict[str, object] = {
    "alerts": (),
    "next_clock_at": None,
    "contact": Contact.USUAL,
    "trend": Trend.USUAL,
    "unread": 0,
    "oldest_unread_at": None,
}


def standing(**facts: object) -> Standing:
    return Standing(**CALM | facts)  # type: ignore[arg-type]


STANDINGS = {
    Reason.EMERGENCY: standing(alerts=(OpenAlert(Severity.EMERGENCY, unacknowledged=False),)),
    Reason.UNACKNOWLEDGED: standing(alerts=(OpenAlert(Severity.LOW, unacknowledged=True),)),
    Reason.CLOCK: standing(next_clock_at=NOW + timedelta(hours=3)),
    Reason.MISSED: standing(contact=Contact.MISSED),
    Reason.UNREACHED: standing(contact=Contact.UNREACHED),
    Reason.DOWNWARD: standing(trend=Trend.DRIFT),
    Reason.UNREAD: standing(unread=1, oldest_unread_at=NOW - timedelta(days=2)),
    Reason.OPEN_ALERT: standing(alerts=(OpenAlert(Severity.HIGH, unacknowledged=False),)),
}

any_standing = st.builds(
    Standing,
    alerts=st.lists(st.builds(OpenAlert, st.sampled_from(Severity), st.booleans()), max_size=3).map(tuple),
    next_clock_at=st.none() | st.just(NOW + timedelta(hours=1)),
    contact=st.sampled_from(Contact),
    trend=st.sampled_from(Trend),
    unread=st.integers(0, 3),
    oldest_unread_at=st.just(NOW - timedelta(hours=5)),
)


def test_each_reason_comes_before_all_that_press_less() -> None:
    calm = standing()
    mixed = [*reversed(STANDINGS.values()), calm]
    assert sorted(mixed, key=place) == [*STANDINGS.values(), calm]


def test_each_reason_is_given_for_what_it_says() -> None:
    assert {reason: reasons(one)[0] for reason, one in STANDINGS.items()} == {one: one for one in Reason}
    assert reasons(standing()) == ()


def test_of_two_with_the_same_reason_whoever_has_more_comes_first() -> None:
    one = standing(contact=Contact.MISSED)
    both = standing(contact=Contact.MISSED, unread=2, oldest_unread_at=NOW)
    assert sorted([one, both], key=place) == [both, one]


def test_of_two_alike_the_graver_and_the_longer_wait_come_first() -> None:
    low, high = (standing(alerts=(OpenAlert(one, True),)) for one in (Severity.LOW, Severity.HIGH))
    assert sorted([low, high], key=place) == [high, low]
    new, old = (standing(unread=1, oldest_unread_at=NOW - timedelta(days=days)) for days in (1, 4))
    assert sorted([new, old], key=place) == [old, new]


@given(any_standing, any_standing)
def test_nobody_with_a_more_pressing_reason_stands_behind(one: Standing, other: Standing) -> None:
    first = {id(found): min(reasons(found), default=len(Reason)) for found in (one, other)}
    ahead, behind = sorted([one, other], key=place)
    assert first[id(ahead)] <= first[id(behind)]
