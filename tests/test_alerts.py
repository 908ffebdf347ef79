"""An alert ends with a person: raised, climbing under a clock the test moves, acknowledged, closed."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from bot import alerts
from bot.alerts import AlertActionError, Outcome
from bot.domain.staff import Role
from bot.receive import receive
from tests.fixtures import START as NOON
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service


class Case:
    """A young person with a whole ladder above them, and what happens to their alerts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.intake = world.parts_of("hafan_intake")
        self.worker = world.parts_of("hafan_worker")
        self.staff: dict[str, UUID] = {}
        self.number = ""

    async def prepare(self, *rungs: str) -> "Case":
        roles = {
            "duty_manager": Role.DUTY_MANAGER,
            "lead": Role.SAFEGUARDING_LEAD,
            "second_lead": Role.SAFEGUARDING_LEAD,
        }
        for rung in rungs:
            self.staff[rung] = await self.world.add_staff(roles.get(rung, Role.PRACTITIONER))
        attached = {rung: self.staff[rung] for rung in ("assigned", "deputy") if rung in self.staff}
        _, self.number = await self.world.add_young_person(**attached)
        return self

    async def text(self, body: str) -> None:
        await receive(text_from(self.number, body), self.intake)

    async def told(self) -> list[str]:
        """Who was told, in order: a name for each time, by however many means."""
        names = {member: rung for rung, member in self.staff.items()}
        rows = await self.world.rows(
            "SELECT practitioner_id, regexp_replace(key, ':[^:]*$', '') AS turn FROM dispatches"
            " WHERE purpose = 'notification' GROUP BY 1, 2 ORDER BY min(created_at), 2"
        )
        return [names[row.practitioner_id] for row in rows]

    async def alerts(self) -> list[Any]:
        return await self.world.rows("SELECT * FROM alerts ORDER BY opened_at")

    async def after(self, minutes: float) -> list[str]:
        """Who has been told once so many more minutes have passed."""
        self.world.clock.forward(minutes=minutes)
        await alerts.climb_all_due(self.worker)
        return await self.told()


EVERYBODY = ("assigned", "deputy", "duty_manager", "lead", "second_lead")


@pytest.fixture
async def case(world: World) -> Case:
    return await Case(world).prepare(*EVERYBODY)


async def test_an_alert_goes_to_the_assigned_worker_at_once(case: Case) -> None:
    await case.text("he says hell hurt me")
    assert await case.told() == ["assigned"]


async def test_an_unacknowledged_alert_goes_to_the_next_person_and_the_next_to_the_end(case: Case) -> None:
    await case.text("he says hell hurt me")
    assert await case.after(14) == ["assigned"]
    assert await case.after(1) == ["assigned", "deputy"]
    assert await case.after(15) == ["assigned", "deputy", "duty_manager"]
    assert sorted((await case.after(15))[3:]) == ["lead", "second_lead"]


async def test_at_its_end_the_ladder_tells_all_leads_again_and_again(case: Case) -> None:
    await case.text("he says hell hurt me")
    for _ in range(3):
        await case.after(15)
    for repeat in range(1, 5):
        assert len(await case.after(15)) == 5 + 2 * repeat


async def test_nobody_is_told_twice_of_the_same_step(case: Case) -> None:
    await case.text("outside now")
    [alert] = await case.alerts()
    case.world.clock.forward(minutes=3)
    for _ in range(3):
        await alerts.climb(case.worker, alert.id)
        await alerts.climb_all_due(case.worker)
    assert sorted(await case.told()) == ["assigned", "assigned", "deputy"]


async def test_an_emergency_climbs_faster_and_tells_everybody_again_until_somebody_has_it(case: Case) -> None:
    await case.text("outside now")
    for minutes, told in ((0, 1), (3, 3), (3, 6), (3, 9), (1, 11), (5, 16)):
        assert len(await case.after(minutes)) == told


async def test_empty_rungs_are_passed_over_at_once(world: World) -> None:
    case = await Case(world).prepare("lead")
    await case.text("he says hell hurt me")
    assert await case.told() == ["lead"]


async def test_whoever_is_told_again_hears_it_once_however_many_rungs_are_empty(world: World) -> None:
    case = await Case(world).prepare("assigned", "lead")
    await case.text("outside now")
    assert sorted(await case.after(3)) == ["assigned", "assigned", "lead"]


async def test_an_alert_that_reaches_nobody_keeps_trying(world: World) -> None:
    case = await Case(world).prepare()
    await case.text("outside now")
    [alert] = await case.alerts()
    assert alert.next_step_at > world.clock()
    assert alert.exhausted_at == world.clock()
    case.staff["lead"] = await world.add_staff(Role.SAFEGUARDING_LEAD)
    assert await case.after(20) == ["lead"]


async def _acknowledge(case: Case, alert: UUID, who: str) -> None:
    web = case.world.database("hafan_web")
    async with web.transaction(user=case.staff[who]) as connection:
        await alerts.acknowledge(connection, alert, case.staff[who], case.world.clock())


async def test_acknowledging_ends_the_climb(case: Case) -> None:
    await case.text("he says hell hurt me")
    [alert] = await case.alerts()
    await _acknowledge(case, alert.id, "assigned")
    assert await case.after(200) == ["assigned"]


async def test_whoever_leaves_an_acknowledged_alert_open_is_reminded_and_then_others_hear_of_it(
    case: Case,
) -> None:
    await case.text("outside now")
    [alert] = await case.alerts()
    await _acknowledge(case, alert.id, "assigned")
    assert await case.after(59) == ["assigned"]
    assert await case.after(1) == ["assigned", "assigned"]
    assert (await case.after(120))[2:] == ["duty_manager"]
    assert sorted((await case.after(180))[3:]) == ["lead", "second_lead"]
    assert len(await case.after(360)) == 7


async def test_reminders_of_what_is_no_emergency_wait_for_working_hours(case: Case) -> None:
    case.world.clock.time = NOON + timedelta(hours=4)
    await case.text("he says hell hurt me")
    [alert] = await case.alerts()
    await _acknowledge(case, alert.id, "assigned")
    # Due at eight in the evening.
    assert await case.after(16 * 60) == ["assigned"]
    assert await case.after(61) == ["assigned", "assigned"]


async def test_closing_ends_the_reminders(case: Case) -> None:
    await case.text("outside now")
    [alert] = await case.alerts()
    await _acknowledge(case, alert.id, "assigned")
    await _close(case, alert.id, Outcome.SPOKE_TO_YOUNG_PERSON, "")
    assert await case.after(10_000) == ["assigned"]


async def test_a_graver_message_raises_the_alert_and_tells_everybody_so_far_again(case: Case) -> None:
    await case.text("he got me a gift")
    assert await case.after(120) == ["assigned", "deputy"]
    await case.text("hes outside now")
    [alert] = await case.alerts()
    assert (alert.severity, alert.raise_number) == ("emergency", 2)
    assert sorted((await case.told())[2:]) == ["assigned", "deputy"]


async def test_more_of_the_same_shows_on_the_alert_without_a_further_page(case: Case) -> None:
    for _ in range(4):
        await case.text("he says hell hurt me")
    [alert] = await case.alerts()
    assert await case.told() == ["assigned"]
    concerns = await case.world.rows("SELECT 1 FROM concerns WHERE alert_id = :alert", alert=alert.id)
    assert len(concerns) == 4


async def test_what_follows_an_acknowledged_disclosure_pages_again(case: Case) -> None:
    await case.text("he says hell hurt me")
    [first] = await case.alerts()
    await _acknowledge(case, first.id, "assigned")
    case.world.clock.forward(minutes=1)
    await case.text("he hurt me")
    assert len(await case.alerts()) == 2
    assert await case.told() == ["assigned", "assigned"]


async def test_a_message_never_lowers_an_alert(case: Case) -> None:
    await case.text("hes outside now")
    await case.text("can i talk to my worker")
    [alert] = await case.alerts()
    assert alert.severity == "emergency"


async def _close(case: Case, alert: UUID, outcome: Outcome, note: str) -> None:
    web = case.world.database("hafan_web")
    async with web.transaction(user=case.staff["assigned"]) as connection:
        await alerts.close(
            connection, b"k" * 32, alert, case.staff["assigned"], outcome, note, case.world.clock()
        )


async def test_closing_needs_an_acknowledgement_and_an_outcome(case: Case) -> None:
    await case.text("he says hell hurt me")
    [alert] = await case.alerts()
    with pytest.raises(AlertActionError, match="not_acknowledged"):
        await _close(case, alert.id, Outcome.SAFE_AND_PLANNED, "")
    await _acknowledge(case, alert.id, "assigned")
    with pytest.raises(AlertActionError, match="reason_needed"):
        await _close(case, alert.id, Outcome.NOT_A_CONCERN, " ")
    await _close(case, alert.id, Outcome.SPOKE_TO_YOUNG_PERSON, "rang, safe at nains")
    [closed] = await case.alerts()
    assert (closed.outcome, closed.closed_by) == ("spoke_to_young_person", case.staff["assigned"])
    with pytest.raises(AlertActionError, match="already_closed"):
        await _close(case, alert.id, Outcome.SAFE_AND_PLANNED, "")


async def test_every_step_is_recorded(case: Case) -> None:
    await case.text("he says hell hurt me")
    await case.after(15)
    [alert] = await case.alerts()
    await _acknowledge(case, alert.id, "deputy")
    events = await case.world.rows("SELECT kind FROM alert_events ORDER BY id")
    assert [event.kind for event in events] == ["opened", "step", "step", "acknowledged"]
    trail = await case.world.rows(
        "SELECT action FROM audit WHERE subject = :alert ORDER BY sequence", alert=str(alert.id)
    )
    assert [entry.action for entry in trail] == ["alert:climb", "alert:acknowledge"]


async def test_somebody_who_was_not_told_cannot_acknowledge(case: Case) -> None:
    await case.text("he says hell hurt me")
    [alert] = await case.alerts()
    with pytest.raises(AlertActionError, match="not_found"):
        await _acknowledge(case, alert.id, "duty_manager")


async def test_a_wish_for_the_worker_pages_though_it_is_low(case: Case) -> None:
    await case.text("can i talk to my worker")
    [alert] = await case.alerts()
    assert (alert.severity, await case.told()) == ("low", ["assigned"])


async def test_what_is_said_while_an_alert_is_being_acknowledged_is_a_new_alert(world: World) -> None:
    case = await Case(world).prepare("assigned", "lead")
    await case.text("hurt")
    [alert] = await case.alerts()
    async with world.parts.database.transaction() as connection:
        await alerts.acknowledge(connection, alert.id, case.staff["assigned"], world.clock())
        saying = asyncio.create_task(case.text("hes outside now"))
        await asyncio.sleep(0.5)
    await saying
    first, second = await case.alerts()
    assert first.acknowledged_at is not None
    assert (second.severity, second.acknowledged_at) == ("emergency", None)


async def test_after_a_long_silence_of_the_service_each_rung_is_told_once(world: World) -> None:
    case = await Case(world).prepare("assigned", "deputy", "duty_manager", "lead")
    await case.text("hes outside now")
    world.clock.forward(hours=14)
    for _ in range(10):
        await alerts.climb_all_due(case.worker)
    assert await case.told() == ["assigned", "deputy", "duty_manager", "lead"]
    assert sorted((await case.after(minutes=5))[4:]) == ["assigned", "deputy", "duty_manager", "lead"]


async def test_who_has_left_is_not_told_again(world: World) -> None:
    case = await Case(world).prepare("assigned", "lead")
    await case.text("hurt")
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE practitioners SET active = false WHERE role = 'practitioner'"
        )
    await case.text("hes outside now")
    assert await case.told() == ["assigned", "lead"]
