"""Who may open whose record: assignments with their history, break-glass, and the trail of both."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.staff import Role
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service

REASON = "Police are at her door and her worker is on a plane"


@pytest.fixture
def now(world: World) -> None:
    """Break-glass ends by the database's own clock, so the pages' clock tells the same time."""
    world.clock.time = datetime.now(UTC)


@pytest.fixture
async def manager(service: Service) -> Browser:
    _, browser = await service.member(Role.DUTY_MANAGER, name="Dilys Sampl")
    return browser


async def open_record(manager: Browser, person: UUID, reason: str = REASON) -> str:
    answer = await manager.post(f"/young-people/{person}/break-glass", reason=reason)
    return str(answer.headers.get("location"))


@pytest.mark.usefixtures("now")
async def test_the_glass_is_broken_for_one_record_and_everybody_concerned_knows(
    service: Service, case: Case, manager: Browser, world: World
) -> None:
    other, _ = await world.add_young_person(assigned=case.practitioner, name="Jo Notreal")
    page = f"/young-people/{case.young_person}"
    assert (await manager.get(page)).status_code == 404
    assert "Alex Invented" in (await manager.get(f"{page}/break-glass")).text
    assert await open_record(manager, case.young_person) == f"{page}?done=glass-broken"
    shown = await manager.get(page)
    assert "he said hell hurt me" in shown.text
    assert "You opened this record in an emergency" in shown.text
    assert (await manager.get(f"/young-people/{other}")).status_code == 404
    told = (await case.theirs.get("/alerts")).text
    assert "A duty manager opened the record of a young person you work with." in told
    theirs = (await case.theirs.get(page)).text
    assert REASON in theirs
    assert "Dilys Sampl" in theirs
    assert "opened the record" not in (await case.others.get("/alerts")).text
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    assert REASON in (await lead.get("/audit?action=break_glass:open")).text


@pytest.mark.usefixtures("now")
async def test_an_open_record_closes_by_itself(case: Case, manager: Browser, world: World) -> None:
    await open_record(manager, case.young_person)
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "UPDATE break_glass SET opened_at = opened_at - interval '1 day',"
            " expires_at = expires_at - interval '1 day'"
        )
    assert (await manager.get(f"/young-people/{case.young_person}")).status_code == 404


@pytest.mark.usefixtures("now")
async def test_an_open_record_is_closed_before_its_time(case: Case, manager: Browser, world: World) -> None:
    await open_record(manager, case.young_person)
    [visit] = await world.rows("SELECT id FROM break_glass")
    assert (await manager.post(f"/break-glass/{visit.id}/end")).status_code == 303
    assert (await manager.get(f"/young-people/{case.young_person}")).status_code == 404
    assert (await manager.post(f"/break-glass/{visit.id}/end")).status_code == 404


@pytest.mark.usefixtures("now")
async def test_a_duty_manager_of_yesterday_sees_nothing_by_it(
    service: Service, case: Case, world: World
) -> None:
    member, manager = await service.member(Role.DUTY_MANAGER)
    await open_record(manager, case.young_person)
    async with world.parts.database.transaction() as connection:
        await connection.execute(
            text("UPDATE practitioners SET role = 'practitioner' WHERE id = :m"), {"m": member}
        )
    assert (await manager.get(f"/young-people/{case.young_person}")).status_code == 404


@pytest.mark.parametrize("reason", ["", "because", "x" * 1001])
async def test_the_glass_needs_a_reason(case: Case, manager: Browser, world: World, reason: str) -> None:
    answer = await manager.post(f"/young-people/{case.young_person}/break-glass", reason=reason)
    assert answer.status_code == 422
    assert "Say why in 10 to 1,000 characters" in answer.text
    assert await world.rows("SELECT 1 FROM break_glass") == []


@pytest.mark.usefixtures("now")
async def test_a_lead_reviews_what_was_opened_and_nobody_else_does(
    service: Service, case: Case, manager: Browser, world: World
) -> None:
    await open_record(manager, case.young_person)
    [visit] = await world.rows("SELECT id, reason_sealed FROM break_glass")
    assert REASON.encode() not in visit.reason_sealed
    _, lead = await service.member(Role.SAFEGUARDING_LEAD, name="Lee Madeup")
    page = await lead.get("/break-glass")
    assert REASON in page.text
    assert "Alex Invented" in page.text
    assert (await manager.post(f"/break-glass/{visit.id}/review", remark="fine")).status_code == 403
    answer = await lead.post(f"/break-glass/{visit.id}/review", remark="Rightly so.")
    assert answer.headers["location"] == "/break-glass?done=reviewed"
    reviewed = (await lead.get("/break-glass")).text
    assert "Nothing waits for review." in reviewed
    assert "Rightly so." in reviewed
    assert (await lead.post(f"/break-glass/{visit.id}/review", remark="again")).status_code == 404


async def test_the_database_lets_nobody_else_break_the_glass(case: Case, world: World) -> None:
    web = world.database("hafan_web")
    lead = await world.add_staff(Role.SAFEGUARDING_LEAD)
    manager = await world.add_staff(Role.DUTY_MANAGER)
    insert = text(
        "INSERT INTO break_glass (id, young_person_id, practitioner_id, reason_sealed, opened_at, expires_at)"
        " VALUES (gen_random_uuid(), :person, :as, '\\x00', now(), now() + make_interval(hours => :hours))"
    )
    for who, named, hours in (
        (case.practitioner, case.practitioner, 1),
        (lead, lead, 1),
        (lead, manager, 1),
        (manager, manager, 13),
    ):
        values = {"person": case.young_person, "as": named, "hours": hours}
        async with web.engine.connect() as connection:
            await connection.execute(text("SELECT set_config('app.user_id', :u, false)"), {"u": str(who)})
            with pytest.raises(DBAPIError):
                await connection.execute(insert, values)


async def test_the_record_follows_whoever_is_assigned(
    service: Service, case: Case, manager: Browser, world: World
) -> None:
    successor, theirs = await service.member(name="Nia Newydd")
    await case.theirs.post(f"/alerts/{case.reference}/acknowledge")
    await case.theirs.post(f"/alerts/{case.reference}/close", outcome="spoke_to_young_person")
    page = f"/assignments/{case.young_person}"
    [place] = await world.rows("SELECT id FROM assignments")
    assert "Nia Newydd" in (await manager.get(page)).text
    answer = await manager.post(page, member=str(successor), capacity="assigned", instead=str(place.id))
    assert answer.headers["location"] == f"{page}?done=assigned"
    assert (await theirs.get(f"/young-people/{case.young_person}")).status_code == 200
    assert (await case.theirs.get(f"/young-people/{case.young_person}")).status_code == 404
    history = (await manager.get(page)).text
    assert "Ended by Dilys Sampl" in history
    assert "Assigned by Dilys Sampl" in history
    assert "Mari Enghraifft" in history


async def test_nobody_is_left_without_an_assigned_practitioner(
    service: Service, case: Case, manager: Browser, world: World
) -> None:
    page = f"/assignments/{case.young_person}"
    [place] = await world.rows("SELECT id FROM assignments")
    answer = await manager.post(f"{page}/{place.id}/end")
    assert answer.status_code == 409
    assert "Nobody assigned would be left" in answer.text
    deputy = await world.add_staff()
    await manager.post(page, member=str(deputy), capacity="deputy")
    [second] = await world.rows("SELECT id FROM assignments WHERE capacity = 'deputy'")
    assert (await manager.post(f"{page}/{second.id}/end")).status_code == 303


async def test_only_those_who_may_are_assigned_and_only_once(
    case: Case, manager: Browser, world: World
) -> None:
    page = f"/assignments/{case.young_person}"
    for member in (await world.add_staff(Role.TRAINER), case.practitioner):
        answer = await manager.post(page, member=str(member), capacity="assigned")
        assert answer.status_code == 409
    for form in (
        {"member": "x", "capacity": "deputy"},
        {"member": str(case.practitioner), "capacity": "owner"},
    ):
        assert (await manager.post(page, **form)).status_code == 422
    assert len(await world.rows("SELECT 1 FROM assignments")) == 1


async def test_the_list_of_everybody_shows_names_and_no_words(case: Case, manager: Browser) -> None:
    page = (await manager.get("/assignments")).text
    assert "Alex Invented" in page
    assert "Mari Enghraifft" in page
    assert "hurt me" not in page


async def test_a_lead_finds_who_looked_at_whom(service: Service, case: Case, world: World) -> None:
    other, _ = await world.add_young_person(assigned=case.practitioner, name="Jo Notreal")
    await case.theirs.get(f"/alerts/{case.reference}")
    await case.theirs.get(f"/young-people/{other}")
    world.clock.forward(days=2)
    _, lead = await service.member(Role.SAFEGUARDING_LEAD, name="Lee Madeup")
    everything = (await lead.get("/audit")).text
    assert "Looked at an alert" in everything
    assert "he said" not in everything
    cells = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
    about = "".join(cells.findall((await lead.get(f"/audit?person={case.young_person}")).text))
    assert "Looked at an alert" in about
    assert "Jo Notreal" not in about
    theirs = "".join(cells.findall((await lead.get(f"/audit?member={case.practitioner}")).text))
    assert "Mari Enghraifft" in theirs
    assert "Hafan itself" not in theirs
    one = "".join(cells.findall((await lead.get("/audit?action=young_person:look")).text))
    assert "Looked at an alert" not in one
    day = world.clock().date().isoformat()
    assert "Looked at an alert" not in "".join(cells.findall((await lead.get(f"/audit?since={day}")).text))
    assert (await lead.get("/audit?person=x&member=<b>&since=y&page=z")).status_code == 200


async def test_the_trail_is_paged(service: Service, world: World) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    for _ in range(51):
        await lead.get("/audit")
    first = (await lead.get("/audit?action=audit:look")).text
    assert "page=2" in first
    second = (await lead.get("/audit?action=audit:look&page=2")).text
    assert "page=1" in second
    assert second.count("Looked at the audit trail") >= 2


async def test_a_young_persons_page_shows_a_lead_who_looked(
    service: Service, case: Case, world: World
) -> None:
    lead, browser = await service.member(Role.SAFEGUARDING_LEAD)
    page = f"/young-people/{case.young_person}"
    await case.theirs.get(page)
    async with world.parts.database.transaction() as connection:
        [alert] = list(await connection.scalars(text("SELECT id FROM alerts")))
        watch = text("INSERT INTO alert_watchers VALUES (:alert, :who, now())")
        await connection.execute(watch, {"alert": alert, "who": lead})
    shown = (await browser.get(page)).text
    assert "Who looked" in shown
    assert "Mari Enghraifft: Looked at" in shown
    assert "Who looked" not in (await case.theirs.get(page)).text


async def test_a_lead_verifies_the_trail_and_sees_where_it_broke(
    service: Service, case: Case, world: World
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    await lead.get("/audit/chain")
    assert "Every entry is as it was written" in (await lead.post("/audit/chain")).text
    heads = (await lead.get("/audit/heads")).json()
    assert len(heads["chains"]) == 16
    assert all(len(one["hash"]) == 64 for one in heads["chains"])
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER audit_keep_rows")
        await connection.exec_driver_sql(
            "UPDATE audit SET actor = 'somebody' WHERE action = 'message:accept'"
        )
    broken = (await lead.post("/audit/chain")).text
    assert "The trail was tampered with" in broken
    assert "Broken at entry" in broken
