"""An unanswered check-in is followed by one reminder at most, and only when it may leave."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from bot import checkins, reminders
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.domain.schedule import Rhythm
from bot.receive import receive
from bot.storage import conversations, people, plans
from tests.posting import Post
from tests.test_receive import text_from
from tests.test_withholding import agree

pytestmark = pytest.mark.service

WEEKLY = CheckInPlan("weekly", Rhythm(weekdays=(2,)))


async def opened(post: Post, plan: CheckInPlan = WEEKLY) -> tuple[UUID, str]:
    """Somebody whose check-in was opened and arrived."""
    person_id, number = await post.world.add_young_person()
    async with post.world.parts.database.transaction() as connection:
        person = await people.by_id(connection, person_id)
        await plans.save(connection, post.world.vault, person, plan, None, post.world.clock())
    await checkins.open_check_in(post.world.parts, person_id)
    async with post.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'delivered'")
    return person_id, number


async def reminded(post: Post) -> list[bool]:
    """The reminders that were written, and whether each is in its neutral form."""
    rows = await post.world.rows("SELECT neutral FROM dispatches WHERE purpose = 'reminder'")
    return [row.neutral for row in rows]


async def test_one_reminder_the_next_day_and_never_a_second(post: Post) -> None:
    await opened(post)
    worker = post.world.parts_of("hafan_worker")
    assert await reminders.remind(worker) == 0
    post.world.clock.forward(hours=21)
    assert await reminders.remind(worker) == 1
    post.world.clock.forward(hours=3)
    assert await reminders.remind(worker) == 0
    assert await reminded(post) == [False]


async def test_whoever_wrote_anything_is_not_reminded(post: Post) -> None:
    _, number = await opened(post)
    await receive(text_from(number, "busy"), post.world.parts_of("hafan_intake"))
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 0


async def test_nobody_is_reminded_at_night_nor_when_it_is_too_late(post: Post) -> None:
    await opened(post)
    post.world.clock.forward(hours=36)
    assert await reminders.remind(post.world.parts) == 0
    post.world.clock.forward(hours=12)
    assert await reminders.remind(post.world.parts) == 0


async def test_a_plan_without_reminders_sends_none(post: Post) -> None:
    await opened(post, replace(WEEKLY, reminder=False))
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 0


async def test_the_next_check_in_is_reminder_enough_when_it_is_near(post: Post) -> None:
    await opened(post, CheckInPlan("weekly", Rhythm(every_days=1)))
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 0


async def test_what_did_not_arrive_is_not_reminded_of(post: Post) -> None:
    await opened(post)
    async with post.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE dispatches SET status = 'undelivered'")
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 0


async def test_a_snoozed_check_in_is_left_alone(post: Post) -> None:
    person, _ = await opened(post)
    async with post.world.parts.database.transaction() as connection:
        held = await conversations.current(connection, person, post.world.clock())
        assert held
        later = post.world.clock() + timedelta(hours=30)
        await conversations.change(connection, held.id, snoozed_until=later)
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 0


async def test_on_a_phone_that_others_look_at_the_reminder_tells_nothing(post: Post) -> None:
    person, _ = await opened(post)
    await agree(post, person, ContactProfile(Device.SHARED, opening=Opening.NO_NAME))
    post.world.clock.forward(hours=21)
    assert await reminders.remind(post.world.parts) == 1
    assert await reminded(post) == [True]
