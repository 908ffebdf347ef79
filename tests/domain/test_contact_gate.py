"""No text leaves against what was agreed, but what was agreed for safety replies."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import (
    ANY_TIME,
    DAYTIME,
    HOME,
    ContactState,
    Outgoing,
    Purpose,
    Refusal,
    SafetyReplies,
    Verdict,
    verdict,
)
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.domain.safe_hours import SafeHours, every_day
from tests.domain.test_safe_hours import moments, weeks

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
EASY = ContactState()
TO_YOUNG_PEOPLE = sorted(set(Purpose) - {Purpose.UNKNOWN_NUMBER, Purpose.NOTIFICATION})
SAFETY = (Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.COVER, Purpose.OPT_OUT_CONFIRMED)
ANSWERS = (Purpose.REPLY, Purpose.OPT_OUT_CONFIRMED, Purpose.OPT_IN_CONFIRMED)
HAS_NEUTRAL_FORM = (Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST, Purpose.HANDOVER, Purpose.SEEN)
UNASKED = (*HAS_NEUTRAL_FORM, Purpose.PERSON, Purpose.IDENTITY, Purpose.CHAT_LINK)
purposes = st.sampled_from(TO_YOUNG_PEOPLE)
states = st.builds(
    ContactState,
    active=st.booleans(),
    opted_out=st.booleans(),
    paused=st.booleans(),
    unproven=st.booleans(),
    consent_withdrawn=st.booleans(),
    taken_over=st.booleans(),
    covered=st.booleans(),
    read_along=st.booleans(),
    safe_hours=st.none() | weeks,
    safety_replies=st.sampled_from(SafetyReplies),
)
profiles = st.builds(
    ContactProfile,
    device=st.sampled_from(Device),
    safe_hours=st.none() | weeks,
    safety_replies=st.sampled_from(SafetyReplies),
    opening=st.sampled_from(Opening),
)
ages = st.timedeltas(timedelta(0), timedelta(hours=40))


def of(purpose: Purpose, now: datetime = NOON, **details: object) -> Outgoing:
    return replace(Outgoing(purpose, now, neutral=True), **details)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "reason", "let_through"),
    [
        ({"active": False}, Refusal.NOT_ACTIVE, ()),
        ({"opted_out": True}, Refusal.OPTED_OUT, (Purpose.OPT_OUT_CONFIRMED,)),
        ({"consent_withdrawn": True}, Refusal.NO_CONSENT, SAFETY),
        ({"paused": True}, Refusal.PAUSED, (Purpose.COVER, Purpose.IDENTITY, Purpose.OPT_OUT_CONFIRMED)),
        (
            {"taken_over": True},
            Refusal.TAKEN_OVER,
            set(TO_YOUNG_PEOPLE)
            - {Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST, Purpose.REPLY, Purpose.SEEN},
        ),
        ({"safe_hours": SafeHours(())}, Refusal.NO_SAFE_HOURS, SAFETY),
        (
            {"safety_replies": SafetyReplies.NEUTRAL},
            Refusal.SAFETY_REPLY_UNWANTED,
            set(TO_YOUNG_PEOPLE) - {Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN},
        ),
        (
            {"safety_replies": SafetyReplies.NONE},
            Refusal.SAFETY_REPLY_UNWANTED,
            set(TO_YOUNG_PEOPLE) - {Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.SEEN},
        ),
    ],
)
@pytest.mark.parametrize("purpose", TO_YOUNG_PEOPLE)
def test_each_reason_stops_everything_but_what_it_lets_through(
    change: dict[str, object], reason: Refusal, let_through: set[Purpose], purpose: Purpose
) -> None:
    found = verdict(of(purpose), replace(EASY, **change), DAYTIME, NOON)  # type: ignore[arg-type]
    assert found == (Verdict() if purpose in let_through else Verdict(reason))


@pytest.mark.parametrize("purpose", TO_YOUNG_PEOPLE)
def test_where_others_may_read_along_what_we_send_unasked_is_neutral(purpose: Purpose) -> None:
    found = verdict(of(purpose, neutral=False), replace(EASY, covered=True), DAYTIME, NOON)
    assert (found.refusal is Refusal.NOT_NEUTRAL) is (purpose in HAS_NEUTRAL_FORM)


@pytest.mark.parametrize("state", [{"read_along": True}, {"safety_replies": SafetyReplies.NEUTRAL}])
@pytest.mark.parametrize("purpose", TO_YOUNG_PEOPLE)
def test_where_others_may_write_an_answer_tells_only_whoever_is_plainly_the_young_person(
    state: dict[str, object], purpose: Purpose
) -> None:
    agreed = replace(EASY, **state)  # type: ignore[arg-type]
    telling = of(purpose, neutral=False)
    refused = verdict(telling, agreed, DAYTIME, NOON).refusal is Refusal.NOT_NEUTRAL
    assert refused is (purpose in ANSWERS or (purpose is Purpose.SEEN and agreed.hushed))
    if purpose in ANSWERS:
        assert verdict(replace(telling, theirs=True), agreed, DAYTIME, NOON) == Verdict()


@pytest.mark.parametrize("agreed", SafetyReplies)
@pytest.mark.parametrize("purpose", ANSWERS)
def test_an_answer_that_says_what_a_safety_reply_says_leaves_only_where_that_would(
    agreed: SafetyReplies, purpose: Purpose
) -> None:
    text = of(purpose, neutral=False, theirs=True, names_help=True)
    found = verdict(text, replace(EASY, safety_replies=agreed), DAYTIME, NOON)
    unwanted = agreed in (SafetyReplies.NEUTRAL, SafetyReplies.NONE)
    assert (found.refusal is Refusal.SAFETY_REPLY_UNWANTED) is unwanted


@pytest.mark.parametrize("purpose", UNASKED)
def test_what_nobody_asked_for_waits_for_the_morning(purpose: Purpose) -> None:
    morning = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    assert verdict(of(purpose, NIGHT), EASY, DAYTIME, NIGHT) == Verdict(Refusal.UNSAFE_HOUR, morning)
    assert verdict(of(purpose, NIGHT), EASY, DAYTIME, morning) == Verdict()


def test_a_person_may_answer_at_night_whoever_has_just_written() -> None:
    answer = of(Purpose.PERSON, NIGHT, answers_at=NIGHT - timedelta(minutes=20))
    assert verdict(answer, EASY, DAYTIME, NIGHT) == Verdict()
    late = replace(answer, answers_at=NIGHT - timedelta(hours=2))
    assert verdict(late, EASY, DAYTIME, NIGHT).refusal is Refusal.UNSAFE_HOUR


def test_a_reply_that_was_held_up_for_hours_leaves_at_no_hour() -> None:
    for now in (NOON, NIGHT):
        written = now - timedelta(hours=3)
        assert verdict(of(Purpose.REPLY, written), EASY, DAYTIME, now) == Verdict(Refusal.STALE)


def test_a_reply_that_was_held_up_into_the_night_is_not_sent_in_the_morning() -> None:
    written = NIGHT - timedelta(minutes=90)
    assert verdict(of(Purpose.REPLY, written), EASY, DAYTIME, NIGHT) == Verdict(Refusal.STALE)


def test_a_safety_reply_leaves_at_any_hour_unless_only_safe_hours_were_agreed() -> None:
    reply = of(Purpose.SAFETY_REPLY, NIGHT)
    assert verdict(reply, EASY, DAYTIME, NIGHT) == Verdict()
    agreed = replace(EASY, safety_replies=SafetyReplies.SAFE_HOURS)
    assert verdict(reply, agreed, DAYTIME, NIGHT).held


def test_a_text_for_a_week_that_is_too_far_away_is_given_back_to_its_writer() -> None:
    sundays = replace(EASY, safe_hours=SafeHours(every_day(DAYTIME).windows[-1:]))
    assert verdict(of(Purpose.PERSON), sundays, DAYTIME, NOON) == Verdict(Refusal.STALE)


@given(purposes, states, moments, ages, st.none() | ages)
def test_nothing_leaves_against_the_profile_but_what_it_allows_for_safety(
    purpose: Purpose, state: ContactState, now: datetime, age: timedelta, answered: timedelta | None
) -> None:
    text = Outgoing(purpose, now - age, None if answered is None else now - age - answered)
    if verdict(text, state, DAYTIME, now).refusal:
        return
    assert state.active
    assert not state.opted_out or purpose is Purpose.OPT_OUT_CONFIRMED
    while_paused = {Purpose.COVER, Purpose.IDENTITY, Purpose.OPT_OUT_CONFIRMED}
    if state.unproven:
        while_paused |= {Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.PERSON, Purpose.HANDOVER}
    assert not state.paused or purpose in while_paused
    assert not (state.consent_withdrawn or state.never) or purpose in SAFETY
    if purpose is Purpose.SAFETY_REPLY:
        assert state.safety_replies in (SafetyReplies.ANY_HOUR, SafetyReplies.SAFE_HOURS)
    safe = (state.safe_hours or every_day(DAYTIME)).include(now)
    if purpose in UNASKED and answered is None:
        assert safe
    if age > timedelta(hours=1):
        assert safe


@given(
    st.builds(
        Outgoing,
        purposes,
        st.just(NOON),
        neutral=st.booleans(),
        theirs=st.booleans(),
        names_help=st.booleans(),
    ),
    states,
)
def test_no_words_leave_against_the_profile(text: Outgoing, state: ContactState) -> None:
    if verdict(text, state, DAYTIME, NOON).refusal:
        return
    if text.purpose in (Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN):
        assert not state.hushed
    if text.purpose in ANSWERS:
        assert not (state.hushed and text.names_help)
        assert text.neutral or text.theirs or not (state.read_along or state.hushed)
    if text.purpose in HAS_NEUTRAL_FORM:
        assert text.neutral or not state.covered


def agreed(profile: ContactProfile) -> ContactState:
    """What the gate is told of somebody with whom this was agreed, and nothing else is known."""
    return ContactState(
        covered=profile.covered,
        read_along=profile.read_along,
        safe_hours=profile.safe_hours,
        safety_replies=profile.safety_replies,
    )


@given(st.builds(Outgoing, purposes, moments, neutral=st.booleans(), theirs=st.booleans()), profiles, ages)
def test_nothing_leaves_against_any_agreement_that_a_practitioner_can_fill_in(
    text: Outgoing, profile: ContactProfile, age: timedelta
) -> None:
    now = text.written_at + age
    if verdict(text, agreed(profile), DAYTIME, now).refusal:
        return
    others_read = profile.device in (Device.SHARED, Device.WATCHED)
    if text.purpose in HAS_NEUTRAL_FORM and (others_read or profile.opening is not Opening.PLAIN):
        assert text.neutral
    if text.purpose in ANSWERS and others_read:
        assert text.neutral or text.theirs
    if text.purpose in UNASKED:
        assert (profile.safe_hours or every_day(DAYTIME)).include(now)
    if profile.safe_hours == SafeHours(()):
        assert text.purpose in SAFETY


@given(purposes, states, moments, ages, st.none() | ages)
def test_what_is_held_says_until_when_and_leaves_or_is_refused_then(
    purpose: Purpose, state: ContactState, now: datetime, age: timedelta, answered: timedelta | None
) -> None:
    text = Outgoing(purpose, now - age, None if answered is None else now - age - answered)
    found = verdict(text, state, DAYTIME, now)
    if found.until is None:
        return
    assert found.until > now
    assert (state.safe_hours or every_day(DAYTIME)).include(found.until)
    assert verdict(text, state, DAYTIME, found.until) == Verdict()


@given(moments, st.sampled_from([Purpose.REPLY, Purpose.SAFETY_REPLY, Purpose.COVER]))
def test_somebody_who_has_just_written_is_answered_at_any_hour(moment: datetime, purpose: Purpose) -> None:
    assert verdict(of(purpose, moment), EASY, DAYTIME, moment) == Verdict()


@given(moments)
def test_a_check_in_leaves_only_in_the_daytime_at_home_summer_and_winter(moment: datetime) -> None:
    found = verdict(of(Purpose.CHECK_IN, moment), EASY, DAYTIME, moment)
    safe = time(8) <= moment.astimezone(HOME).time() < time(21)
    assert (found == Verdict()) is safe


def test_the_night_the_clocks_change_is_no_gap_in_the_safe_hours() -> None:
    for day in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        quarters = [day + timedelta(minutes=15 * quarter) for quarter in range(96)]
        safe = [moment for moment in quarters if DAYTIME.include(moment)]
        assert len(safe) == 13 * 4
        assert safe[0].astimezone(HOME).hour == 8
        assert safe[-1].astimezone(HOME).hour == 20


def test_the_demo_may_write_at_any_time() -> None:
    assert all(ANY_TIME.include(NOON + timedelta(minutes=minute)) for minute in range(24 * 60))
    assert all(every_day(ANY_TIME).include(NOON + timedelta(minutes=minute)) for minute in range(24 * 60))
