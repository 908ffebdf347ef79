"""The pages of drills: started by who manages duty, acknowledged by whoever is told, plainly no alert."""

import pytest

from bot import alerts
from bot.domain.staff import Role
from tests.web.conftest import Service

pytestmark = pytest.mark.service


async def test_a_drill_is_started_acknowledged_and_reported(service: Service) -> None:
    world = service.world
    sian, hers = await service.member(name="Siân Enghraifft")
    _, managers = await service.member(Role.DUTY_MANAGER)
    assert "There has been no drill yet." in (await managers.get("/drills")).text
    form = {"team": "default", "severity": "high", "assigned": str(sian)}
    place = (await managers.post("/drills", **form)).headers["location"]
    assert "Nobody has been told yet." in (await managers.get(place)).text
    await alerts.climb_all_due(world.parts_of("hafan_worker"))
    reference = await service.reference()
    page = (await hers.get("/alerts")).text
    assert "A drill is running. Nobody is in danger." in page
    assert "No alert waits." in page
    page = (await hers.get(f"/alerts/{reference}")).text
    assert "This is a drill. Nobody is in danger." in page
    world.clock.forward(seconds=95)
    assert (await hers.post(f"/alerts/{reference}/acknowledge")).status_code == 303
    page = " ".join((await managers.get(f"/drills/{reference}")).text.split())
    assert "after 1 minute 35 seconds, by Siân Enghraifft" in page
    assert "Siân Enghraifft acknowledged it" in (await managers.get("/drills")).text


async def test_a_second_drill_and_one_without_urgency_are_refused(service: Service) -> None:
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    answer = await lead.post("/drills", team="default", severity="")
    assert (answer.status_code, "Select how urgent" in answer.text) == (422, True)
    place = (await lead.post("/drills", team="default", severity="low")).headers["location"]
    answer = await lead.post("/drills", team="default", severity="low")
    assert (answer.status_code, "A drill of this team is running" in answer.text) == (409, True)
    answer = await lead.post(f"{place.partition('?')[0]}/stop")
    assert "The drill is stopped." in (await lead.get(answer.headers["location"])).text


async def test_a_drill_that_is_not_there_and_an_alert_that_is_none_are_not_found(service: Service) -> None:
    sian, _ = await service.member()
    _, managers = await service.member(Role.DUTY_MANAGER)
    _, number = await service.world.add_young_person(assigned=sian)
    await service.says(number, "he said hell hurt me")
    for reference in ("ZZZZZZ", await service.reference(), "no%20such"):
        assert (await managers.get(f"/drills/{reference}")).status_code == 404
        assert (await managers.post(f"/drills/{reference}/stop")).status_code == 404
