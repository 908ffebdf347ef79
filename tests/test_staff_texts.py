"""A practitioner acknowledges by texting the code back, and hears what came of it."""

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage import people, staff
from tests.fixtures import NUMBERS
from tests.ringing import Ringing

pytestmark = pytest.mark.service


async def reply(ringing: Ringing, number: str, body: str) -> str:
    """Text the service, and give what it answers."""
    before = len(ringing.texts(number))
    assert await ringing.twilio.text_from(number, body) == 200
    await ringing.send_all()
    answers = [text for text in ringing.texts(number)[before:] if "waits for somebody" not in text]
    return answers[-1] if answers else ""


async def test_the_code_acknowledges(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member, "he said hell hurt me")
    reference = await ringing.reference(alert)
    answer = await reply(ringing, number, f"ok {reference.lower()[:3]} {reference.lower()[3:]}")
    assert answer.startswith(f"Hafan: alert {reference} is yours")
    assert await ringing.acknowledged(alert) == member
    actions = [row.action for row in await ringing.world.rows("SELECT action FROM audit ORDER BY at")]
    assert {"alert:acknowledge", "staff_message:accept"} <= set(actions)


async def test_a_bare_ok_takes_the_only_alert_that_waits(ringing: Ringing) -> None:
    member, number = await ringing.staff(language=Language.WELSH)
    alert = await ringing.alert(member, "he said hell hurt me")
    assert "chi piau rhybudd" in await reply(ringing, number, "iawn")
    assert await ringing.acknowledged(alert) == member


async def test_a_bare_ok_with_two_alerts_asks_which(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    both = [await ringing.alert(member, "he said hell hurt me") for _ in range(2)]
    answer = await reply(ringing, number, "ok")
    assert all([await ringing.reference(alert) in answer for alert in both])
    assert [await ringing.acknowledged(alert) for alert in both] == [None, None]
    await reply(ringing, number, await ringing.reference(both[1]))
    assert [await ringing.acknowledged(alert) for alert in both] == [None, member]


@pytest.mark.parametrize("text", ["ZZZZZZ", "bc23d"])
async def test_a_mistyped_code_is_answered_with_those_that_wait(ringing: Ringing, text: str) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member, "he said hell hurt me")
    assert await ringing.reference(alert) in await reply(ringing, number, text)
    assert await ringing.acknowledged(alert) is None


async def test_somebody_elses_code_is_answered_like_one_that_does_not_exist(ringing: Ringing) -> None:
    member, _ = await ringing.staff()
    _, other = await ringing.staff()
    alert = await ringing.alert(member, "he said hell hurt me")
    theirs = await reply(ringing, other, await ringing.reference(alert))
    nobodys = await reply(ringing, other, "ZZZZZZ")
    assert theirs == nobodys
    assert await ringing.acknowledged(alert) is None


async def test_a_role_that_may_not_act_cannot_acknowledge_even_what_it_was_told(ringing: Ringing) -> None:
    trainer, number = await ringing.staff(role=Role.TRAINER)
    alert = await ringing.alert(trainer, "he said hell hurt me")
    await reply(ringing, number, await ringing.reference(alert))
    assert await ringing.acknowledged(alert) is None


async def test_whoever_is_second_hears_that_somebody_was_quicker(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    deputy, other = await ringing.staff()
    alert = await ringing.alert(member, "he said hell hurt me", deputy=deputy)
    reference = await ringing.reference(alert)
    await reply(ringing, number, reference)
    assert "somebody has already" in await reply(ringing, other, reference)
    assert "is yours" in await reply(ringing, number, reference)
    assert await ringing.acknowledged(alert) == member
    assert len(await ringing.world.rows("SELECT 1 FROM alert_events WHERE kind = 'acknowledged'")) == 1


async def test_the_same_text_brought_twice_is_answered_once(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    alert = await ringing.alert(member, "he said hell hurt me")
    await reply(ringing, number, await ringing.reference(alert))
    before = ringing.texts(number)
    [sent] = ringing.twilio.texts_from(number)
    assert await ringing.twilio.redeliver(sent.sid) == 200
    await ringing.send_all()
    assert ringing.texts(number) == before


async def test_talk_is_kept_sealed_and_answered_only_now_and_then(ringing: Ringing) -> None:
    _, number = await ringing.staff()
    assert "takes only alert codes" in await reply(ringing, number, "running late zanzibar")
    assert await reply(ringing, number, "I'm driving") == ""
    rows = await ringing.world.rows("SELECT body_sealed FROM staff_messages")
    assert len(rows) == 2
    assert all(b"zanzibar" not in bytes(row.body_sealed) for row in rows)
    assert await ringing.world.rows("SELECT 1 FROM messages UNION ALL SELECT 1 FROM unknown_messages") == []


async def test_a_text_of_the_staff_raises_nothing_about_a_young_person(ringing: Ringing) -> None:
    _, number = await ringing.staff()
    await reply(ringing, number, "he is outside now")
    assert await ringing.world.rows("SELECT 1 FROM alerts UNION ALL SELECT 1 FROM concerns") == []


async def test_whoever_shares_a_phone_is_sent_to_the_page(ringing: Ringing) -> None:
    number = next(NUMBERS)
    members = [await ringing.world.add_staff(phone=number) for _ in range(2)]
    alert = await ringing.alert(members[0], "he said hell hurt me")
    answer = await reply(ringing, number, await ringing.reference(alert))
    assert "takes only alert codes" in answer
    assert await ringing.acknowledged(alert) is None


async def test_stop_is_kept_and_not_answered(ringing: Ringing) -> None:
    _, number = await ringing.staff()
    await reply(ringing, number, "STOP")
    assert len(await ringing.world.rows("SELECT 1 FROM staff_messages")) == 1
    assert await ringing.world.rows("SELECT 1 FROM dispatches") == []


async def test_one_number_is_never_a_young_persons_and_a_practitioners(ringing: Ringing) -> None:
    _, number = await ringing.staff()
    with pytest.raises(IntegrityError):
        await ringing.world.add_young_person(phone=number)
    person, theirs = await ringing.world.add_young_person()
    member = await ringing.world.add_staff(phone=theirs)
    async with ringing.worker.database.transaction() as connection:
        assert (await staff.by_id(connection, ringing.world.vault, member)).rings is None
        whose = await people.by_phone(connection, ringing.world.vault, theirs)
    assert whose is not None
    assert whose.id == person


async def test_numbers_stored_before_they_were_findable_become_so(ringing: Ringing) -> None:
    member, number = await ringing.staff()
    await ringing.world.rows("UPDATE practitioners SET phone_index = NULL RETURNING 1")
    async with ringing.worker.database.transaction() as connection:
        assert await staff.by_phone(connection, ringing.world.vault, number) == []
        assert await staff.index_missing_phones(connection, ringing.world.vault) == 1
        assert await staff.by_phone(connection, ringing.world.vault, number) == [member]
