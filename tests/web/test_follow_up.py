"""What is recorded on an alert after somebody took it: actions, corrections, and the clocks they start."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot import clocks
from bot.domain.contact_gate import HOME
from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.fixtures import World
from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service


@pytest.fixture
async def taken(case: Case) -> Case:
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    return case


def now(world: World, **earlier: float) -> str:
    """A moment as a browser fills it in."""
    moment = world.clock() - timedelta(**earlier)
    return moment.astimezone(HOME).strftime("%Y-%m-%dT%H:%M")


async def record(case: Case, world: World, **form: str) -> httpx.Response:
    return await case.theirs.post(f"/alerts/{case.reference}/actions", **{"when": now(world)} | form)


async def page(case: Case) -> str:
    return (await case.theirs.get(f"/alerts/{case.reference}")).text


CALLED = {"kind": "called", "reached": "no", "whom": "her mam <b>", "note": "no answer, tried twice <i>"}
PASSED = {
    "kind": "passed_on",
    "agency": "gwynedd",
    "means": "phone",
    "whom": "duty worker",
    "note": "told all",
}


async def test_an_action_is_shown_with_its_author_and_sealed_in_the_database(
    taken: Case, world: World
) -> None:
    answer = await record(taken, world, **CALLED)
    assert (answer.status_code, answer.headers["location"].endswith("#done-so-far")) == (303, True)
    shown = await page(taken)
    for words in ("Called the young person", "not reached", "her mam &lt;b&gt;", "tried twice &lt;i&gt;"):
        assert words in shown
    assert shown.count("Mari Enghraifft") > 1
    [row] = await world.rows("SELECT whom_sealed, note_sealed, practitioner_id FROM alert_actions")
    assert b"mam" not in bytes(row.whom_sealed)
    assert b"twice" not in bytes(row.note_sealed)
    assert row.practitioner_id == taken.practitioner


async def test_every_act_is_on_the_audit_trail(taken: Case, world: World) -> None:
    await record(taken, world, **PASSED)
    [action] = await world.rows("SELECT id FROM alert_actions")
    await taken.theirs.post(f"/alerts/{taken.reference}/actions/{action.id}/correct", note="it was Conwy")
    rows = await world.rows(
        "SELECT action, actor, detail::text AS detail FROM audit WHERE action LIKE 'alert:%'"
    )
    acts = {row.action: row for row in rows}
    assert {"alert:action", "alert:correct"} <= acts.keys()
    assert acts["alert:correct"].actor == str(taken.practitioner)
    assert "Conwy" not in acts["alert:correct"].detail


async def test_a_report_by_phone_starts_a_clock_that_is_seen_everywhere(
    service: Service, taken: Case, world: World
) -> None:
    assert "No clock runs." in (await taken.theirs.get("/clocks")).text
    await record(taken, world, **PASSED)
    for path in (f"/alerts/{taken.reference}", "/clocks"):
        shown = (await taken.theirs.get(path)).text
        assert "Written report to Cyngor Gwynedd" in shown
        assert "Due in" in shown
        assert "hafan-clock--running" in shown
    assert "Alex Invented" in (await taken.theirs.get("/clocks")).text
    assert "No clock runs." in (await taken.others.get("/clocks")).text
    world.clock.forward(hours=20, minutes=5)
    later = await service.sign_in(taken.practitioner)
    assert "hafan-clock--near" in (await later.get("/clocks")).text


async def test_an_overdue_clock_is_said_to_be_so_in_words(
    service: Service, taken: Case, world: World
) -> None:
    await record(taken, world, **PASSED)
    world.clock.forward(hours=26)
    later = await service.sign_in(taken.practitioner)
    shown = (await later.get("/clocks")).text
    assert "hafan-clock--overdue" in shown
    assert "<strong>Overdue</strong>: was due 2 hours ago" in shown
    assert 'Clocks <span class="hafan-count">1</span>' in shown
    assert "1 clock has run out." in (await later.get("/alerts")).text


async def test_a_clock_that_still_runs_is_no_alarm(taken: Case, world: World) -> None:
    await record(taken, world, **PASSED)
    shown = (await taken.theirs.get("/alerts")).text
    assert "has run out" not in shown
    assert 'Clocks <span class="hafan-count"' not in shown


async def test_whoever_a_clock_climbed_to_finds_it_on_their_list(
    service: Service, taken: Case, world: World
) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    await record(taken, world, **PASSED)
    await taken.theirs.post(f"/alerts/{taken.reference}/close", outcome="passed_to_social_care")
    world.clock.forward(hours=26)
    for _ in range(8):
        await clocks.climb_all_due(world.parts_of("hafan_worker"))
    manager = await service.sign_in(
        (await world.rows("SELECT id FROM practitioners WHERE role = 'duty_manager'"))[0].id
    )
    assert "Alex Invented" in (await manager.get("/clocks")).text
    done = {"kind": "passed_on", "agency": "gwynedd", "means": "form", "when": now(world)}
    assert (await manager.post(f"/alerts/{taken.reference}/actions", **done)).status_code == 303
    assert "Written report to" not in (await manager.get("/clocks")).text


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({}, "Select what you did"),
        ({"kind": "correction"}, "Select what you did"),
        ({"kind": "called"}, "Select whether you reached them"),
        ({"kind": "passed_on", "means": "phone"}, "Select the agency"),
        ({"kind": "passed_on", "agency": "atlantis", "means": "phone"}, "Select the agency"),
        ({"kind": "passed_on", "agency": "gwynedd"}, "Select whether it was by phone or in writing"),
        ({"kind": "agency_acknowledged", "agency": "gwynedd"}, "Select the agency"),
        ({"kind": "no_further_action", "note": " "}, "Say why nothing more is needed"),
        ({"kind": "met", "whom": "x" * 201}, "The name must be 200 characters or fewer"),
        ({"kind": "met", "note": "x" * 4001}, "The note must be 4,000 characters or fewer"),
        ({"kind": "met", "when": ""}, "Enter the day and time"),
        ({"kind": "met", "when": "yesterday"}, "Enter the day and time"),
        ({"kind": "met", "when": "2026-11-18T12:00+05:00"}, "Enter the day and time"),
        ({"kind": "met", "when": "2026-11-18T12:05"}, "must not lie in the future"),
        ({"kind": "met", "when": "2026-11-18T11:30"}, "must not lie before the alert"),
    ],
)
async def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(
    taken: Case, world: World, form: dict[str, str], problem: str
) -> None:
    kept = {"note": "words that must stay"} | form
    answer = await record(taken, world, **kept)
    assert answer.status_code == 422
    assert answer.text.count(problem) == 2
    assert "<title>Error:" in answer.text
    assert kept["note"] in answer.text
    assert await world.rows("SELECT 1 FROM alert_actions") == []


async def test_nothing_is_recorded_on_an_alert_that_nobody_has(case: Case, world: World) -> None:
    answer = await record(case, world, **CALLED)
    assert answer.status_code == 422
    assert "Acknowledge this alert before you record what you did." in answer.text
    assert "tried twice" in answer.text


async def test_a_correction_names_the_earlier_entry_which_stays_as_it_was(taken: Case, world: World) -> None:
    await record(taken, world, **CALLED)
    [action] = await world.rows("SELECT id FROM alert_actions")
    path = f"/alerts/{taken.reference}/actions/{action.id}/correct"
    assert "names number 1" in (await taken.theirs.get(path)).text
    empty = await taken.theirs.post(path, note=" ")
    assert (empty.status_code, empty.text.count("Say what was wrong")) == (422, 2)
    assert (await taken.theirs.post(path, note="it was her nain")).status_code == 303
    shown = await page(taken)
    for words in ("of number 1", "it was her nain", "tried twice"):
        assert words in shown


async def test_what_did_not_happen_is_taken_back_once_and_its_clock_stops(taken: Case, world: World) -> None:
    await record(taken, world, **PASSED)
    [action] = await world.rows("SELECT id FROM alert_actions")
    path = f"/alerts/{taken.reference}/actions/{action.id}/correct"
    await taken.theirs.post(path, note="never rang", withdraws="yes")
    assert "No clock runs." in (await taken.theirs.get("/clocks")).text
    assert "This did not happen" in await page(taken)
    again = await taken.theirs.post(path, note="words to keep", withdraws="yes")
    assert again.status_code == 422
    assert "already recorded that this did not happen" in again.text
    assert "words to keep" in again.text


@pytest.mark.parametrize("rest", ["actions/new", "actions", "report", "actions/{action}/correct"])
async def test_somebody_elses_alert_is_as_if_it_did_not_exist(taken: Case, world: World, rest: str) -> None:
    await record(taken, world, **CALLED)
    [action] = await world.rows("SELECT id FROM alert_actions")
    for reference in (taken.reference, "ZZZZZZ"):
        path = f"/alerts/{reference}/{rest.format(action=action.id)}"
        answers = [
            await taken.others.get(path),
            await taken.others.post(path, **CALLED | {"kind": "met"}),
        ]
        assert {answer.status_code for answer in answers} <= {404, 405}
        assert not any("Alex" in answer.text or "twice" in answer.text for answer in answers)
    assert len(await world.rows("SELECT 1 FROM alert_actions")) == 1


async def test_an_action_of_another_alert_cannot_be_corrected_here(
    service: Service, taken: Case, world: World
) -> None:
    await record(taken, world, **CALLED)
    [action] = await world.rows("SELECT id FROM alert_actions")
    _, number = await world.add_young_person(assigned=taken.practitioner, name="Sam Madeup")
    world.clock.forward(seconds=1)
    await service.says(number, "he hurt me")
    other = await service.reference()
    assert other != taken.reference
    await taken.theirs.post(f"/alerts/{other}/acknowledge")
    answer = await taken.theirs.post(f"/alerts/{other}/actions/{action.id}/correct", note="wrong alert")
    assert answer.status_code == 404


async def test_what_was_done_about_an_unknown_number_is_recorded_too(
    service: Service, case: Case, world: World
) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    world.clock.forward(seconds=1)
    await service.says("+447700900777", "on mams phone he hurt me")
    path = f"/alerts/{await service.reference()}"
    await manager.post(f"{path}/acknowledge")
    form = {"kind": "passed_on", "agency": "conwy", "means": "phone", "when": now(world), "note": "rang them"}
    assert (await manager.post(f"{path}/actions", **form)).status_code == 303
    assert "rang them" in (await manager.get(path)).text
    assert "Written report to Conwy" in (await manager.get("/clocks")).text


async def test_everything_is_in_welsh_too(service: Service, world: World) -> None:
    member, browser = await service.member(language=Language.WELSH)
    _, number = await world.add_young_person(assigned=member)
    await service.says(number, "he hurt me")
    path = f"/alerts/{await service.reference()}"
    await browser.post(f"{path}/acknowledge")
    await browser.post(f"{path}/actions", **PASSED | {"when": now(world), "agency": "anglesey"})
    shown: Any = (await browser.get(path)).text
    assert "Adroddiad ysgrifenedig: Cyngor Sir Ynys Môn" in shown
    assert "Trosglwyddwyd i asiantaeth" in shown
    assert "Record what you did" not in shown
