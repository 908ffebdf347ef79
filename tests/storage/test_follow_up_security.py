"""PostgreSQL itself keeps what follows an alert to those who may see it, and unchanged."""

from uuid import UUID

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from bot.domain.clocks import ClockKind
from bot.domain.follow_up import Action, ActionKind
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.receive import receive
from bot.storage import actions, agencies, clocks, reports
from bot.storage.schema import metadata
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

KEY = b"k" * 32
TABLES = ("alert_actions", "clocks", "reports", "report_drafts")


class Recorded:
    """An alert with an action, a clock and a report, recorded by its practitioner as the pages do it."""

    def __init__(self, world: World) -> None:
        self.world, self.web = world, world.database("hafan_web")

    async def prepare(self) -> "Recorded":
        self.worker = await self.world.add_staff()
        self.others = {
            role: await self.world.add_staff(role) for role in Role if role is not Role.PRACTITIONER
        }
        self.stranger = await self.world.add_staff()
        self.person, number = await self.world.add_young_person(assigned=self.worker)
        await receive(text_from(number, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        [row] = await self.world.rows("SELECT id FROM alerts")
        self.alert: UUID = row.id
        now = self.world.clock()
        async with self.web.transaction(user=self.worker) as connection:
            action = await self.act(connection, self.worker)
            await clocks.add(
                connection,
                kind=ClockKind.WRITTEN_REPORT,
                alert=self.alert,
                person=self.person,
                holder=self.worker,
                agency="gwynedd",
                started_at=now,
                ends_at=now,
                step=0,
                next_step_at=now,
                started_by=action,
            )
            report = await reports.add(
                connection,
                alert=self.alert,
                person=self.person,
                agency="gwynedd",
                language=Language.ENGLISH,
                by=self.worker,
                now=now,
            )
            await reports.save(connection, KEY, report, 1, "words", self.worker, now)
        return self

    async def act(self, connection: object, by: UUID) -> UUID:
        action = Action(ActionKind.MET, self.world.clock(), note="words")
        values = {"alert": self.alert, "person": self.person, "by": by, "now": self.world.clock()}
        return await actions.add(connection, KEY, action, **values)  # type: ignore[arg-type]

    async def seen(self, table: str, user: UUID | None) -> int:
        async with self.web.transaction(user=user) as connection:
            return len((await connection.execute(select(metadata.tables[table]))).all())


@pytest.fixture
async def recorded(world: World) -> Recorded:
    return await Recorded(world).prepare()


@pytest.mark.parametrize("table", TABLES)
async def test_only_those_who_see_the_alert_see_what_was_done(recorded: Recorded, table: str) -> None:
    assert await recorded.seen(table, recorded.worker) == 1
    for stranger in (recorded.stranger, *recorded.others.values(), None):
        assert await recorded.seen(table, stranger) == 0


async def test_nobody_records_on_an_alert_that_they_do_not_see(recorded: Recorded) -> None:
    for stranger in (recorded.stranger, recorded.others[Role.DUTY_MANAGER]):
        with pytest.raises(ProgrammingError, match="row-level security"):
            async with recorded.web.transaction(user=stranger) as connection:
                await recorded.act(connection, stranger)


async def test_nobody_records_in_somebody_elses_name(recorded: Recorded) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with recorded.web.transaction(user=recorded.worker) as connection:
            await recorded.act(connection, recorded.stranger)


@pytest.mark.parametrize("role", list(Role))
async def test_only_leads_and_administrators_say_how_an_agency_is_reached(
    recorded: Recorded, role: Role
) -> None:
    member = recorded.worker if role is Role.PRACTITIONER else recorded.others[role]
    values = {"agency": "conwy", "contact": "duty", "phone": "101", "email": None, "tested_on": None}

    async def add() -> None:
        async with recorded.web.transaction(user=member) as connection:
            await agencies.add(connection, **values, by=member, now=recorded.world.clock())  # type: ignore[arg-type]

    if role in (Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR):
        await add()
    else:
        with pytest.raises(ProgrammingError, match="row-level security"):
            await add()


async def test_only_leads_see_the_counts_of_false_alarms(recorded: Recorded) -> None:
    async with recorded.world.parts.database.transaction() as connection:
        table = metadata.tables["false_alarms"]
        month = recorded.world.clock().date().replace(day=1)
        row = {"category": "missing", "severity": "high", "rule": "x", "score_tenths": 0, "reason": "joke"}
        await connection.execute(insert(table).values(row | {"month": month, "count": 1}))
    for role, member in recorded.others.items():
        expected = 1 if role is Role.SAFEGUARDING_LEAD else 0
        assert await recorded.seen("false_alarms", member) == expected
    assert await recorded.seen("false_alarms", recorded.worker) == 0


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("hafan_web", "UPDATE alert_actions SET note_sealed = NULL"),
        ("hafan_web", "DELETE FROM alert_actions"),
        ("hafan_web", "UPDATE clocks SET ends_at = now()"),
        ("hafan_web", "DELETE FROM clocks"),
        ("hafan_web", "UPDATE report_drafts SET version = 9"),
        ("hafan_web", "UPDATE agency_entries SET phone = '999'"),
        ("hafan_web", "INSERT INTO false_alarms SELECT * FROM false_alarms"),
        ("hafan_worker", "UPDATE clocks SET stopped_at = now()"),
        ("hafan_worker", "SELECT * FROM alert_actions"),
        ("hafan_worker", "SELECT * FROM report_drafts"),
        ("hafan_worker", "SELECT hafan_count_false_alarm(gen_random_uuid(), 'joke', now()::date)"),
        ("hafan_intake", "UPDATE clocks SET stopped_at = now()"),
        ("hafan_intake", "SELECT * FROM alert_actions"),
    ],
)
async def test_what_was_recorded_is_never_changed_and_the_machine_stops_no_clock(
    world: World, role: str, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with world.database(role).engine.begin() as connection:
            await connection.exec_driver_sql(statement)


async def test_a_correction_that_names_nothing_is_refused(recorded: Recorded) -> None:
    for wrong in ("kind = 'correction'", "withdraws = true"):
        with pytest.raises(DBAPIError, match="alert_actions_"):
            async with recorded.world.parts.database.transaction() as connection:
                await connection.execute(text(f"UPDATE alert_actions SET {wrong}"))


async def test_no_clock_runs_without_a_next_step_or_stops_without_an_action(recorded: Recorded) -> None:
    for wrong in ("next_step_at = NULL", "stopped_at = now(), next_step_at = NULL"):
        with pytest.raises(DBAPIError, match="clocks_"):
            async with recorded.world.parts.database.transaction() as connection:
                await connection.execute(text(f"UPDATE clocks SET {wrong}"))
