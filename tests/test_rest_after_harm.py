"""After something grave was told, nothing of the check-in comes by itself for a day."""

from datetime import timedelta

import pytest

from bot import checkins, resuming
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
