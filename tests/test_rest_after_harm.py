"""After something grave was told, nothing of the check-in comes by itself for a day."""

from datetime import timedelta

import pytest
import structlog

from bot import checkins, contact, resuming
from bot.checkins import CheckIns
from bot.domain.schedule import REST_AFTER_HARM, Reason
from bot.domain.snooze import SOME_TIME
from bot.storage import plans
from tests.fixtures import World
from tests.test_replies import Talk

pytestmark = pytest.mark.service


async def somebody(world: World) -> Talk:
    return Talk(world, *await world.add_young_person(assigned=await world.add_staff()))


async def test_what_was_put_off_is_not_taken_up_again_after_a_disclosure(world: World) -> None:
    talk = await somebody(world)
    await checkins.open_check_in(talk.worker, talk.person)
    conversation = (await talk.world.rows("SELECT conversation_id FROM check_ins"))[0].conversation_id
    await CheckIns(talk.worker).postpone(conversation, SOME_TIME)
    await talk.text("he said hell hurt me if i tell")
    written = await talk.world.rows("SELECT 1 FROM messages WHERE NOT inbound")
    talk.world.clock.forward(hours=4)
    assert await resuming.resume_due(talk.worker) == 0
    assert await talk.world.rows("SELECT 1 FROM messages WHERE NOT inbound") == written


async def test_a_check_in_that_falls_due_after_a_disclosure_waits_for_a_day(world: World) -> None:
    talk = await somebody(world)
    due = talk.world.clock() + timedelta(hours=1)
    async with talk.worker.database.transaction() as connection:
        await plans.wish_for(connection, talk.person, due, Reason.SNOOZED)
    await talk.text("he said hell hurt me if i tell")
    told = talk.world.clock()
    [row] = await talk.world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at == told + REST_AFTER_HARM
    talk.world.clock.forward(hours=2)
    assert await checkins.open_due(talk.worker) == 0
    talk.world.clock.forward(hours=22)
    assert await checkins.open_due(talk.worker) == 1


async def test_answers_beside_a_disclosure_are_kept_and_nothing_is_asked(world: World) -> None:
    talk = await somebody(world)
    await checkins.open_check_in(talk.worker, talk.person)
    assert await talk.text("4, slept bad, he says hell hurt me again") == ["safety_reply"]
    found = await talk.world.rows("SELECT kind, value FROM signals ORDER BY kind")
    assert [(row.kind, row.value) for row in found] == [("mood", 4), ("sleep", 0)]
    assert talk.assistant.asked == []
    [check_in] = await talk.world.rows("SELECT paused_at FROM check_ins")
    assert check_in.paused_at is not None
    await talk.text("2, he says hell hurt me again")
    assert len(await talk.world.rows("SELECT 1 FROM signals WHERE kind = 'mood' AND value = 4")) == 1


async def test_answers_that_cannot_be_kept_hold_no_answer_to_a_disclosure_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await somebody(world)
    await checkins.open_check_in(talk.worker, talk.person)
    stored: list[int] = []

    async def fail(*_: object) -> None:
        stored.append(len(await world.rows("SELECT 1 FROM messages WHERE purpose = 'safety_reply'")))
        raise OSError("the words of a young person")

    monkeypatch.setattr(CheckIns, "record", fail)
    with structlog.testing.capture_logs() as logged:
        assert await talk.text("4, slept bad, he says hell hurt me again") == ["safety_reply"]
    assert stored == [1]
    [lost] = [entry for entry in logged if entry["log_level"] == "error"]
    assert (lost["event"], lost["kind"]) == ("answers_beside_harm_lost", "OSError")
    assert "words" not in str(lost)


async def test_a_number_from_whoever_may_hold_the_phone_is_no_answer(world: World) -> None:
    talk = await somebody(world)
    await checkins.open_check_in(talk.worker, talk.person)
    async with talk.worker.database.transaction() as connection:
        await contact.pause(connection, talk.person, contact.WRONG_PERSON, talk.world.clock())
    await talk.text("4, he says hell hurt me")
    assert await talk.world.rows("SELECT 1 FROM signals") == []
