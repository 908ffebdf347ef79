"""Messages that nobody reads climb: slowly, without a flood, and to somebody who can then see them."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bot import unread
from bot.domain.staff import Role
from bot.reading_policy import load_reading_policy
from bot.receive import receive
from bot.storage import correspondence
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

POLICY = load_reading_policy()


class Team:
    """Everybody on the ladder, and a young person who wrote at noon."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.parts = world.parts_of("hafan_worker")
        self.web = world.database("hafan_web")

    async def prepare(self) -> "Team":
        add = self.world.add_staff
        self.practitioner, self.deputy = await add(), await add()
        self.manager, self.lead = await add(Role.DUTY_MANAGER), await add(Role.SAFEGUARDING_LEAD)
        self.person, self.number = await self.world.add_young_person(
            assigned=self.practitioner, deputy=self.deputy
        )
        await self.says("gonna watch a film")
        return self

    async def says(self, words: str) -> None:
        await receive(text_from(self.number, words), self.world.parts_of("hafan_intake"))

    async def remind(self, **later: float) -> set[UUID]:
        """Who gets a notice when the worker looks again after a while."""
        self.world.clock.forward(**later)
        before = await self._notices()
        await unread.remind(self.parts, POLICY)
        return {row.practitioner_id for row in set(await self._notices()) - set(before)}

    async def _notices(self) -> list[Any]:
        return await self.world.rows("SELECT id, practitioner_id FROM dispatches WHERE purpose = 'unread'")

    async def sees(self, member: UUID) -> int:
        async with self.web.transaction(user=member) as connection:
            return len(list(await connection.scalars(text("SELECT id FROM messages WHERE inbound"))))

    async def read_by(self, member: UUID) -> None:
        async with self.web.transaction(user=member) as connection:
            ids = list(await connection.scalars(text("SELECT id FROM messages WHERE inbound")))
            assert await correspondence.mark_read(connection, member, self.world.clock(), ids)


@pytest.fixture
async def team(world: World) -> Team:
    return await Team(world).prepare()


async def test_it_climbs_from_the_practitioner_to_the_leads(team: Team) -> None:
    assert await team.remind(hours=23) == set()
    assert await team.remind(hours=1) == {team.practitioner}
    assert await team.remind(days=1) == {team.practitioner, team.deputy}
    assert await team.remind(days=2) == {team.practitioner, team.deputy, team.manager}
    assert await team.remind(days=3) == {team.practitioner, team.deputy, team.manager, team.lead}


async def test_nobody_gets_more_than_one_notice_a_day(team: Team) -> None:
    for _ in range(3):
        await team.says("and another thing")
    _, number = await team.world.add_young_person(assigned=team.practitioner)
    await receive(text_from(number, "haia"), team.world.parts_of("hafan_intake"))
    assert await team.remind(hours=25) == {team.practitioner}
    assert await team.remind(hours=2) == set()
    assert team.practitioner in await team.remind(days=1)


async def test_nobody_is_told_at_night(team: Team) -> None:
    assert await team.remind(hours=34) == set()
    assert await team.remind(hours=12) == {team.practitioner}


async def test_what_was_read_climbs_no_more(team: Team) -> None:
    assert await team.remind(hours=25) == {team.practitioner}
    await team.read_by(team.practitioner)
    assert await team.remind(days=4) == set()


async def test_whoever_is_told_from_outside_sees_until_it_is_read(team: Team) -> None:
    assert await team.sees(team.manager) == 0
    await team.remind(days=4)
    assert (await team.sees(team.manager), await team.sees(team.lead)) == (1, 0)
    await team.read_by(team.manager)
    assert await team.sees(team.manager) == 0


async def test_what_comes_after_the_notice_shows_nothing_by_itself(team: Team) -> None:
    await team.remind(days=4)
    await team.read_by(team.practitioner)
    team.world.clock.forward(minutes=1)
    await team.says("one more thing")
    assert await team.sees(team.manager) == 0


async def test_an_empty_rung_is_passed_over(world: World) -> None:
    manager = await world.add_staff(Role.DUTY_MANAGER)
    team = Team(world)
    _, team.number = await world.add_young_person()
    await team.says("is anybody there")
    assert await team.remind(hours=25) == {manager}
    assert await team.sees(manager) == 1


async def test_texts_of_unknown_numbers_climb_from_the_duty_manager(team: Team) -> None:
    await team.read_by(team.practitioner)
    await receive(text_from("+447700900876", "its me on a new phone"), team.world.parts_of("hafan_intake"))
    assert await team.remind(hours=25) == {team.manager}


async def test_letting_somebody_see_is_on_the_audit_trail(team: Team) -> None:
    for _ in range(2):
        await team.remind(days=4)
    rows = await team.world.rows("SELECT subject, detail FROM audit WHERE action = 'reading_list:climb'")
    told = [row.detail["told"] for row in rows]
    assert {row.subject for row in rows} == {str(team.person)}
    assert sorted(told) == sorted([str(team.manager), str(team.lead)])
