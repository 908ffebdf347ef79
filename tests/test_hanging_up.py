"""Phones fall silent once somebody has taken the alert that they ring for."""

import pytest

from bot import sending
from bot.domain.staff import Role
from bot.hanging_up import StillRingingError
from tests.posting import ATTEMPTS
from tests.ringing import Ringing

pytestmark = pytest.mark.service


async def two_ring(ringing: Ringing) -> tuple[str, str]:
    """The numbers of a practitioner and of a lead whose phones ring for the same alert."""
    member, number = await ringing.staff()
    _, other = await ringing.staff(role=Role.SAFEGUARDING_LEAD)
    await ringing.alert(member)
    ringing.world.clock.forward(minutes=11)
    for _ in range(4):
        await ringing.climb()
    await ringing.send_all()
    await ringing.twilio.calls.next_to(number)
    await ringing.twilio.calls.next_to(other)
    return number, other


def states(ringing: Ringing, number: str) -> set[str]:
    return {call.status for call in ringing.twilio.calls.to(number)}


async def test_the_other_phones_fall_silent_when_one_takes_it(ringing: Ringing) -> None:
    number, other = await two_ring(ringing)
    await ringing.twilio.calls.answer(number)
    await ringing.twilio.calls.press(number, "1")
    assert states(ringing, other) == {"ringing"}
    await ringing.hang_up_all()
    assert states(ringing, other) == {"canceled"}
    assert sorted(set(await ringing.statuses("voice"))) == ["delivered", "withheld"]


async def test_a_call_that_somebody_answered_goes_on_and_says_that_another_was_quicker(
    ringing: Ringing,
) -> None:
    number, other = await two_ring(ringing)
    await ringing.twilio.calls.answer(other)
    await ringing.twilio.calls.answer(number)
    await ringing.twilio.calls.press(number, "1")
    await ringing.hang_up_all()
    [heard] = await ringing.twilio.calls.press(other, "1")
    assert "Somebody has already acknowledged" in heard


async def test_a_phone_that_began_to_ring_while_somebody_took_it_falls_silent_too(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    [call] = await ringing.world.rows("SELECT id FROM dispatches WHERE channel = 'voice'")
    attempt = await sending._take(ringing.worker, ringing.carriers, call.id)
    assert attempt
    placed = await attempt.letter.go()
    await ringing.twilio.calls.next_to(number)
    await ringing.twilio.text_from(number, await ringing.reference(alert))
    await ringing.hang_up_all()
    await sending._settle(ringing.worker, attempt, placed, ATTEMPTS)
    await ringing.hang_up_all()
    assert states(ringing, number) == {"canceled"}


async def test_silence_is_asked_for_again_while_the_carrier_does_not_answer(ringing: Ringing) -> None:
    number, other = await two_ring(ringing)
    await ringing.twilio.calls.answer(number)
    await ringing.twilio.calls.press(number, "1")
    ringing.twilio.down = True
    with pytest.raises(StillRingingError):
        await ringing.hang_up_all()
    ringing.twilio.down = False
    await ringing.hang_up_all()
    assert states(ringing, other) == {"canceled"}
