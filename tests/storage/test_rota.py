"""The rota in the database: who sees whom while they cover, and who may enter what."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Table, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.domain.staff import Role
from bot.domain.working_hours import Shift, Span
from bot.receive import receive
from bot.storage import rota
from bot.storage.rota_tables import cover, leave, on_call
from bot.storage.tables import messages
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

# Row-level security goes by the database's own clock.
NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
DURING = Span(NOW - HOUR, NOW + HOUR)


class Office:
    """A young person of somebody who is away, a colleague, and those who manage duty."""

    def __init__(self, world: World) -> None:
        self.world, self.web = world, world.database("hafan_web")

    async def prepare(self) -> "Office":
        self.absent, self.colleague = await self.world.add_staff(), await self.world.add_staff()
        self.manager = await self.world.add_staff(Role.DUTY_MANAGER)
        self.trainer = await self.world.add_staff(Role.TRAINER)
        self.person, number = await self.world.add_young_person(assigned=self.absent)
        await receive(text_from(number, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        async with self.world.parts.database.transaction() as connection:
            await connection.execute(text("UPDATE assignments SET since = now() - interval '1 day'"))
            await connection.execute(text("DELETE FROM alert_watchers"))
        return self

    async def enter(self, by: UUID, table: Table, span: Span = DURING, **values: UUID | str | None) -> UUID:
        async with self.web.transaction(user=by) as connection:
            return await rota.enter(connection, table, span, by, NOW, **values)

    async def covers(self, span: Span) -> UUID:
        return await self.enter(self.absent, cover, span, absent_id=self.absent, cover_id=self.colleague)

    async def seen(self, user: UUID, table: str = "messages") -> int:
        async with self.web.transaction(user=user) as connection:
            return len((await connection.execute(text(f"SELECT 1 FROM {table}"))).all())


@pytest.fixture
async def office(world: World) -> Office:
    return await Office(world).prepare()


@pytest.mark.parametrize("table", ["young_people", "messages", "alerts", "concerns"])
async def test_a_cover_sees_the_caseload_during_that_time_and_at_no_other(office: Office, table: str) -> None:
    assert await office.seen(office.colleague, table) == 0
    await office.covers(Span(NOW + HOUR, NOW + 2 * HOUR))
    assert await office.seen(office.colleague, table) == 0
    await office.covers(Span(NOW - 2 * HOUR, NOW - HOUR))
    assert await office.seen(office.colleague, table) == 0
    await office.covers(DURING)
    assert await office.seen(office.colleague, table) == 1
    assert await office.seen(office.manager, table) == 0
    assert await office.seen(office.absent, table) == 1


async def test_a_cover_that_is_taken_back_shows_nothing_from_then_on(office: Office) -> None:
    entry = await office.covers(DURING)
    assert await office.seen(office.colleague) == 1
    async with office.web.transaction(user=office.absent) as connection:
        taken = await rota.take_back(connection, cover, entry, NOW)
    assert taken is not None
    assert taken.member == office.absent
    assert await office.seen(office.colleague) == 0


async def test_a_cover_shows_only_the_absent_ones_young_people_and_no_longer_than_theirs(
    office: Office,
) -> None:
    await office.world.add_young_person(assigned=office.manager)
    await office.covers(DURING)
    async with office.web.transaction(user=office.colleague) as connection:
        seen = set(await connection.scalars(text("SELECT id FROM young_people")))
    assert seen == {office.person}
    async with office.world.parts.database.transaction() as connection:
        await connection.execute(text("UPDATE assignments SET until = now()"))
    assert await office.seen(office.colleague) == 0


async def test_a_cover_may_do_what_the_absent_one_may(office: Office) -> None:
    await office.covers(DURING)
    async with office.web.transaction(user=office.colleague) as connection:
        query = messages.update().values(read_at=NOW, read_by=office.colleague)
        assert (await connection.execute(query)).rowcount == 1


async def test_nobody_hands_somebody_elses_caseload_to_themselves(office: Office) -> None:
    refused = [
        (office.manager, {"absent_id": office.absent, "cover_id": office.manager}),
        (office.colleague, {"absent_id": office.absent, "cover_id": office.colleague}),
        (office.colleague, {"absent_id": office.absent, "cover_id": office.manager}),
        (office.absent, {"absent_id": office.absent, "cover_id": office.trainer}),
        (office.absent, {"absent_id": office.absent, "cover_id": office.absent}),
    ]
    for by, values in refused:
        with pytest.raises(DBAPIError):
            await office.enter(by, cover, DURING, **values)
    await office.enter(office.manager, cover, absent_id=office.absent, cover_id=office.colleague)
    assert await office.seen(office.colleague) == 1


async def test_everybody_enters_their_own_and_managers_enter_for_all(office: Office) -> None:
    await office.enter(office.absent, leave, practitioner_id=office.absent)
    await office.enter(office.manager, leave, practitioner_id=office.absent)
    await office.enter(office.manager, on_call, practitioner_id=office.manager, team=None)
    for table in (leave, on_call):
        with pytest.raises(ProgrammingError):
            await office.enter(office.colleague, table, practitioner_id=office.absent)
    with pytest.raises(ProgrammingError):
        await office.enter(office.trainer, on_call, practitioner_id=office.manager)


async def test_an_entry_says_who_entered_it(office: Office) -> None:
    with pytest.raises(ProgrammingError):
        async with office.web.transaction(user=office.absent) as connection:
            await rota.enter(connection, leave, DURING, office.manager, NOW, practitioner_id=office.absent)


async def test_nobody_takes_back_what_is_not_theirs(office: Office) -> None:
    entry = await office.covers(DURING)
    for stranger in (office.colleague, office.trainer):
        async with office.web.transaction(user=stranger) as connection:
            assert await rota.take_back(connection, cover, entry, NOW) is None


async def test_a_trainer_sees_no_rota(office: Office) -> None:
    await office.enter(office.absent, leave, practitioner_id=office.absent)
    assert await office.seen(office.trainer, "leave") == 0
    assert await office.seen(office.colleague, "leave") == 1


async def test_the_rota_is_read_as_it_was_entered(office: Office) -> None:
    policy = office.world.parts.policy
    await office.covers(DURING)
    await office.enter(office.absent, leave, practitioner_id=office.absent)
    await office.enter(office.manager, on_call, practitioner_id=office.manager, team=None)
    async with office.web.transaction(user=office.absent) as connection:
        await rota.set_week(connection, office.absent, {5: Shift(time(10), time(12))})
    async with office.world.database("hafan_intake").transaction() as connection:
        found = await rota.read(connection, policy, NOW)
        assert await rota.team_of(connection, office.person, NOW) == "default"
    assert office.trainer not in found.members
    assert found.members[office.absent].leave == (DURING,)
    assert dict(found.members[office.absent].hours.week) == {5: Shift(time(10), time(12))}
    assert found.members[office.colleague].hours == policy.team("default").hours
    assert [(one.absent, one.cover) for one in found.covers] == [(office.absent, office.colleague)]
    assert [(one.member, one.team) for one in found.duties] == [(office.manager, None)]


async def test_leads_stand_in_the_order_they_were_put_in(office: Office) -> None:
    leads = [await office.world.add_staff(Role.SAFEGUARDING_LEAD) for _ in range(3)]
    async with office.web.transaction(user=office.manager) as connection:
        await rota.set_lead_order(connection, leads[::-1])
        found = await rota.read(connection, office.world.parts.policy, NOW)
    assert list(found.leads) == leads[::-1]


async def test_a_member_belongs_to_one_team_at_a_time(office: Office) -> None:
    async with office.web.transaction(user=office.manager) as connection:
        for team in ("wrexham", "gwynedd"):
            await rota.set_team(connection, office.absent, team)
    async with office.web.transaction(user=office.absent) as connection:
        assert await rota.team_of(connection, office.person, NOW) == "gwynedd"
