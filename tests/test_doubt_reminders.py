"""A pause for doubt that nobody ends is remembered: by a task, and a neutral notice."""

from datetime import timedelta
from uuid import UUID

import pytest

from bot import contact, doubt_reminders
from bot.domain.working_hours import Span
from bot.reading_policy import load_reading_policy
from bot.storage import people, rota
from bot.storage.rota_tables import leave
from tests.fixtures import World
from tests.ringing import Ringing

pytestmark = pytest.mark.service

HOURS = load_reading_policy().hours
OPEN = "SELECT created_at FROM tasks WHERE kind = 'doubt_waits' AND done_at IS NULL"
EVERY = "SELECT created_at FROM tasks WHERE kind = 'doubt_waits'"


class Paused:
    """A young person whose contact is paused, with a practitioner and a deputy who have phones."""

    def __init__(self, ringing: Ringing) -> None:
        self.ringing, self.world = ringing, ringing.world
        self.number = self.deputys = ""
        self.pages = self.world.database("hafan_web")

    async def prepare(self, reason: str = "unproven") -> "Paused":
        self.member, self.number = await self.ringing.staff()
        self.deputy, self.deputys = await self.ringing.staff()
        self.person, _ = await self.world.add_young_person(assigned=self.member, deputy=self.deputy)
        await self.pause(reason)
        return self

    async def of_staff(self, assigned: UUID | None, deputy: UUID | None) -> None:
        """A paused young person of these, of whom some may be nobody or have no phone."""
        self.person, _ = await self.world.add_young_person(assigned=assigned, deputy=deputy)
        await self.pause()

    async def pause(self, reason: str = "unproven") -> None:
        async with self.ringing.worker.database.transaction() as connection:
            await contact.pause(connection, self.person, reason, self.world.clock())

    async def remind(self, **later: float) -> tuple[int, int]:
        """(texts to the practitioner, to the deputy) when the worker looks again after a while."""
        self.world.clock.forward(**later)
        before = self._texts()
        await doubt_reminders.remind(self.ringing.worker, HOURS)
        await self.ringing.send_all()
        after = self._texts()
        return after[0] - before[0], after[1] - before[1]

    def _texts(self) -> tuple[int, int]:
        return len(self.ringing.texts(self.number)), len(self.ringing.texts(self.deputys))

    async def resume(self, by: UUID | str) -> None:
        async with self.pages.transaction(user=self.member) as connection:
            await contact.resume(connection, self.person, self.world.clock(), by)

    async def waiting(self) -> int:
        return len(await self.world.rows(OPEN))


@pytest.fixture
async def paused(ringing: Ringing) -> Paused:
    return await Paused(ringing).prepare()


async def test_after_two_days_the_practitioner_has_a_task_and_a_text_that_names_nobody(
    paused: Paused,
) -> None:
    assert (await paused.remind(hours=47), await paused.waiting()) == ((0, 0), 0)
    assert (await paused.remind(hours=1), await paused.waiting()) == ((1, 0), 1)
    assert paused.ringing.texts(paused.number)[-1] == (
        "Hafan: texts to a young person are still paused. Please make sure who writes: "
        "https://hafan.example/alerts"
    )


async def test_they_are_reminded_once_and_with_the_deputy_only_after_two_days_more(paused: Paused) -> None:
    await paused.remind(days=2)
    assert await paused.remind(minutes=10) == (0, 0)
    assert (await paused.remind(days=1), await paused.waiting()) == ((0, 0), 1)
    assert (await paused.remind(days=1), await paused.waiting()) == ((1, 1), 1)
    assert len(await paused.world.rows(EVERY)) == 2


async def test_a_worker_that_was_away_for_a_week_reminds_once(paused: Paused) -> None:
    assert (await paused.remind(days=7), await paused.remind(days=1)) == ((1, 0), (0, 0))
    assert await paused.remind(days=1) == (1, 1)


async def test_a_reminder_that_was_ticked_off_comes_again_while_the_pause_goes_on(paused: Paused) -> None:
    await paused.remind(days=2)
    async with paused.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE tasks SET done_at = created_at WHERE kind = 'doubt_waits'")
    assert (await paused.remind(days=1), await paused.waiting()) == ((0, 0), 0)
    assert (await paused.remind(days=1), await paused.waiting()) == ((1, 1), 1)


async def test_contact_again_settles_the_reminder_and_ends_them(paused: Paused) -> None:
    await paused.remind(days=2)
    await paused.resume(paused.member)
    assert await paused.waiting() == 0
    assert (await paused.remind(days=5), len(await paused.world.rows(EVERY))) == ((0, 0), 1)


async def test_a_reminder_goes_when_the_safe_word_has_ended_the_pause(paused: Paused) -> None:
    await paused.remind(days=2)
    await paused.resume("service")
    assert (await paused.remind(minutes=10), await paused.waiting()) == ((0, 0), 0)


async def test_a_later_doubt_is_counted_from_its_own_beginning(paused: Paused) -> None:
    await paused.remind(days=2)
    await paused.resume(paused.member)
    paused.world.clock.forward(days=1)
    await paused.pause()
    assert await paused.remind(days=1) == (0, 0)
    assert await paused.remind(days=1) == (1, 0)


@pytest.mark.parametrize("reason", ["who_is_it", "wrong_person"])
async def test_a_pause_that_waits_for_the_safe_word_is_remembered_too(ringing: Ringing, reason: str) -> None:
    assert await (await Paused(ringing).prepare(reason)).remind(days=2) == (1, 0)


async def test_whoever_was_not_alone_ends_it_by_writing_and_nobody_is_reminded(ringing: Ringing) -> None:
    assert await (await Paused(ringing).prepare("not_alone")).remind(days=5) == (0, 0)


@pytest.mark.parametrize("change", ["active", "opted_out_at"])
async def test_whoever_hears_nothing_for_another_reason_is_not_reminded_of(
    paused: Paused, change: str
) -> None:
    values = {"active": False, "opted_out_at": paused.world.clock()}
    async with paused.world.parts.database.transaction() as connection:
        await people.change(connection, paused.person, **{change: values[change]})
    assert (await paused.remind(days=2), await paused.waiting()) == ((0, 0), 0)


async def test_at_night_nobody_is_told_until_the_morning(paused: Paused) -> None:
    assert (await paused.remind(days=2, hours=10), await paused.waiting()) == ((0, 0), 0)
    assert await paused.remind(hours=11) == (1, 0)


async def test_the_deputy_is_told_at_once_while_the_practitioner_is_on_leave(paused: Paused) -> None:
    now = paused.world.clock()
    async with paused.pages.transaction(user=paused.member) as connection:
        span = Span(now, now + timedelta(days=9))
        await rota.enter(connection, leave, span, paused.member, now, practitioner_id=paused.member)
    assert await paused.remind(days=2) == (0, 1)


async def test_several_pauses_are_a_task_each_and_one_text(paused: Paused) -> None:
    person, _ = await paused.world.add_young_person(assigned=paused.member)
    paused.person = person
    await paused.pause()
    assert (await paused.remind(days=2), await paused.waiting()) == ((1, 0), 2)


async def test_where_nobody_can_be_told_the_task_is_there_all_the_same(ringing: Ringing) -> None:
    paused = Paused(ringing)
    _, paused.number = await ringing.staff()
    await paused.of_staff(None, None)
    assert (await paused.remind(days=2), await paused.waiting()) == ((0, 0), 1)


async def test_where_the_practitioner_has_neither_phone_nor_address_the_deputy_is_told(
    world: World, ringing: Ringing
) -> None:
    paused = Paused(ringing)
    paused.deputy, paused.deputys = await ringing.staff()
    await paused.of_staff(await world.add_staff(phone=None), paused.deputy)
    assert await paused.remind(days=2) == (0, 1)
