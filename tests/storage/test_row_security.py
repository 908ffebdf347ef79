"""PostgreSQL itself keeps a practitioner to their caseload, whatever Python asks."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from bot.domain.staff import Role
from bot.receive import receive
from bot.storage.schema import metadata
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

PERSONAL = ("young_people", "messages", "alerts", "concerns", "alert_events", "check_ins", "tasks", "signals")


class Caseload:
    """A young person with an alert, seen by whoever asks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web = world.database("hafan_web")

    async def prepare(self) -> "Caseload":
        self.worker, self.other = await self.world.add_staff(), await self.world.add_staff()
        self.manager = await self.world.add_staff(Role.DUTY_MANAGER)
        self.trainer = await self.world.add_staff(Role.TRAINER)
        self.person, number = await self.world.add_young_person(assigned=self.worker)
        await receive(text_from(number, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        await receive(text_from(number, "STOP"), self.world.parts_of("hafan_intake"))
        async with self.world.parts.database.transaction() as connection:
            await connection.execute(
                text(
                    "INSERT INTO signals"
                    " SELECT gen_random_uuid(), young_person_id, id, 'mood', 3, now() FROM check_ins"
                )
            )
        return self

    async def seen(self, table: str, user: UUID | None) -> int:
        async with self.web.transaction(user=user) as connection:
            return len((await connection.execute(select(metadata.tables[table]))).all())


@pytest.fixture
async def caseload(world: World) -> Caseload:
    return await Caseload(world).prepare()


@pytest.mark.parametrize("table", PERSONAL)
async def test_only_the_assigned_worker_sees(caseload: Caseload, table: str) -> None:
    assert await caseload.seen(table, caseload.worker) > 0
    for stranger in (caseload.other, caseload.manager, caseload.trainer, uuid4(), None):
        assert await caseload.seen(table, stranger) == 0


async def test_an_assignment_that_ended_shows_nothing(caseload: Caseload) -> None:
    async with caseload.world.parts.database.transaction() as connection:
        await connection.execute(text("UPDATE assignments SET until = now() - interval '1 minute'"))
        await connection.execute(text("DELETE FROM alert_watchers"))
    assert await caseload.seen("messages", caseload.worker) == 0


async def test_whoever_an_alert_climbed_to_sees_until_it_is_closed(caseload: Caseload) -> None:
    async with caseload.world.parts.database.transaction() as connection:
        [alert] = list(await connection.scalars(text("SELECT id FROM alerts")))
        watch = text("INSERT INTO alert_watchers VALUES (:alert, :who, now())")
        await connection.execute(watch, {"alert": alert, "who": caseload.manager})
    assert await caseload.seen("messages", caseload.manager) == 2
    async with caseload.world.parts.database.transaction() as connection:
        await connection.execute(text("UPDATE alerts SET closed_at = now()"))
    assert await caseload.seen("messages", caseload.manager) == 0


async def test_nobody_changes_what_they_do_not_see(caseload: Caseload) -> None:
    alerts = metadata.tables["alerts"]
    query = update(alerts).values(acknowledged_at=caseload.world.clock() + timedelta(0))
    async with caseload.web.transaction(user=caseload.other) as connection:
        assert (await connection.execute(query)).rowcount == 0


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("hafan_web", "DELETE FROM messages"),
        ("hafan_web", "UPDATE alerts SET severity = 'low'"),
        ("hafan_web", "UPDATE practitioners SET role = 'safeguarding_lead'"),
        ("hafan_web", "INSERT INTO assignments SELECT * FROM assignments"),
        ("hafan_web", "SELECT * FROM assistant.trackers"),
        ("hafan_worker", "SELECT password_hash FROM practitioners"),
        ("hafan_worker", "DELETE FROM alerts"),
        ("hafan_intake", "SELECT phone_sealed FROM practitioners"),
        ("hafan_intake", "UPDATE alerts SET outcome = 'not_a_concern'"),
        ("hafan_intake", "UPDATE alerts SET young_person_id = NULL"),
        ("hafan_rasa", "SELECT * FROM messages"),
        ("hafan_rasa", "SELECT * FROM young_people"),
    ],
)
async def test_a_role_can_do_only_its_own_work(world: World, role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with world.database(role).engine.begin() as connection:
            await connection.exec_driver_sql(statement)


async def test_what_hears_a_key_or_a_code_acknowledges_but_closes_no_alert_about_a_young_person(
    caseload: Caseload,
) -> None:
    async with caseload.world.database("hafan_intake").transaction() as connection:
        await connection.execute(text("UPDATE alerts SET acknowledged_at = now()"))
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with caseload.world.database("hafan_intake").transaction() as connection:
            await connection.execute(text("UPDATE alerts SET closed_at = now()"))


async def test_every_table_has_row_security_that_binds_its_owner_too(world: World) -> None:
    rows = await world.rows(
        "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r'"
        " AND nspname IN ('public', 'assistant') AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    unbound = {row.relname for row in rows if not row.relname.startswith(("procrastinate", "alembic"))}
    assert unbound == set()
