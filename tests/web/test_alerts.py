"""The list of alerts, one alert, and what a person does with it."""

import re

import pytest

from bot import acknowledging, alerts
from bot.domain.ladder import Means
from bot.domain.staff import Role
from tests.fixtures import NUMBERS, World
from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service


async def test_the_list_shows_whose_alert_it_is_and_who_is_told_next(case: Case) -> None:
    page = (await case.theirs.get("/alerts")).text
    for shown in ("Alex Invented", "Threats or coercion", "High", case.reference, "Told next:", "the deputy"):
        assert shown in page
    assert "hell hurt me" not in page


async def test_somebody_elses_alert_is_on_nobody_elses_list(case: Case) -> None:
    page = (await case.others.get("/alerts")).text
    assert "No alert waits." in page
    assert case.reference not in page


async def test_the_gravest_alert_comes_first_and_those_that_somebody_has_come_last(
    service: Service, case: Case
) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    for body in ("a gift again", "he is outside now"):
        _, number = await service.world.add_young_person(assigned=case.practitioner, name=body.title())
        await service.says(number, body)
    page = (await case.theirs.get("/alerts")).text
    places = [page.index(name) for name in ("He Is Outside Now", "A Gift Again", "Alex Invented")]
    assert places == sorted(places)


async def test_an_alert_that_ran_out_of_ladder_is_loud(service: Service, case: Case) -> None:
    assert "nobody has it" not in (await case.theirs.get("/alerts")).text
    await service.world.add_staff(Role.SAFEGUARDING_LEAD)
    service.world.clock.forward(minutes=15)
    await alerts.climb_all_due(service.world.parts)
    assert "Everybody was told of 1 alert, and nobody has it." in (await case.theirs.get("/alerts")).text


async def test_a_ladder_that_stands_still_is_loud(service: Service, case: Case) -> None:
    service.world.clock.forward(minutes=18)
    assert "Nobody was told when it was due." in (await case.theirs.get("/alerts")).text


async def test_an_alert_shows_the_words_with_the_evidence_marked(service: Service, case: Case) -> None:
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE concerns SET span_start = 8, span_end = 20")
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert "he said <mark>hell hurt me</mark>" in page
    assert "Rule test:hurt" in page
    assert "Told: the assigned practitioner" in page


async def test_looking_at_words_is_on_the_audit_trail(case: Case, world: World) -> None:
    await case.theirs.get(f"/alerts/{case.reference}")
    await case.others.get(f"/alerts/{case.reference}")
    looks = await world.rows("SELECT actor FROM audit WHERE action = 'alert:look'")
    assert [row.actor for row in looks] == [str(case.practitioner)]


@pytest.mark.parametrize("rest", ["", "/acknowledge", "/close"])
async def test_somebody_elses_alert_is_as_if_it_did_not_exist(case: Case, world: World, rest: str) -> None:
    for reference in (case.reference, "ZZZZZZ"):
        path = f"/alerts/{reference}{rest}"
        form = {"outcome": "safe_and_planned"}
        answer = await (case.others.post(path, **form) if rest else case.others.get(path))
        assert answer.status_code == 404
        assert "Alex" not in answer.text
    [alert] = await world.rows("SELECT acknowledged_at, closed_at FROM alerts")
    assert (alert.acknowledged_at, alert.closed_at) == (None, None)


async def test_acknowledging_ends_the_climb(case: Case, world: World) -> None:
    answer = await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    assert answer.status_code == 303
    [alert] = await world.rows("SELECT acknowledged_by, step FROM alerts")
    assert (alert.acknowledged_by, alert.step) == (case.practitioner, 0)
    page = (await case.theirs.get(answer.headers["location"])).text
    assert "You have this alert now." in page
    assert "Mari Enghraifft has this alert" in page


@pytest.mark.parametrize(
    ("means", "said"), [(Means.CALL, "by a key in a call"), (Means.TEXT, "by its code in a text")]
)
async def test_the_history_says_how_an_alert_was_taken_from_elsewhere(
    case: Case, world: World, means: Means, said: str
) -> None:
    async with world.parts_of("hafan_intake").database.transaction() as connection:
        [alert] = await world.rows("SELECT id FROM alerts")
        await acknowledging.take(connection, alert.id, case.practitioner, world.clock(), by=means)
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert f"Mari Enghraifft has it, {said}" in page


async def test_the_history_says_no_more_of_an_alert_that_was_taken_on_its_page(case: Case) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert re.search(r"Mari Enghraifft has it\s*</li>", page)


async def test_whoever_is_slower_is_told_kindly(case: Case) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    answer = await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    assert answer.status_code == 409
    assert "Somebody else was quicker" in answer.text


async def close(case: Case, outcome: str, note: str = "") -> tuple[int, str]:
    form = {"outcome": outcome, "false_alarm": "joke", "note": note}
    answer = await case.theirs.post(f"/alerts/{case.reference}/close", **form)
    return answer.status_code, answer.text


async def test_an_alert_is_closed_with_what_was_done(case: Case, world: World) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    assert (await close(case, "passed_to_police", "rang 101 <b>"))[0] == 303
    page = (await case.theirs.get(f"/alerts/{case.reference}")).text
    assert "Passed to the police" in page
    assert "rang 101 &lt;b&gt;" in page
    [alert] = await world.rows("SELECT outcome, outcome_note_sealed FROM alerts")
    assert alert.outcome == "passed_to_police"
    assert b"rang" not in bytes(alert.outcome_note_sealed)


@pytest.mark.parametrize(
    ("outcome", "note", "problem"),
    [
        ("", "", "Select what was done"),
        ("anything", "", "Select what was done"),
        ("not_a_concern", "  ", "Say why in the note"),
        ("no_further_action", "  ", "Say why in the note"),
        ("safe_and_planned", "x" * 4001, "The note must be 4,000 characters or fewer"),
    ],
)
async def test_what_is_missing_for_closing_is_said_and_nothing_is_lost(
    case: Case, outcome: str, note: str, problem: str
) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    status, page = await close(case, outcome, note)
    assert status == 422
    assert page.count(problem) == 2  # in the summary and beside the field
    assert "<title>Error:" in page
    assert note in page


async def test_an_alert_that_nobody_has_cannot_be_closed(case: Case) -> None:
    status, page = await close(case, "safe_and_planned")
    assert status == 409
    assert "Acknowledge this alert before you close it." in page


async def test_closing_twice_says_so(case: Case) -> None:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    await close(case, "safe_and_planned", "first")
    status, page = await close(case, "not_a_concern", "second")
    assert status == 409
    assert "This alert has been closed." in page
    assert "second" not in page


async def test_a_duty_manager_sees_what_climbed_to_them_until_it_is_closed(
    service: Service, case: Case
) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    assert (await manager.get(f"/alerts/{case.reference}")).status_code == 404
    service.world.clock.forward(minutes=15)
    await alerts.climb_all_due(service.world.parts)
    assert "hell hurt me" in (await manager.get(f"/alerts/{case.reference}")).text
    await manager.post(f"/alerts/{case.reference}/acknowledge")
    answer = await manager.post(f"/alerts/{case.reference}/close", outcome="safe_and_planned", note="")
    page = (await manager.get(answer.headers["location"])).text
    assert "You no longer see these words" in page
    assert "hurt me" not in page
    assert "Alex" not in page


async def test_an_alert_from_an_unknown_number_shows_its_text_to_the_duty_manager(
    service: Service, case: Case
) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    number = next(NUMBERS)
    service.world.clock.forward(seconds=1)
    await service.says(number, "on mams phone he hurt me")
    path = f"/alerts/{await service.reference()}"
    page = (await manager.get(path)).text
    assert number in page
    assert "on mams phone" in page
    assert (await case.theirs.get(path)).status_code == 404
    await manager.post(f"{path}/acknowledge")
    answer = await manager.post(
        f"{path}/close", outcome="not_a_concern", false_alarm="other", note="wrong number"
    )
    assert answer.status_code == 303
    assert "wrong number" in (await manager.get(path)).text


async def test_a_task_is_done_once_and_by_those_who_work_with_them(
    service: Service, case: Case, world: World
) -> None:
    await service.says(case.number, "STOP")
    assert "Asked us to stop texting." in (await case.theirs.get("/alerts")).text
    [task] = await world.rows("SELECT id FROM tasks")
    assert (await case.others.post(f"/tasks/{task.id}/done", next="/alerts")).status_code == 404
    done = await case.theirs.post(f"/tasks/{task.id}/done", next="/alerts")
    assert done.headers["location"] == "/alerts?done=task"
    assert "Nothing to do." in (await case.theirs.get("/alerts")).text
    assert (await case.theirs.post(f"/tasks/{task.id}/done")).status_code == 404
    [row] = await world.rows("SELECT done_by FROM tasks")
    assert row.done_by == case.practitioner
