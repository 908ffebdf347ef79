"""A drill climbs as an alert does, is acknowledged as one, and is counted as none."""

from typing import Any
from uuid import UUID

import pytest

from bot import alerts, drills
from bot.domain.concerns import Severity
from bot.domain.staff import Role
from bot.drills import DrillError, Report
from bot.storage import drills as stored
from bot.storage import reading, undelivered, unheard
from tests.fixtures import World

pytestmark = pytest.mark.service


class Rehearsal:
    """A ladder with somebody on every rung, rehearsed under a clock the test moves."""

    def __init__(self, world: World) -> None:
        self.world, self.worker = world, world.parts_of("hafan_worker")
        self.web = world.database("hafan_web")

    async def prepare(self) -> "Rehearsal":
        self.sian, self.tom = await self.world.add_staff(), await self.world.add_staff()
        self.manager = await self.world.add_staff(Role.DUTY_MANAGER)
        self.lead = await self.world.add_staff(Role.SAFEGUARDING_LEAD)
        return self

    async def start(self, severity: Severity = Severity.HIGH, by: UUID | None = None) -> str:
        async with self.web.transaction(user=by or self.manager) as connection:
            reference = await drills.start(
                *(connection, self.world.parts.policy, "default", severity, self.world.clock()),
                by=by or self.manager,
                assigned=self.sian,
                deputy=self.tom,
            )
        await alerts.climb_all_due(self.worker)
        return reference

    async def after(self, minutes: float) -> None:
        self.world.clock.forward(minutes=minutes)
        await alerts.climb_all_due(self.worker)

    async def report(self, reference: str) -> Report:
        async with self.web.transaction(user=self.manager) as connection:
            drill = await stored.by_reference(connection, self.world.vault, reference)
            assert drill
            return await drills.report(connection, self.world.vault, drill)

    async def told(self) -> list[UUID]:
        rows = await self.world.rows("SELECT practitioner_id FROM dispatches ORDER BY created_at, key")
        return list(dict.fromkeys(row.practitioner_id for row in rows))


@pytest.fixture
async def rehearsal(world: World) -> Rehearsal:
    return await Rehearsal(world).prepare()


async def test_a_drill_climbs_the_real_ladder_and_ends_when_nobody_takes_it(rehearsal: Rehearsal) -> None:
    reference = await rehearsal.start()
    for expected in (1, 2, 3, 4):
        assert len(await rehearsal.told()) == expected
        await rehearsal.after(15)
    assert await rehearsal.told() == [rehearsal.sian, rehearsal.tom, rehearsal.manager, rehearsal.lead]
    found = await rehearsal.report(reference)
    assert (found.running, found.acknowledged_after) == (False, None)
    await rehearsal.after(10_000)
    assert len(await rehearsal.told()) == 4


async def test_an_acknowledgement_ends_a_drill_and_its_report_says_after_how_long(
    rehearsal: Rehearsal,
) -> None:
    reference = await rehearsal.start()
    await rehearsal.after(15)
    rehearsal.world.clock.forward(minutes=2)
    [alert] = await rehearsal.world.rows("SELECT id FROM alerts")
    async with rehearsal.web.transaction(user=rehearsal.tom) as connection:
        await alerts.acknowledge(connection, alert.id, rehearsal.tom, rehearsal.world.clock())
    found = await rehearsal.report(reference)
    assert found.acknowledged_after is not None
    assert found.acknowledged_after.total_seconds() == 17 * 60
    assert not found.running
    assert {one.told_after.total_seconds() for one in found.reached} == {0, 15 * 60}
    await rehearsal.after(10_000)
    assert await rehearsal.told() == [rehearsal.sian, rehearsal.tom]


async def test_a_drill_is_in_no_list_and_no_count_of_alerts(rehearsal: Rehearsal) -> None:
    await rehearsal.start(Severity.EMERGENCY)
    for _ in range(4):
        await rehearsal.after(4)
    for member in (rehearsal.sian, rehearsal.manager, rehearsal.lead):
        async with rehearsal.web.transaction(user=member) as connection:
            vault, now = rehearsal.world.vault, rehearsal.world.clock()
            assert await reading.open_alerts(connection, vault) == []
            assert await reading.unacknowledged(connection) == 0
            assert await undelivered.count(connection, now) == 0
            assert (await unheard.read(connection)).alerts == 0


async def test_a_drill_shows_and_touches_no_young_person(rehearsal: Rehearsal) -> None:
    await rehearsal.world.add_young_person(assigned=rehearsal.sian)
    await rehearsal.start()
    [alert] = await rehearsal.world.rows("SELECT * FROM alerts")
    assert (alert.young_person_id, alert.unknown_message_id) == (None, None)
    async with rehearsal.web.transaction(user=rehearsal.manager) as connection:
        assert list(await connection.exec_driver_sql("SELECT 1 FROM young_people")) == []


async def test_one_drill_of_a_team_at_a_time(rehearsal: Rehearsal) -> None:
    await rehearsal.start()
    with pytest.raises(DrillError, match="running"):
        await rehearsal.start()


async def test_a_drill_of_no_team_is_refused(rehearsal: Rehearsal) -> None:
    policy, now = rehearsal.world.parts.policy, rehearsal.world.clock()
    async with rehearsal.world.parts.database.transaction() as connection:
        with pytest.raises(DrillError, match="there is no team nowhere"):
            await drills.start(connection, policy, "nowhere", Severity.LOW, now)


async def test_practitioners_cannot_start_a_drill_whatever_the_page_lets_through(
    rehearsal: Rehearsal,
) -> None:
    with pytest.raises(Exception, match="row-level security"):
        await rehearsal.start(by=rehearsal.sian)


async def test_a_stopped_drill_tells_nobody_more(rehearsal: Rehearsal) -> None:
    reference = await rehearsal.start()
    found = await rehearsal.report(reference)
    now = rehearsal.world.clock()
    async with rehearsal.web.transaction(user=rehearsal.manager) as connection:
        assert await drills.stop(connection, found.drill, rehearsal.manager, now)
        assert not await drills.stop(connection, found.drill, rehearsal.manager, now)
    await rehearsal.after(10_000)
    assert await rehearsal.told() == [rehearsal.sian]


async def test_the_report_for_machines_names_nobody(rehearsal: Rehearsal) -> None:
    found = await rehearsal.report(await rehearsal.start())
    lines: list[dict[str, Any]] = drills.lines(found)
    assert lines[0]["running"] is True
    assert (lines[1]["channel"], lines[1]["role"], lines[1]["told_after_seconds"]) == (
        "sms",
        "practitioner",
        0,
    )
    assert "Staff Example" not in str(lines)
