"""The rota's pages: everybody's own hours, leave and cover, and the week of all for those who manage duty."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.fixtures import World
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service


class Office:
    """Two practitioners and a duty manager, each in a browser."""

    def __init__(self, service: Service) -> None:
        self.service, self.world = service, service.world

    async def prepare(self) -> "Office":
        self.sian, self.hers = await self.service.member(name="Siân Enghraifft")
        self.tom, self.his = await self.service.member(name="Tom Example")
        self.dilys, self.managers = await self.service.member(Role.DUTY_MANAGER, name="Dilys Dychmygol")
        return self

    async def add(self, browser: Browser, member: UUID, what: str, **form: Any) -> Any:
        """Send one of the forms of a member's page."""
        given = {name: str(value) for name, value in form.items()}
        return await browser.post(f"/rota/members/{member}/{what}", **given)

    async def leave(self, first: str, last: str) -> Any:
        return await self.add(self.hers, self.sian, "leave", first=first, last=last)


@pytest.fixture
async def office(service: Service) -> Office:
    return await Office(service).prepare()


async def test_leave_and_its_cover_are_entered_shown_and_taken_back(office: Office) -> None:
    answer = await office.leave("2026-11-23", "2026-11-27")
    assert answer.status_code == 303
    page = (await office.hers.get(answer.headers["location"].partition("#")[0])).text
    assert "Monday 23 November to Friday 27 November" in page
    assert "Nobody covers this leave:" in page
    answer = await office.add(
        office.hers, office.sian, "cover", cover=office.tom, first="2026-11-23", last="2026-11-27"
    )
    assert answer.status_code == 303
    page = (await office.hers.get(f"/rota/members/{office.sian}")).text
    assert "Nobody covers this leave:" not in page
    assert "Covers for" in (await office.his.get(f"/rota/members/{office.tom}")).text
    [entry] = await office.world.rows("SELECT id FROM cover")
    assert (await office.hers.post(f"/rota/cover/{entry.id}/end")).status_code == 303
    assert "Nobody is named as cover." in (await office.hers.get(f"/rota/members/{office.sian}")).text
    trail = await office.world.rows(
        "SELECT action FROM audit WHERE actor = :a ORDER BY at", a=str(office.sian)
    )
    assert {row.action for row in trail} >= {"rota:leave", "rota:cover", "rota:end_cover"}


@pytest.mark.parametrize(
    ("first", "last", "complaint"),
    [
        ("", "2026-11-27", "Enter the day"),
        ("2026-11-27", "2026-11-26", "The end must come after the beginning"),
        ("2026-11-10", "2026-11-12", "The end must lie in the future"),
        ("2026-11-27", "2029-11-27", "A year is the longest"),
        ("2026-12-01", "2026-12-05", "There is leave on some of these days already"),
    ],
)
async def test_leave_that_cannot_be_is_refused_and_what_was_filled_in_stays(
    office: Office, first: str, last: str, complaint: str
) -> None:
    await office.leave("2026-12-05", "2026-12-06")
    answer = await office.leave(first, last)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert f'value="{last}"' in answer.text
    assert len(await office.world.rows("SELECT 1 FROM leave")) == 1


async def test_a_cover_who_is_away_too_or_nobody_or_second_is_refused(office: Office) -> None:
    await office.add(office.his, office.tom, "leave", first="2026-11-24", last="2026-11-24")
    week = {"first": "2026-11-23", "last": "2026-11-27"}
    for cover, complaint in (
        (office.tom, "They are on leave on some of these days"),
        ("", "Select who covers"),
        (uuid4(), "Select who covers"),
        (office.sian, "Select who covers"),
    ):
        answer = await office.add(office.hers, office.sian, "cover", cover=cover, **week)
        assert (answer.status_code, complaint in answer.text) == (422, True)
    assert (
        await office.add(office.hers, office.sian, "cover", cover=office.dilys, **week)
    ).status_code == 303
    again = await office.add(office.hers, office.sian, "cover", cover=office.dilys, **week)
    assert "Somebody covers on some of these days already" in again.text
    answer = await office.add(office.managers, office.dilys, "leave", **week)
    assert "They cover for a colleague" in answer.text


async def test_nobody_hands_a_colleagues_young_people_to_themselves(office: Office) -> None:
    page = (await office.managers.get(f"/rota/members/{office.sian}")).text
    assert f'value="{office.dilys}"' not in page
    answer = await office.add(
        *(office.managers, office.sian, "cover"), cover=office.dilys, first="2026-11-23", last="2026-11-27"
    )
    assert answer.status_code == 422
    assert await office.world.rows("SELECT 1 FROM cover") == []


async def test_own_hours_are_kept_and_given_up_again(office: Office) -> None:
    times = {"since-0": "10:00", "until-0": "18:30"}
    assert (await office.add(office.hers, office.sian, "hours", whose="own", **times)).status_code == 303
    rows = await office.world.rows("SELECT weekday, since::text, until::text FROM working_hours")
    assert [tuple(row) for row in rows] == [(0, "10:00:00", "18:30:00")]
    assert "10:00–18:30" in (await office.managers.get("/rota")).text
    assert (await office.add(office.hers, office.sian, "hours", whose="team")).status_code == 303
    assert await office.world.rows("SELECT 1 FROM working_hours") == []


@pytest.mark.parametrize(
    ("times", "complaint"),
    [
        ({}, "Enter the hours of at least one day"),
        ({"since-2": "09:00"}, "Enter both times of the day, or neither"),
        ({"since-2": "17:00", "until-2": "09:00"}, "Work ends after it begins"),
        ({"since-2": "nine", "until-2": "17:00"}, "Enter a time, such as 09:00"),
    ],
)
async def test_hours_that_cannot_be_are_refused(
    office: Office, times: dict[str, str], complaint: str
) -> None:
    answer = await office.add(office.hers, office.sian, "hours", whose="own", **times)
    assert (answer.status_code, complaint in answer.text) == (422, True)


async def test_a_colleagues_page_is_as_absent_as_one_of_nobody(office: Office) -> None:
    await office.leave("2026-11-23", "2026-11-27")
    [entry] = await office.world.rows("SELECT id FROM leave")
    for path in (f"/rota/members/{office.sian}", f"/rota/members/{uuid4()}"):
        assert (await office.his.get(path)).status_code == 404
        assert (
            await office.his.post(f"{path}/leave", first="2026-12-01", last="2026-12-02")
        ).status_code == 404
    assert (await office.his.post(f"/rota/leave/{entry.id}/end")).status_code == 404


async def test_everybody_reads_the_week_and_only_those_who_manage_duty_change_it(office: Office) -> None:
    await office.leave("2026-11-18", "2026-11-19")
    page = (await office.his.get("/rota")).text
    assert "No cover" in page
    assert f"/rota/members/{office.tom}" in page
    for tool in (f"/rota/members/{office.sian}", "Put on call", "Put first", "/drills"):
        assert tool not in page
    duty = {"member": str(office.tom), "since": "2026-11-18T18:00", "until": "2026-11-19T08:00"}
    assert (await office.his.post("/rota/on-call", **duty)).status_code == 403


async def test_whoever_is_named_as_cover_sees_it_on_their_next_page(office: Office) -> None:
    days = {"first": "2026-11-18", "last": "2026-11-18"}
    await office.add(office.hers, office.sian, "cover", cover=office.tom, **days)
    assert "You are named as cover for a colleague." in (await office.his.get("/alerts")).text
    [entry] = await office.world.rows("SELECT id FROM cover")
    await office.hers.post(f"/rota/cover/{entry.id}/end")
    assert "has ended or was taken back" in (await office.his.get("/alerts")).text


async def test_the_week_shows_leave_its_cover_and_who_is_on_call(office: Office) -> None:
    await office.leave("2026-11-18", "2026-11-19")
    await office.add(
        office.hers, office.sian, "cover", cover=office.tom, first="2026-11-18", last="2026-11-18"
    )
    page = (await office.managers.get("/rota")).text
    assert "Cover: Tom Example" in page
    assert "No cover" in page
    assert "Nobody is on call, now or later." in page
    duty = {"member": str(office.dilys), "since": "2026-11-18T09:00", "until": "2026-11-19T09:00"}
    assert (await office.managers.post("/rota/on-call", **duty)).status_code == 303
    page = (await office.managers.get("/rota")).text
    assert 'Dilys Dychmygol <span class="hafan-quiet">(on call)</span>' in page
    assert (
        "They are on call for some of this time already"
        in (await office.managers.post("/rota/on-call", **duty)).text
    )
    [entry] = await office.world.rows("SELECT id FROM on_call")
    assert (await office.managers.post(f"/rota/on-call/{entry.id}/end")).status_code == 303
    assert "Monday 23 November" in (await office.managers.get("/rota?week=2026-11-25")).text
    assert (await office.managers.get("/rota?week=soon")).status_code == 200


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"since": "2026-11-18T09:00", "until": "2026-11-19T09:00"}, "Select who is on call"),
        ({"member": "{dilys}", "since": "", "until": "2026-11-19T09:00"}, "Enter a time"),
        (
            {"member": "{dilys}", "since": "2026-11-20T09:00", "until": "2026-11-19T09:00"},
            "The end must come",
        ),
    ],
)
async def test_a_duty_that_cannot_be_is_refused(office: Office, form: dict[str, str], complaint: str) -> None:
    given = {name: value.format(dilys=office.dilys) for name, value in form.items()}
    answer = await office.managers.post("/rota/on-call", **given)
    assert (answer.status_code, complaint in answer.text) == (422, True)


async def test_managers_put_a_lead_first(office: Office) -> None:
    leads = [
        await office.world.add_staff(Role.SAFEGUARDING_LEAD, name=name)
        for name in ("Lee Madeup", "Nia Sampl")
    ]
    for lead in leads:
        assert (await office.managers.post("/rota/leads", lead=str(lead))).status_code == 303
        [row] = await office.world.rows("SELECT practitioner_id FROM lead_order WHERE place = 0")
        assert row.practitioner_id == lead
    assert (await office.managers.post("/rota/leads", lead=str(office.sian))).status_code == 404


async def test_the_end_of_a_ladder_is_loud_on_every_page_and_names_nobody(
    office: Office, world: World
) -> None:
    _, number = await world.add_young_person(assigned=office.sian, name="Alex Invented")
    await office.service.says(number, "he is outside now")
    quiet = (await office.his.get(f"/rota/members/{office.tom}")).text
    assert "Nobody has acknowledged" not in quiet
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE alerts SET exhausted_at = raised_at")
    world.clock.forward(minutes=12)
    for path in (f"/rota/members/{office.tom}", "/alerts", "/young-people"):
        page = (await office.his.get(path)).text
        assert "Nobody has acknowledged 1 alert, raised 12 minutes ago." in page
        assert "Alex" not in page
    await office.hers.post(f"/alerts/{await office.service.reference()}/acknowledge")
    assert "Nobody has acknowledged" not in (await office.his.get("/alerts")).text


async def test_a_young_person_with_nobody_is_loud_for_those_who_manage_duty(office: Office) -> None:
    await office.world.add_young_person(name="Alex Invented")
    page = (await office.managers.get("/rota")).text
    assert "1 young person has nobody assigned" in page
    assert "Alex" not in page
    assert "nobody assigned" not in (await office.his.get("/alerts")).text


async def test_the_rota_is_in_welsh_for_whoever_reads_welsh(service: Service) -> None:
    _, browser = await service.member(Role.DUTY_MANAGER, language=Language.WELSH)
    page = (await browser.get("/rota")).text
    assert "Pwy fyddai'n cael gwybod nawr" in page
    assert "Dydd Mercher" in page
