"""Who is told that a person has what they wrote, and who must not be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import DAYTIME, ContactState, Refusal, SafetyReplies
from bot.domain.safe_hours import SafeHours
from bot.domain.seen import FollowUp, Taken, Unsaid, follow_up
from tests.domain.test_contact_gate import states
from tests.domain.test_safe_hours import moments

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
EASY = ContactState()
WROTE = Taken(NOON - timedelta(minutes=10))
LATE = Taken(NIGHT - timedelta(minutes=10))


@pytest.mark.parametrize(
    ("taken", "named", "text"),
    [
        (WROTE, False, "seen.read"),
        (WROTE, True, "seen.read_named"),
        (replace(WROTE, read=False), False, "seen.taken"),
        (replace(WROTE, read=False), True, "seen.taken_named"),
    ],
)
def test_whoever_took_it_on_the_page_has_seen_it_and_whoever_did_by_phone_was_told(
    taken: Taken, named: bool, text: str
) -> None:
    assert follow_up(taken, EASY, DAYTIME, NOON, named=named) == FollowUp(text)


@pytest.mark.parametrize("state", [{"covered": True}, {"safety_replies": SafetyReplies.NEUTRAL}])
def test_where_others_may_read_along_the_words_are_neutral(state: dict[str, object]) -> None:
    found = follow_up(WROTE, replace(EASY, **state), DAYTIME, NOON, named=True)  # type: ignore[arg-type]
    assert (found.text, found.neutral) == ("seen.neutral_named", True)


@pytest.mark.parametrize(
    ("taken", "reason"),
    [
        (replace(WROTE, danger_word=True), Unsaid.DANGER_WORD),
        (Taken(None), Unsaid.NOT_GRAVE),
        (replace(WROTE, said_since=True), Unsaid.SAID_ALREADY),
    ],
)
def test_what_must_not_show_is_not_said(taken: Taken, reason: Unsaid) -> None:
    assert follow_up(taken, EASY, DAYTIME, NOON, named=False) == FollowUp(unsaid=reason)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"opted_out": True}, Refusal.OPTED_OUT),
        ({"paused": True}, Refusal.PAUSED),
        ({"consent_withdrawn": True}, Refusal.NO_CONSENT),
        ({"taken_over": True}, Refusal.TAKEN_OVER),
        ({"safe_hours": SafeHours(())}, Refusal.NO_SAFE_HOURS),
        ({"safety_replies": SafetyReplies.NONE}, Refusal.SAFETY_REPLY_UNWANTED),
    ],
)
def test_nothing_is_said_against_what_was_agreed(state: dict[str, object], reason: Refusal) -> None:
    found = follow_up(WROTE, replace(EASY, **state), DAYTIME, NOON, named=False)  # type: ignore[arg-type]
    assert found == FollowUp(unsaid=reason)


def test_at_night_it_leaves_for_somebody_who_has_just_written_and_to_whose_phone_nobody_else_looks() -> None:
    assert follow_up(LATE, EASY, DAYTIME, NIGHT, named=False).until is None
    long_ago = Taken(NIGHT - timedelta(hours=2))
    morning = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    assert follow_up(long_ago, EASY, DAYTIME, NIGHT, named=False).until == morning


@pytest.mark.parametrize("state", [{"covered": True}, {"safety_replies": SafetyReplies.SAFE_HOURS}])
def test_at_night_it_waits_where_a_buzzing_phone_could_harm(state: dict[str, object]) -> None:
    found = follow_up(LATE, replace(EASY, **state), DAYTIME, NIGHT, named=False)  # type: ignore[arg-type]
    assert found.until is not None


@given(st.builds(Taken, st.none() | moments, st.booleans(), st.booleans(), st.booleans()), states, moments)
def test_either_something_is_said_or_a_reason_is_given_why_not(
    taken: Taken, state: ContactState, now: datetime
) -> None:
    found = follow_up(taken, state, DAYTIME, now, named=True)
    assert (found.text is None) is (found.unsaid is not None)
    if found.text:
        silenced = (taken.danger_word, taken.said_since, state.opted_out, state.paused)
        assert not any(silenced)
        assert state.safety_replies is not SafetyReplies.NONE
        assert found.neutral or not (state.covered or state.safety_replies is SafetyReplies.NEUTRAL)
        assert found.until is None or found.until > now
