"""Clocks of the service: they start and stop by what people record, remind, and climb to the end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from bot import alerts, clocks, follow_up
from bot.agencies import load_agencies
from bot.domain.agencies import Agency
from bot.domain.clocks import ClockKind
from bot.domain.follow_up import Action, ActionKind, PassedBy
from bot.domain.sms import Encoding, segments
from bot.domain.staff import Role
from bot.follow_up import FollowUpError, OnAlert
from bot.receive import receive
from bot.storage import actions, people
from bot.storage.clocks import clocks_of, running_clocks
from bot.storage.encryption import unseal
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service

AGENCIES = load_agencies().all
EVERYBODY = {
    "assigned": Role.PRACTITIONER,
    "deputy": Role.PRACTITIONER,
    "duty_manager": Role.DUTY_MANAGER,
    "lead": Role.SAFEGUARDING_LEAD,
}


class FollowedUp:
    """An alert that its practitioner has taken, with a whole ladder above them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.web, self.worker = world.database("hafan_web"), world.parts_of("hafan_worker")
        self.staff: dict[str, UUID] = {}

    async def prepare(self) -> "FollowedUp":
        for name, role in EVERYBODY.items():
            self.staff[name] = await self.world.add_staff(role)
        self.person, number = await self.world.add_young_person(
            assigned=self.staff["assigned"], deputy=self.staff["deputy"]
        )
        await receive(text_from(number, "he says hell hurt me"), self.world.parts_of("hafan_intake"))
        [row] = await self.world.rows("SELECT id FROM alerts")
        self.alert: UUID = row.id
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            await alerts.acknowledge(connection, self.alert, self.staff["assigned"], self.world.clock())
            person = await people.by_id(connection, self.person)
        self.where = OnAlert(self.alert, self.person, self.staff["assigned"], person.key(self.world.vault))
        return self

    async def record(self, kind: ActionKind, **details: Any) -> UUID:
        action = Action(kind, details.pop("at", self.world.clock()), **details)
        agency: Agency | None = AGENCIES.get(action.agency or "")
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            policy, now = self.worker.clocks, self.world.clock()
            return await follow_up.record(connection, policy, self.where, action, agency, now)

    async def pass_on(self, means: PassedBy, agency: str = "gwynedd", **details: Any) -> UUID:
        return await self.record(ActionKind.PASSED_ON, agency=agency, means=means, **details)

    async def withdraw(self, action: UUID) -> None:
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            done = await actions.of_alert(connection, self.world.vault, self.alert, self.where.key)
            earlier = next(one for one in done if one.id == action)
            await follow_up.correct(
                *(connection, self.worker.clocks, self.where, earlier, done),
                note="pressed the wrong button",
                withdraws=True,
                now=self.world.clock(),
            )

    async def running(self) -> list[tuple[str, datetime]]:
        async with self.web.transaction(user=self.staff["assigned"]) as connection:
            return [(clock.kind.value, clock.ends_at) for clock in await clocks_of(connection, self.person)]

    async def told(self) -> list[str]:
        """Whom clocks reminded so far, in order."""
        names = {member: name for name, member in self.staff.items()}
        query = "SELECT practitioner_id FROM dispatches WHERE clock_id IS NOT NULL ORDER BY created_at, key"
        return [names[row.practitioner_id] for row in await self.world.rows(query)]

    async def seen_by(self, who: str) -> tuple[int, int]:
        """(young people, running clocks) that somebody sees."""
        async with self.web.transaction(user=self.staff[who]) as connection:
            people = list(await connection.execute(text("SELECT id FROM young_people")))
            return len(people), len(await running_clocks(connection))

    async def at(self, moment: datetime) -> list[str]:
        self.world.clock.time = moment
        await clocks.climb_all_due(self.worker)
        return await self.told()


@pytest.fixture
async def taken(world: World) -> FollowedUp:
    return await FollowedUp(world).prepare()


async def test_a_report_by_phone_to_childrens_services_must_follow_in_writing_within_a_day(
    taken: FollowedUp,
) -> None:
    called = taken.world.clock()
    taken.world.clock.forward(minutes=50)
    await taken.pass_on(PassedBy.PHONE, at=called)
    assert await taken.running() == [("written_report", called + timedelta(hours=24))]


@pytest.mark.parametrize("agency", ["police", "health"])
async def test_what_the_police_or_the_health_board_hear_by_phone_starts_no_clock(
    taken: FollowedUp, agency: str
) -> None:
    await taken.pass_on(PassedBy.PHONE, agency)
    assert await taken.running() == []


@pytest.mark.parametrize("means", [means for means in PassedBy if means.written])
async def test_the_written_report_stops_the_day_and_starts_the_wait_for_an_answer(
    taken: FollowedUp, means: PassedBy
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    taken.world.clock.forward(hours=2)
    await taken.pass_on(means)
    end = taken.worker.clocks.end(ClockKind.ACKNOWLEDGEMENT, taken.world.clock())
    assert await taken.running() == [("acknowledgement", end)]
    taken.world.clock.forward(days=1)
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.running() == []


async def test_what_another_agency_gets_or_says_stops_nothing(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.EMAIL, "conwy")
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert [kind for kind, _ in await taken.running()] == ["written_report", "acknowledgement"]


async def test_what_was_done_before_a_clock_began_does_not_stop_it(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.EMAIL, at=taken.world.clock() - timedelta(minutes=5))
    assert "written_report" in [kind for kind, _ in await taken.running()]


@pytest.mark.parametrize("kind", [ActionKind.CALLED, ActionKind.MET, ActionKind.NO_FURTHER_ACTION])
async def test_nothing_else_starts_or_stops_a_clock(taken: FollowedUp, kind: ActionKind) -> None:
    await taken.pass_on(PassedBy.PHONE)
    before = await taken.running()
    await taken.record(kind, reached=True, note="said hello")
    assert await taken.running() == before


async def test_closing_the_alert_stops_no_clock(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    async with taken.web.transaction(user=taken.where.by) as connection:
        outcome, now = alerts.Outcome.PASSED_TO_SOCIAL_CARE, taken.world.clock()
        await alerts.close(connection, taken.where.key, taken.alert, taken.where.by, outcome, "", now)
    assert len(await taken.running()) == 1


async def test_what_did_not_happen_stops_its_clock(taken: FollowedUp) -> None:
    await taken.withdraw(await taken.pass_on(PassedBy.PHONE))
    assert await taken.running() == []


async def test_a_report_that_was_not_sent_after_all_lets_the_day_run_on(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    before = await taken.running()
    sent = await taken.pass_on(PassedBy.EMAIL)
    await taken.withdraw(sent)
    assert await taken.running() == before
    assert await taken.at(taken.world.clock() + timedelta(hours=24)) != []
    with pytest.raises(FollowUpError, match="already_withdrawn"):
        await taken.withdraw(sent)


async def test_a_clock_reminds_before_its_end_and_climbs_to_the_leads_when_it_is_overdue(
    taken: FollowedUp,
) -> None:
    await taken.pass_on(PassedBy.PHONE)
    end = taken.world.clock() + timedelta(hours=24)
    expected: list[str] = []
    for minutes, who in [
        (-241, None),
        (-240, "assigned"),
        (-60, "assigned"),
        (0, "assigned"),
        (15, "deputy"),
        (60, "duty_manager"),
        (119, None),
        (120, "lead"),
        (360, "lead"),
        (600, "lead"),
    ]:
        expected += [who] if who else []
        assert await taken.at(end + timedelta(minutes=minutes)) == expected


async def test_a_chase_climbs_on_working_days_to_the_leads(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.FORM)
    end = taken.worker.clocks.end(ClockKind.ACKNOWLEDGEMENT, taken.world.clock())
    moment = taken.world.clock()
    while moment < end + timedelta(days=8):
        moment += timedelta(hours=1)
        await taken.at(moment)
    told = await taken.told()
    assert list(dict.fromkeys(told)) == ["assigned", "deputy", "duty_manager", "lead"]
    rows = await taken.world.rows("SELECT created_at FROM dispatches WHERE clock_id IS NOT NULL")
    days = {row.created_at.weekday() for row in rows}
    assert days <= {0, 1, 2, 3, 4}


async def test_a_stopped_clock_tells_nobody(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.pass_on(PassedBy.POST, "gwynedd")
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.at(taken.world.clock() + timedelta(days=30)) == []


async def test_the_same_step_is_never_told_twice(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    [row] = await taken.world.rows("SELECT id FROM clocks")
    taken.world.clock.forward(hours=20)
    for _ in range(3):
        await clocks.climb(taken.worker, row.id)
    assert await taken.told() == ["assigned"]


async def test_after_a_long_silence_of_the_service_every_rung_is_told_once(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    taken.world.clock.forward(days=3)
    for _ in range(12):
        await clocks.climb_all_due(taken.worker)
    told = await taken.told()
    assert sorted(set(told)) == sorted(EVERYBODY)
    assert told.count("lead") == 1


async def test_a_reminder_that_does_not_arrive_lets_the_clock_climb_at_once(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.at(taken.world.clock() + timedelta(hours=24, minutes=1))
    for _ in range(2):
        await clocks.climb_all_due(taken.worker)
    before = await taken.told()
    assert "deputy" not in before
    [row] = await taken.world.rows(
        "SELECT id FROM dispatches WHERE clock_id IS NOT NULL ORDER BY created_at DESC, key DESC LIMIT 1"
    )
    async with taken.worker.database.transaction() as connection:
        await clocks.not_delivered(connection, taken.worker, row.id, taken.world.clock())
    await clocks.climb_all_due(taken.worker)
    assert (await taken.told())[len(before) :] == ["deputy"]


async def test_a_reminder_names_the_alert_and_no_person_and_fits_in_one_text(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    await taken.at(taken.world.clock() + timedelta(hours=20))
    [row] = await taken.world.rows("SELECT key, body_sealed FROM dispatches WHERE clock_id IS NOT NULL")
    [alert] = await taken.world.rows("SELECT reference FROM alerts")
    body = unseal(taken.world.vault.service_key(), bytes(row.body_sealed), f"dispatches.body:{row.key}")
    assert alert.reference in body
    assert "ends soon" in body
    assert "Enghraifft" not in body
    assert (segments(body).encoding, segments(body).parts) == (Encoding.GSM7, 1)


async def test_whoever_was_told_of_a_clock_sees_the_young_person_until_it_stops(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    async with taken.web.transaction(user=taken.where.by) as connection:
        outcome, now = alerts.Outcome.PASSED_TO_SOCIAL_CARE, taken.world.clock()
        await alerts.close(connection, taken.where.key, taken.alert, taken.where.by, outcome, "", now)
    assert await taken.seen_by("duty_manager") == (0, 0)
    start = taken.world.clock()
    for hours in (20, 23, 24, 24.25, 25):
        await taken.at(start + timedelta(hours=hours))
    assert await taken.seen_by("duty_manager") == (1, 1)
    await taken.pass_on(PassedBy.EMAIL)
    await taken.record(ActionKind.AGENCY_ACKNOWLEDGED, agency="gwynedd")
    assert await taken.seen_by("duty_manager") == (0, 0)
    assert await taken.seen_by("lead") == (0, 0)


async def test_a_clock_that_only_strangers_could_see_is_on_nobody_elses_list(taken: FollowedUp) -> None:
    await taken.pass_on(PassedBy.PHONE)
    stranger = await taken.world.add_staff()
    async with taken.web.transaction(user=stranger) as connection:
        assert await running_clocks(connection) == []
