"""Staff are rung, hear a neutral sentence in their language, and acknowledge by a key."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot import sending
from bot.channels.simulated import Crash, Hang, Refuse
from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.ringing import Ringing

pytestmark = pytest.mark.service


async def rung(ringing: Ringing, number: str) -> None:
    """Send what waits, and wait until the phone rings."""
    await ringing.send_all()
    await ringing.twilio.calls.next_to(number)


async def test_an_emergency_is_told_by_text_and_call_at_once(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await rung(ringing, number)
    reference = await ringing.reference(alert)
    assert [reference in text for text in ringing.texts(number)] == [True]


async def test_pressing_1_acknowledges_and_is_confirmed(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await rung(ringing, number)
    heard = await ringing.twilio.calls.answer(number)
    reference = ", ".join(await ringing.reference(alert))
    assert heard[0] == f"This is Hafan. An emergency alert waits for you. Its code is {reference}."
    assert "Press 1" in heard[1]
    assert await ringing.acknowledged(alert) is None
    [confirmed] = await ringing.twilio.calls.press(number, "1")
    assert "is yours" in confirmed
    assert await ringing.acknowledged(alert) == member
    assert await ringing.statuses("voice") == ["delivered"]
    [event] = await ringing.world.rows("SELECT detail FROM alert_events WHERE kind = 'acknowledged'")
    assert event.detail == {"by": "call"}


async def test_a_call_speaks_the_practitioners_language_and_names_nobody(ringing: Ringing) -> None:
    member, number = await ringing.staff(language=Language.WELSH)
    await ringing.alert(member, name="Gwenllian Dychmygol")
    await rung(ringing, number)
    heard = " ".join(await ringing.twilio.calls.answer(number))
    assert "Pwyswch 1" in heard
    assert not {"gwenllian", "dychmygol", "outside"} & set(heard.casefold().split())


async def test_2_reads_it_again_and_another_key_says_that_it_does_nothing(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await rung(ringing, number)
    first = await ringing.twilio.calls.answer(number)
    assert await ringing.twilio.calls.press(number, "2") == first
    assert await ringing.twilio.calls.press(number, "7") == ("That key does nothing.", *first)
    [last] = await ringing.twilio.calls.press(number, "9")
    assert "goes on telling others" in last
    assert await ringing.acknowledged(alert) is None


async def test_a_mailbox_never_acknowledges_and_counts_as_nobody(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await rung(ringing, number)
    heard = await ringing.twilio.calls.answer(number, machine=True)
    assert "goes on telling others" in heard[-1]
    assert await ringing.acknowledged(alert) is None
    assert await ringing.statuses("voice") == ["unanswered"]


async def test_whoever_listens_without_pressing_a_key_was_not_reached(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    await ringing.alert(member)
    await rung(ringing, number)
    await ringing.twilio.calls.answer(number)
    await ringing.twilio.calls.hang_up(number)
    assert await ringing.statuses("voice") == ["unanswered"]


async def test_a_declined_call_lets_the_alert_climb_when_no_text_arrived_either(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await ringing.world.rows("UPDATE dispatches SET status = 'dead' WHERE channel = 'sms' RETURNING 1")
    await rung(ringing, number)
    await ringing.twilio.calls.hang_up(number)
    [row] = await ringing.world.rows("SELECT next_step_at FROM alerts WHERE id = :a", a=alert)
    assert row.next_step_at == ringing.world.clock()


async def test_a_call_about_an_alert_that_somebody_has_says_so(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    _, other = await ringing.staff(role=Role.SAFEGUARDING_LEAD)
    alert = await ringing.alert(member)
    ringing.world.clock.forward(minutes=11)
    for _ in range(4):
        await ringing.climb()
    await ringing.send_all()
    await ringing.twilio.calls.next_to(number)
    await ringing.twilio.calls.next_to(other)
    await ringing.twilio.calls.answer(number)
    await ringing.twilio.calls.answer(other)
    await ringing.twilio.calls.press(number, "1")
    [heard] = await ringing.twilio.calls.press(other, "1")
    assert "Somebody has already acknowledged" in heard
    assert await ringing.acknowledged(alert) == member


async def test_nobody_is_rung_for_an_alert_that_was_acknowledged_meanwhile(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await ringing.twilio.text_from(number, await ringing.reference(alert))
    assert await ringing.acknowledged(alert) == member
    await ringing.send_all()
    assert ringing.twilio.calls.to(number) == []
    assert await ringing.statuses("voice") == ["withheld"]


async def test_nobody_takes_by_key_what_they_were_not_told(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    _, young_person = await ringing.world.add_young_person(assigned=member)
    alert = await ringing.says(young_person, "he is outside now")
    await rung(ringing, number)
    await ringing.twilio.calls.answer(number)
    await ringing.world.rows("UPDATE alerts SET raise_number = raise_number + 1 RETURNING 1")
    heard = await ringing.twilio.calls.press(number, "1")
    assert "waits for you" in heard[0]
    assert await ringing.acknowledged(alert) is None
    await ringing.twilio.calls.press(number, "1")
    assert await ringing.acknowledged(alert) == member


async def test_whoever_left_the_service_while_the_phone_rang_cannot_take_it(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member)
    await rung(ringing, number)
    await ringing.twilio.calls.answer(number)
    await ringing.world.rows("UPDATE practitioners SET active = false RETURNING 1")
    [heard] = await ringing.twilio.calls.press(number, "1")
    assert "cannot be acknowledged from this phone" in heard
    assert await ringing.acknowledged(alert) is None


@pytest.mark.parametrize("fault", [Hang(after_accepting=True), Crash(after_accepting=True)])
async def test_a_phone_rings_once_when_twilios_answer_got_lost(ringing: Ringing, fault: Hang | Crash) -> None:
    ringing.world.clock.time = datetime.now(UTC)
    member, number = await ringing.staff()
    await ringing.alert(member)
    await ringing.world.rows("DELETE FROM dispatches WHERE channel <> 'voice' RETURNING 1")
    ringing.twilio.faults.inject(fault)
    await ringing.send_all()
    await ringing.send_all()
    assert len(ringing.twilio.calls.to(number)) == 1
    assert (await ringing.statuses("voice"))[0] in ("sent", "unclear")


@pytest.mark.parametrize("fault", [Hang(after_accepting=False), Crash(after_accepting=False)])
async def test_a_call_that_twilio_never_took_is_placed_by_the_next_attempt(
    ringing: Ringing, fault: Hang | Crash
) -> None:
    member, number = await ringing.staff()
    await ringing.alert(member)
    await ringing.world.rows("DELETE FROM dispatches WHERE channel <> 'voice' RETURNING 1")
    ringing.twilio.faults.inject(fault)
    await ringing.send_all()
    await ringing.send_all()
    await ringing.twilio.calls.next_to(number)
    assert len(ringing.twilio.calls.to(number)) == 1


async def test_a_number_that_cannot_be_called_is_given_up_at_once(ringing: Ringing) -> None:
    member, _ = await ringing.staff()
    await ringing.alert(member)
    await ringing.world.rows("DELETE FROM dispatches WHERE channel <> 'voice' RETURNING 1")
    ringing.twilio.faults.inject(Refuse(13224))
    await ringing.send_all()
    assert await ringing.statuses("voice") == ["dead"]


async def test_a_call_taken_for_another_is_set_right_by_twilios_own_word(ringing: Ringing) -> None:
    """Two calls to one phone, both in doubt, may be mistaken for one another until a web hook names them."""
    ringing.world.clock.time = datetime.now(UTC)
    member, number = await ringing.staff()
    await ringing.alert(member)
    await ringing.world.rows("DELETE FROM dispatches WHERE channel <> 'voice' RETURNING 1")
    await rung(ringing, number)
    [call] = ringing.twilio.calls.to(number)
    other = await ringing.alert(member)
    [mistaken] = await ringing.world.rows(
        "SELECT id FROM dispatches WHERE alert_id = :a AND channel = 'voice'", a=other
    )
    await ringing.world.rows("UPDATE dispatches SET provider_id = NULL WHERE channel = 'voice' RETURNING 1")
    await ringing.world.rows(
        "UPDATE dispatches SET provider_id = :p, status = 'sent' WHERE id = :d RETURNING 1",
        p=call.sid,
        d=mistaken.id,
    )
    await ringing.twilio.calls.answer(number)
    rows = await ringing.world.rows("SELECT id, provider_id, status FROM dispatches WHERE channel = 'voice'")
    assert {row.provider_id for row in rows if row.id != mistaken.id} == {call.sid}
    assert [(row.provider_id, row.status) for row in rows if row.id == mistaken.id] == [(None, "unclear")]


async def test_two_jobs_of_one_call_at_once_ring_once(ringing: Ringing) -> None:
    ringing.world.clock.time = datetime.now(UTC)
    member, number = await ringing.staff()
    await ringing.alert(member)
    [row] = await ringing.world.rows("SELECT id FROM dispatches WHERE channel = 'voice'")
    attempts = [sending.send(ringing.worker, ringing.carriers, row.id, 3) for _ in range(3)]
    await asyncio.gather(*attempts, return_exceptions=True)
    await ringing.send_all()
    assert len(ringing.twilio.calls.to(number)) == 1
