"""Check-ins open when the scheduler says, once, however late the service looks."""

from datetime import timedelta
from uuid import UUID

import pytest

from bot import checkins
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.schedule import Rhythm
from bot.scheduling import reschedule
from bot.storage import conversations, people, plans
from tests.fixtures import START, World

pytestmark = pytest.mark.service

DAILY = CheckInPlan("every_few_days", Rhythm(every_days=1))
AT_FOUR = START + timedelta(hours=4)


async def planned(world: World, plan: CheckInPlan = DAILY) -> UUID:
    person, _ = await world.add_young_person()
    async with world.parts.database.transaction() as connection:
        one = await people.by_id(connection, person)
        await plans.save(connection, world.vault, one, plan, None, world.clock())
        await reschedule(connection, world.parts.hours, person, world.clock())
    return person


async def opened(world: World) -> int:
    return len(await world.rows("SELECT 1 FROM check_ins WHERE planned"))


async def test_days_without_the_service_bring_one_check_in_and_then_the_plan_again(world: World) -> None:
    await planned(world)
    worker = world.parts_of("hafan_worker")
    world.clock.time = START + timedelta(days=6)
    assert await checkins.open_due(worker) == 1
    assert await checkins.open_due(worker) == 0
    [row] = await world.rows("SELECT next_check_in_at, next_check_in_reason FROM young_people")
    assert (row.next_check_in_at, row.next_check_in_reason) == (AT_FOUR + timedelta(days=7), "every_days")


async def test_a_check_in_that_was_put_off_stands_for_the_next_of_the_plan(world: World) -> None:
    person = await planned(world)
    await checkins.open_check_in(world.parts, person)
    async with world.parts.database.transaction() as connection:
        held = await conversations.current(connection, person, world.clock())
        assert held
        # They asked for tomorrow afternoon, just before the plan would ask again.
        later = AT_FOUR + timedelta(hours=23)
        await conversations.change(connection, held.id, snoozed_until=later)
    world.clock.time = AT_FOUR + timedelta(days=1)
    assert await checkins.open_due(world.parts) == 0
    assert await opened(world) == 1
    [row] = await world.rows("SELECT next_check_in_at FROM young_people")
    assert row.next_check_in_at == AT_FOUR + timedelta(days=2)


async def test_what_falls_due_at_night_waits_for_the_morning_with_its_reason(world: World) -> None:
    await planned(world, CheckInPlan("weekly", Rhythm(minute=23 * 60, weekdays=(2,))))
    [row] = await world.rows("SELECT next_check_in_at, next_check_in_reason FROM young_people")
    assert (row.next_check_in_at, row.next_check_in_reason) == (START + timedelta(hours=20), "weekday")
