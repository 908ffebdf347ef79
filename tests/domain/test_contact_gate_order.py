"""Where several reasons hold at once, the gate gives the first of its table, whichever two they are."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations

import pytest

from bot.domain.contact_gate import (
    DAYTIME,
    ContactState,
    Outgoing,
    Purpose,
    Refusal,
    SafetyReplies,
    verdict,
)
from bot.domain.safe_hours import SafeHours
from tests.domain.test_contact_gate import NIGHT, NOON, TO_YOUNG_PEOPLE

# Who it is and what they want come before what is known of the phone, and both before the hour; what is too
# old by the next safe hour does not wait for it.
ORDER = (
    Refusal.NOT_ACTIVE,
    Refusal.OPTED_OUT,
    Refusal.NO_CONSENT,
    Refusal.PAUSED,
    Refusal.TAKEN_OVER,
    Refusal.NO_SAFE_HOURS,
    Refusal.SAFETY_REPLY_UNWANTED,
    Refusal.NOT_NEUTRAL,
    Refusal.STALE,
    Refusal.UNSAFE_HOUR,
)
LONG_AGO = timedelta(days=3)


@dataclass(frozen=True)
class Cause:
    """What makes one reason hold, for whatever text it can hold for."""

    reason: Refusal
    state: dict[str, object] = field(default_factory=dict)
    text: dict[str, object] = field(default_factory=dict)
    now: datetime = NOON
    age: timedelta = timedelta(0)

    def clashes(self, other: "Cause") -> bool:
        """Whether both cannot be so: they say two things of one field."""
        pairs = ((self.state, other.state), (self.text, other.text))
        return any(one[name] != two[name] for one, two in pairs for name in one.keys() & two.keys())


CAUSES = (
    Cause(Refusal.NOT_ACTIVE, {"active": False}),
    Cause(Refusal.OPTED_OUT, {"opted_out": True}),
    Cause(Refusal.NO_CONSENT, {"consent_withdrawn": True}),
    Cause(Refusal.PAUSED, {"paused": True}),
    Cause(Refusal.PAUSED, {"paused": True, "unproven": True}),
    Cause(Refusal.TAKEN_OVER, {"taken_over": True}),
    Cause(Refusal.NO_SAFE_HOURS, {"safe_hours": SafeHours(())}),
    Cause(Refusal.SAFETY_REPLY_UNWANTED, {"safety_replies": SafetyReplies.NONE}),
    Cause(Refusal.SAFETY_REPLY_UNWANTED, {"safety_replies": SafetyReplies.NEUTRAL}, {"names_help": True}),
    Cause(Refusal.NOT_NEUTRAL, {"read_along": True, "covered": True}, {"neutral": False}),
    Cause(Refusal.STALE, age=LONG_AGO),
    Cause(Refusal.UNSAFE_HOUR, now=NIGHT),
    Cause(Refusal.UNSAFE_HOUR, {"safety_replies": SafetyReplies.SAFE_HOURS}, now=NIGHT),
)
PAIRS = [(one, two) for one, two in combinations(CAUSES, 2) if one.reason != two.reason]


def said(purpose: Purpose, *causes: Cause) -> Refusal | None:
    """The gate's reason where all these causes are so."""
    now = max(cause.now for cause in causes)
    text = Outgoing(purpose, now - max(cause.age for cause in causes), neutral=True)
    state = ContactState()
    for cause in causes:
        text, state = replace(text, **cause.text), replace(state, **cause.state)  # type: ignore[arg-type]
    return verdict(text, state, DAYTIME, now).refusal


def both_hold(purpose: Purpose, one: Cause, two: Cause) -> bool:
    """Whether each of the two alone would stop this text."""
    return not one.clashes(two) and all(said(purpose, cause) is cause.reason for cause in (one, two))


@pytest.mark.parametrize(
    ("first", "second"), PAIRS, ids=lambda cause: "-".join([cause.reason, *map(str, cause.state.values())])
)
def test_of_two_reasons_the_first_of_the_table_is_given(first: Cause, second: Cause) -> None:
    for purpose in TO_YOUNG_PEOPLE:
        if both_hold(purpose, first, second):
            expected = min(first.reason, second.reason, key=ORDER.index)
            assert said(purpose, first, second) is expected, purpose


def test_every_two_reasons_that_some_text_can_meet_at_once_are_compared() -> None:
    met = {
        frozenset({one.reason, two.reason})
        for one, two in PAIRS
        if any(both_hold(purpose, one, two) for purpose in TO_YOUNG_PEOPLE)
    }
    assert met == {frozenset(pair) for pair in combinations(ORDER, 2)}


def test_every_reason_of_the_gate_has_its_place() -> None:
    # A text that another one stands for is withheld before the gate is asked.
    assert set(ORDER) == set(Refusal) - {Refusal.SUPERSEDED}
