"""By which number and e-mail address staff are told, as administrators set and change it."""

import httpx
import pytest

from bot.domain.staff import Role
from bot.storage import staff
from tests.fixtures import World
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

NEW = {"username": "nia", "name": "Nia Enghraifft", "phone": "07700 900123", "role": "practitioner"}


@pytest.fixture
async def administrator(service: Service) -> Browser:
    _, browser = await service.member(Role.ADMINISTRATOR, name="Gwen Sampl")
    return browser


async def invite(browser: Browser, **changes: str) -> httpx.Response:
    return await browser.post("/accounts", **NEW | changes)


async def test_a_number_that_a_young_person_texts_from_is_refused_by_name(
    administrator: Browser, service: Service
) -> None:
    account, _ = await service.member()
    _, number = await service.world.add_young_person(assigned=account, name="Alex Invented")
    answers = [
        await invite(administrator, phone=number),
        await administrator.post(f"/accounts/{account}/addresses", phone=number, email=""),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "That number already belongs to somebody else here" in answer.text
        assert "user name is taken" not in answer.text
        assert "Alex" not in answer.text
    told = await service.world.rows("SELECT 1 FROM notices WHERE practitioner_id = :a", a=account)
    assert told == []


async def test_an_invitation_keeps_the_email_address_by_which_they_are_told(
    administrator: Browser, world: World
) -> None:
    wrong = await invite(administrator, email="nia at example")
    assert wrong.status_code == 422
    assert "Enter an e-mail address" in wrong.text
    assert (await invite(administrator, email="nia@example.org")).status_code == 200
    [row] = await world.rows("SELECT practitioner_id FROM invitations")
    page = await administrator.get(f"/accounts/{row.practitioner_id}")
    assert "nia@example.org" in page.text
    assert "+447700900123" in page.text


async def test_a_changed_address_is_where_alerts_go_and_its_owner_sees_it_was_changed(
    administrator: Browser, service: Service, world: World
) -> None:
    account, browser = await service.member()
    path = f"/accounts/{account}/addresses"
    changed = await administrator.post(path, phone="07700 900456", email="mari@example.org")
    assert changed.status_code == 303
    async with world.parts.database.transaction() as connection:
        member = await staff.by_id(connection, world.vault, account)
        assert await staff.by_phone(connection, world.vault, "+447700900456") == [account]
    assert (member.phone, member.email) == ("+447700900456", "mari@example.org")
    assert 'value="mari@example.org"' in (await administrator.get(path)).text
    assert "An administrator changed the number or e-mail address" in (await browser.get("/alerts")).text
    await administrator.post(path, phone="", email="")
    async with world.parts.database.transaction() as connection:
        member = await staff.by_id(connection, world.vault, account)
    assert (member.phone, member.email) == (None, None)


async def test_an_address_that_leads_nowhere_is_not_kept(administrator: Browser, service: Service) -> None:
    account, _ = await service.member()
    answer = await administrator.post(f"/accounts/{account}/addresses", phone="12", email="nobody")
    assert answer.status_code == 422
    assert "Enter a whole telephone number, or none" in answer.text
    assert "Enter an e-mail address" in answer.text
    assert 'value="nobody"' in answer.text
