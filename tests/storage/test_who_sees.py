"""Each way of seeing a young person still works once every migration has run, and ends by itself."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.domain.clocks import ClockKind
from bot.domain.follow_up import Action, ActionKind
from bot.domain.staff import Role
from bot.domain.working_hours import Span
from bot.receive import receive
from bot.storage import actions, break_glass, cases, clocks, rota
from bot.storage.rota_tables import cover
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

# Row-level security goes by the database's own clock.
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


class Watched:
    """A young person with an alert whom only their practitioner sees; and one whom nobody ever sees."""

    def __init__(self, world: World) -> None:
        self.world, self.web = world, world.database("hafan_web")

    async def prepare(self) -> "Watched":
        self.practitioner = await self.world.add_staff()
        self.manager = await self.world.add_staff(Role.DUTY_MANAGER)
        self.person, number = await self.world.add_young_person(assigned=self.practitioner)
        _, other = await self.world.add_young_person()
        for one in (number, other):
            await receive(text_from(one, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        [row] = await self.world.rows("SELECT id FROM alerts WHERE young_person_id = :p", p=self.person)
        self.alert: UUID = row.id
        await self.run("UPDATE assignments SET since = now() - interval '1 day'")
        await self.run("DELETE FROM alert_watchers")
        return self

    async def run(self, statement: str) -> None:
        async with self.world.parts.database.transaction() as connection:
            await connection.execute(text(statement))

    async def sees(self, member: UUID) -> bool:
        """Whether somebody sees the young person and their words, and nobody else's."""
        async with self.web.transaction(user=member) as connection:
            seen = list(await connection.scalars(text("SELECT id FROM young_people")))
            words = list(await connection.scalars(text("SELECT young_person_id FROM messages WHERE inbound")))
        assert seen == words
        assert seen in ([], [self.person])
        return bool(seen)


async def works_with_them(watched: Watched) -> UUID:
    return watched.practitioner


async def was_told_of_the_alert(watched: Watched) -> UUID:
    async with watched.world.parts.database.transaction() as connection:
        await cases.watch(connection, watched.alert, watched.manager, NOW)
    return watched.manager


async def was_told_of_the_clock(watched: Watched) -> UUID:
    """Of an alert that was closed long ago."""
    manager = await was_told_of_the_alert(watched)
    async with watched.world.parts.database.transaction() as connection:
        action = Action(ActionKind.MET, NOW, note="")
        values = {"alert": watched.alert, "person": watched.person, "by": watched.practitioner, "now": NOW}
        began = await actions.add(connection, b"k" * 32, action, **values)  # type: ignore[arg-type]
        await clocks.add(
            connection,
            kind=ClockKind.WRITTEN_REPORT,
            alert=watched.alert,
            person=watched.person,
            holder=watched.practitioner,
            agency="gwynedd",
            started_at=NOW,
            ends_at=NOW + HOUR,
            step=0,
            next_step_at=NOW,
            started_by=began,
        )
    await watched.run("UPDATE alerts SET closed_at = now()")
    return manager


async def was_told_of_unread_messages(watched: Watched) -> UUID:
    await watched.run(f"INSERT INTO reading_watchers VALUES ('{watched.person}', '{watched.manager}', 'now')")
    return watched.manager


async def covers_for_the_practitioner(watched: Watched) -> UUID:
    colleague = await watched.world.add_staff()
    async with watched.web.transaction(user=watched.practitioner) as connection:
        away = {"absent_id": watched.practitioner, "cover_id": colleague}
        span = Span(NOW - HOUR, NOW + HOUR)
        await rota.enter(connection, cover, span, watched.practitioner, NOW, **away)
    return colleague


async def broke_the_glass(watched: Watched) -> UUID:
    async with watched.web.transaction(user=watched.manager) as connection:
        await break_glass.begin(
            connection,
            watched.world.vault,
            person=watched.person,
            member=watched.manager,
            reason="nobody else is there",
            now=NOW,
            lasts=HOUR,
        )
    return watched.manager


# How somebody comes to see a young person, and what ends it.
WAYS: dict[Callable[[Watched], Awaitable[UUID]], str] = {
    works_with_them: "UPDATE assignments SET until = now()",
    was_told_of_the_alert: "UPDATE alerts SET closed_at = now()",
    was_told_of_the_clock: (
        "UPDATE clocks SET stopped_at = now(), stopped_by = started_by, next_step_at = NULL"
    ),
    was_told_of_unread_messages: "UPDATE messages SET read_at = now()",
    covers_for_the_practitioner: "UPDATE cover SET until = now()",
    broke_the_glass: "UPDATE break_glass SET expires_at = now()",
}


@pytest.fixture
async def watched(world: World) -> Watched:
    return await Watched(world).prepare()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_somebody_sees_a_young_person_until_what_let_them_ends(
    watched: Watched, way: Callable[[Watched], Awaitable[UUID]]
) -> None:
    member = await way(watched)
    assert await watched.sees(member)
    await watched.run(WAYS[way])
    assert not await watched.sees(member)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_no_way_opens_a_record_to_anybody_else(
    watched: Watched, way: Callable[[Watched], Awaitable[UUID]]
) -> None:
    strangers = [uuid4(), *[await watched.world.add_staff(role) for role in Role]]
    member = await way(watched)
    for stranger in strangers:
        assert not await watched.sees(stranger)
    assert await watched.sees(member)
