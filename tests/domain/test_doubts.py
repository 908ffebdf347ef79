"""When it is doubted whether it is them, and what a doubt can never do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Severity
from bot.domain.contact_gate import DAYTIME, ContactState, Outgoing, Purpose, SafetyReplies, verdict
from bot.domain.doubts import ALWAYS_THE_SAME, DOUBTED_AGAIN_AFTER, LONG_SILENCE, Doubt, Evidence, doubt
from bot.domain.languages import Language
from bot.domain.reply_plan import Answer, Situation, plan

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ENGLISH = (Language.ENGLISH,) * ALWAYS_THE_SAME

evidence = st.builds(
    Evidence,
    words=st.integers(0, 40),
    language=st.sampled_from(Language),
    gravest=st.none() | st.sampled_from(Severity),
    silent_for=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    languages=st.lists(st.sampled_from(Language), max_size=ALWAYS_THE_SAME),
    odd_style=st.booleans(),
    doubted_ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=60)),
)


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        (Evidence(5, Language.ENGLISH), None),
        (Evidence(1, Language.ENGLISH, silent_for=LONG_SILENCE + timedelta(minutes=1)), Doubt.LONG_SILENCE),
        (Evidence(1, Language.ENGLISH, silent_for=LONG_SILENCE), None),
        (Evidence(4, Language.WELSH, languages=ENGLISH), Doubt.ODD_LANGUAGE),
        (Evidence(3, Language.WELSH, languages=ENGLISH), None),
        (Evidence(9, Language.WELSH, languages=(*ENGLISH[:-1], Language.MIXED)), None),
        (Evidence(9, Language.WELSH, languages=(*ENGLISH[:-1], Language.UNKNOWN)), Doubt.ODD_LANGUAGE),
        (Evidence(9, Language.MIXED, languages=ENGLISH), None),
        (Evidence(9, Language.WELSH, languages=ENGLISH, agreed=Language.WELSH), None),
        (Evidence(9, Language.WELSH, languages=ENGLISH, agreed=Language.ENGLISH), Doubt.ODD_LANGUAGE),
        (Evidence(9, Language.WELSH, languages=ENGLISH, doubted_ago=timedelta(days=1)), None),
        (Evidence(9, Language.ENGLISH, odd_style=True), Doubt.ODD_STYLE),
        (Evidence(9, Language.ENGLISH, odd_style=True, doubted_ago=timedelta(days=1)), None),
        (Evidence(9, Language.ENGLISH, odd_style=True, doubted_ago=DOUBTED_AGAIN_AFTER), Doubt.ODD_STYLE),
        (Evidence(9, Language.ENGLISH, odd_style=True, gravest=Severity.MEDIUM), Doubt.ODD_STYLE),
        (Evidence(9, Language.ENGLISH, odd_style=True, gravest=Severity.HIGH), None),
    ],
)
def test_each_doubt_has_its_reason(given_: Evidence, found: Doubt | None) -> None:
    assert doubt(given_) is found


@given(evidence, st.sampled_from([Severity.HIGH, Severity.EMERGENCY]))
def test_nobody_who_tells_of_harm_is_doubted(one: Evidence, gravest: Severity) -> None:
    assert doubt(replace(one, gravest=gravest)) is None


@given(evidence, st.sampled_from([Severity.HIGH, Severity.EMERGENCY]))
def test_so_no_doubt_keeps_a_safety_reply_from_them(one: Evidence, gravest: Severity) -> None:
    paused = doubt(replace(one, gravest=gravest)) is not None
    assert plan(Situation(severity=gravest, paused=paused)) is Answer.SAFETY_REPLY


@given(
    st.sampled_from(Purpose),
    st.sampled_from(SafetyReplies),
    st.booleans(),
    st.booleans(),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_while_it_is_doubted_nothing_leaves_but_what_is_neutral(
    purpose: Purpose, replies: SafetyReplies, covered: bool, neutral: bool, later: timedelta
) -> None:
    now = NOON + later
    state = ContactState(paused=True, safety_replies=replies, covered=covered)
    found = verdict(Outgoing(purpose, now, now, neutral), state, DAYTIME, now)
    if found.refusal is None:
        assert purpose in (Purpose.COVER, Purpose.IDENTITY, Purpose.OPT_OUT_CONFIRMED)


@given(st.sampled_from(Purpose), st.sampled_from(SafetyReplies), st.booleans(), st.booleans())
def test_where_they_cannot_prove_it_nothing_leaves_by_itself_but_what_was_agreed_for_harm(
    purpose: Purpose, replies: SafetyReplies, covered: bool, neutral: bool
) -> None:
    state = ContactState(paused=True, unproven=True, safety_replies=replies, covered=covered)
    found = verdict(Outgoing(purpose, NOON, NOON, neutral), state, DAYTIME, NOON)
    undoubted = verdict(
        Outgoing(purpose, NOON, NOON, neutral), replace(state, paused=False, unproven=False), DAYTIME, NOON
    )
    answers_harm = (Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.COVER, Purpose.OPT_OUT_CONFIRMED)
    if purpose in (*answers_harm, Purpose.IDENTITY, Purpose.PERSON, Purpose.HANDOVER):
        assert found == undoubted
    else:
        assert found.refusal is not None


@given(
    st.none() | st.sampled_from(Severity), st.none() | st.sampled_from(Severity), st.booleans(), st.booleans()
)
def test_while_it_is_doubted_only_neutral_words_answer(
    severity: Severity | None, answered: Severity | None, asks: bool, covered: bool
) -> None:
    situation = Situation(
        paused=True, severity=severity, answered_distress=answered, who_is_it=asks, covered=covered
    )
    assert plan(situation) in (Answer.COVER, Answer.IDENTITY, Answer.NOTHING)
