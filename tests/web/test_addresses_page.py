"""By which number and e-mail address staff are told, as administrators set and change it."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.staff import Role
from bot.storage import staff
from tests.fixtures import NUMBERS, World
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

NEW = {"username": "nia", "name": "Nia Enghraifft", "phone": "07700 900123", "role": "practitioner"}


async def invite(browser: Browser, **changes: str) -> httpx.Response:
    return await browser.post("/accounts", **NEW | changes)


async def test_nothing_tells_whether_a_number_is_a_young_persons(
    administrator: Browser, service: Service
) -> None:
    account, _ = await service.member()
    _, known = await service.world.add_young_person(assigned=account, name="Alex Invented")
    for number in (next(NUMBERS), known):
        assert (await invite(administrator, phone=number, username=number)).status_code == 200
        changed = await administrator.post(f"/accounts/{account}/addresses", phone=number, email="")
        assert changed.status_code == 303
        for one in (account, await newest(service.world)):
            assert number in (await administrator.get(f"/accounts/{one}")).text


async def newest(world: World) -> UUID:
    """The account that was invited last."""
    [row] = await world.rows(
        "SELECT id FROM practitioners WHERE NOT active ORDER BY created_at DESC, ctid DESC LIMIT 1"
    )
    account: UUID = row.id
    return account


async def test_nobody_is_told_by_a_young_persons_number_and_the_leads_hear_of_it(
    administrator: Browser, service: Service
) -> None:
    world = service.world
    _, lead = await service.member(Role.SAFEGUARDING_LEAD)
    account, browser = await service.member()
    person, number = await world.add_young_person(assigned=account)
    await administrator.post(f"/accounts/{account}/addresses", phone=number, email="")
    async with world.parts.database.transaction() as connection:
        assert await staff.reach(connection, account) == frozenset()
        assert (await staff.by_id(connection, world.vault, account)).rings is None
        assert await staff.by_phone(connection, world.vault, number) == []
    page = (await lead.get("/alerts")).text
    assert page.count("The number of an account is also a young person") == 2  # once, and for screen readers
    assert "is also a young person" not in (await browser.get("/alerts")).text
    await world.rows("UPDATE young_people SET phone_index = 'x' WHERE id = :p RETURNING id", p=person)
    async with world.parts_of("hafan_worker").database.transaction() as connection:
        await staff.index_missing_phones(connection, world.vault)
    async with world.parts.database.transaction() as connection:
        assert await staff.by_phone(connection, world.vault, number) == [account]
        assert await staff.reach(connection, account)


async def test_a_young_person_is_not_added_under_the_number_of_one_of_the_staff(world: World) -> None:
    number = next(NUMBERS)
    await world.add_staff(phone=number)
    with pytest.raises(IntegrityError):
        await world.add_young_person(phone=number)


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
