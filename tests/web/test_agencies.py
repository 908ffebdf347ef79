"""The page of agencies: what is stale is red, and leads and administrators keep it right."""

import pytest

from bot.agencies import load_agencies
from bot.domain.staff import Role
from bot.storage import agencies
from tests.fixtures import World
from tests.web.conftest import Case, Service

pytestmark = pytest.mark.service

DUTY = "/agencies/gwynedd/duty"
NUMBER = "01286 000000"


async def test_everybody_who_cares_sees_every_agency_and_what_nobody_has_filled_in(case: Case) -> None:
    page = (await case.theirs.get("/agencies")).text
    for name in (
        "Cyngor Gwynedd",
        "Wrexham",
        "Flintshire",
        "Conwy",
        "Anglesey",
        "Denbighshire",
        "Police",
        "Health",
    ):
        assert name in page
    assert page.count("hafan-contact--stale") == 16
    assert "Tested today" not in page
    assert (await case.theirs.get(DUTY)).status_code == 403
    assert (await case.theirs.post(DUTY, phone=NUMBER)).status_code == 403


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
async def test_whoever_may_see_agencies_finds_the_way_to_them(service: Service, role: Role) -> None:
    _, browser = await service.member(role)
    assert 'href="/agencies"' in (await browser.get("/account")).text


@pytest.mark.parametrize("role", [Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
async def test_a_number_is_filled_in_tested_and_red_again_when_it_is_stale(
    service: Service, world: World, role: Role
) -> None:
    member, browser = await service.member(role, name="Lee Madeup")
    assert (await browser.post(DUTY, phone=NUMBER, email="duty@agency.example")).status_code == 303
    page = (await browser.get("/agencies")).text
    assert (NUMBER in page, "Never tested" in page, page.count("hafan-contact--stale")) == (True, True, 16)
    assert (await browser.post(f"{DUTY}/tested")).status_code == 303
    page = (await browser.get("/agencies")).text
    assert "tested on 18 November 2026. Last changed by Lee Madeup" in page
    assert page.count("hafan-contact--stale") == 15
    world.clock.forward(days=91)
    browser = await service.sign_in(member)
    page = (await browser.get("/agencies")).text
    assert "Not tested lately:" in page
    assert page.count("hafan-contact--stale") == 16
    trail = await world.rows("SELECT actor, subject FROM audit WHERE action LIKE 'agency:%'")
    assert {(row.actor, row.subject) for row in trail} == {(str(member), "gwynedd:duty")}


async def test_another_number_counts_as_untested_and_the_same_one_does_not(service: Service) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    await lead.post(DUTY, phone=NUMBER)
    await lead.post(f"{DUTY}/tested")
    await lead.post(DUTY, phone=NUMBER)
    assert "tested on 18 November 2026" in (await lead.get("/agencies")).text
    await lead.post(DUTY, phone="01286 000001")
    page = (await lead.get("/agencies")).text
    assert "Never tested" in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"phone": "ask Mair"}, "Enter a phone number"),
        ({"phone": "12"}, "Enter a phone number"),
        ({"email": "duty at agency"}, "Enter an e-mail address"),
        ({"email": "a@b.c\nbcc: x@y.z"}, "Enter an e-mail address"),
    ],
)
async def test_what_cannot_be_rung_or_written_to_is_refused_and_shown_again(
    service: Service, form: dict[str, str], problem: str
) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post(DUTY, **form)
    assert (answer.status_code, answer.text.count(problem)) == (422, 2)
    assert next(iter(form.values())).split("\n")[0] in answer.text


async def test_nothing_is_tested_where_there_is_nothing(service: Service) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post(f"{DUTY}/tested")
    assert answer.status_code == 422
    assert "before you record a test" in answer.text


@pytest.mark.parametrize("path", ["/agencies/atlantis/duty", "/agencies/gwynedd/nobody"])
async def test_an_agency_that_is_not_there_is_not_found(service: Service, path: str) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    assert (await lead.get(path)).status_code == 404
    assert (await lead.post(path, phone=NUMBER)).status_code == 404


async def test_the_database_keeps_every_former_state(service: Service, world: World) -> None:
    lead, browser = await service.member(Role.SAFEGUARDING_LEAD)
    for phone in (NUMBER, "01286 000001"):
        await browser.post(DUTY, phone=phone)
        world.clock.forward(minutes=1)
    rows = await world.rows("SELECT phone FROM agency_entries ORDER BY at")
    assert [row.phone for row in rows] == [NUMBER, "01286 000001"]
    async with world.database("hafan_web").transaction(user=lead) as connection:
        now = await agencies.current(connection, world.vault, load_agencies())
    contact = now.all["gwynedd"].contact("duty")
    assert contact
    assert contact.phone == "01286 000001"
