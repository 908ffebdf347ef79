"""Who is told of messages that nobody reads."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_gate import Hours
from bot.domain.ladder import Rung
from bot.domain.reading_list import RUNGS, Doubt, ReadingPolicy, ReadingStep, Waiting, above, due
from bot.reading_policy import load_reading_policy

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
POLICY = load_reading_policy()


def waiting(hours: float, marked: float | None = None) -> Waiting:
    return Waiting(NOW - timedelta(hours=marked) if marked else None, NOW - timedelta(hours=hours))


def test_a_plain_message_climbs_slowly_to_the_leads() -> None:
    told = [due(waiting(hours), POLICY, NOW) for hours in (1, 25, 49, 97, 169)]
    assert told == [(), *(RUNGS[: place + 1] for place in range(4))]


def test_a_marked_message_climbs_sooner() -> None:
    assert due(waiting(7), POLICY, NOW) == ()
    assert due(waiting(7, marked=7), POLICY, NOW) == (Rung.ASSIGNED,)
    assert due(waiting(80, marked=80), POLICY, NOW) == RUNGS


@given(st.floats(0, 400), st.floats(0, 400))
def test_whoever_was_told_stays_told_until_it_is_read(hours: float, longer: float) -> None:
    before, after = due(waiting(hours), POLICY, NOW), due(waiting(hours + longer), POLICY, NOW)
    assert set(before) <= set(after)


def test_the_rungs_above_take_an_empty_ones_place() -> None:
    assert above(Rung.DEPUTY) == (Rung.DUTY_MANAGER, Rung.LEADS)
    assert above(Rung.LEADS) == ()


def test_only_plain_messages_may_be_read_in_bulk() -> None:
    assert [doubt for doubt in Doubt if not doubt.marked] == [Doubt.PLAIN]


def step(rung: Rung, hours: int) -> ReadingStep:
    return ReadingStep(rung, timedelta(hours=hours))


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (step(Rung.ASSIGNED, 24),),
        (step(Rung.LEADS, 0),),
        (step(Rung.ASSIGNED, 48), step(Rung.LEADS, 24)),
    ],
)
def test_a_policy_that_would_lose_a_message_is_refused(steps: tuple[ReadingStep, ...]) -> None:
    sound = (step(Rung.LEADS, 24),)
    with pytest.raises(ValueError, match="reading"):
        ReadingPolicy(steps, sound, Hours(time(9), time(17)))
    with pytest.raises(ValueError, match="reading"):
        ReadingPolicy(sound, steps, Hours(time(9), time(17)))
