"""How old a text may be when it leaves: longer after it was written it would arrive out of its context."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import (
    DAYTIME,
    ContactState,
    Outgoing,
    Purpose,
    Refusal,
    SafetyReplies,
    Verdict,
    verdict,
)
from tests.domain.test_contact_gate import EASY, NOON, TO_YOUNG_PEOPLE, of, states
from tests.domain.test_safe_hours import moments

HOURS = {
    Purpose.REPLY: 2,
    Purpose.COVER: 2,
    Purpose.OPT_OUT_CONFIRMED: 2,
    Purpose.OPT_IN_CONFIRMED: 2,
    Purpose.HEARD_AGAIN: 2,
    Purpose.IDENTITY: 12,
    Purpose.SAFETY_REPLY: 12,
    Purpose.PERSON: 24,
    Purpose.HANDOVER: 24,
    Purpose.CHAT_LINK: 24,
    Purpose.SEEN: 24,
}
LATEST = {purpose: timedelta(hours=hours) for purpose, hours in HOURS.items()}
# Whatever of it is due no more is withheld by what sends it.
OF_NO_AGE = {
    *(Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST),
    *(Purpose.UNREAD, Purpose.STAFF_NOTICE, Purpose.INVITATION),
}
A_MOMENT = timedelta(seconds=1)
too_late = st.timedeltas(A_MOMENT, timedelta(hours=1)) | st.timedeltas(A_MOMENT, timedelta(days=120))
in_safe_hours = st.just(ContactState(safety_replies=SafetyReplies.SAFE_HOURS))


def test_every_text_to_a_young_person_has_its_latest_hour_or_is_named_here() -> None:
    assert set(TO_YOUNG_PEOPLE) == LATEST.keys() | OF_NO_AGE


@pytest.mark.parametrize("purpose", LATEST)
@given(states | st.just(EASY) | in_safe_hours, moments, too_late)
def test_whatever_leaves_is_no_older_than_its_purpose_allows(
    purpose: Purpose, state: ContactState, now: datetime, late: timedelta
) -> None:
    text = of(purpose, now - LATEST[purpose] - late, answers_at=now, theirs=True)
    found = verdict(text, state, DAYTIME, now)
    assert found.refusal
    assert not found.held


@given(st.builds(Outgoing, st.sampled_from(sorted(LATEST)), moments, neutral=st.just(True)), states, too_late)
def test_whatever_waits_is_no_older_when_it_leaves(
    text: Outgoing, state: ContactState, age: timedelta
) -> None:
    found = verdict(text, state, DAYTIME, text.written_at + age)
    leaves = found.until or text.written_at + age
    assert (found.refusal and not found.held) or leaves - text.written_at <= LATEST[text.purpose]


@pytest.mark.parametrize("purpose", LATEST)
def test_until_then_it_leaves_and_a_moment_later_it_does_not(purpose: Purpose) -> None:
    last = of(purpose, NOON - LATEST[purpose])
    assert verdict(last, EASY, DAYTIME, NOON) == Verdict()
    assert verdict(last, EASY, DAYTIME, NOON + A_MOMENT) == Verdict(Refusal.STALE)
