"""Accounts as an administrator keeps them: invited, changed, handed over and closed."""

import re
from uuid import UUID

import httpx
import pyotp
import pytest

from bot.domain.staff import Role
from bot.web.passwords import hash_password
from tests.fixtures import PUBLIC, World
from tests.web.authenticator import SoftwarePasskey
from tests.web.conftest import SECRET, Browser, Service
from tests.web.matrix import young_person_of

pytestmark = pytest.mark.service

PASSWORD = "three words and more"
NEW = {"username": "nia", "name": "Nia Enghraifft", "phone": "07700 900123", "role": "practitioner"}
LINK = re.compile(PUBLIC + r"(/invitation/[\w-]{43})")
LETTERS = re.compile(r'hafan-secret">([A-Z2-7 ]+)<')


async def invite(browser: Browser, **changes: str) -> httpx.Response:
    return await browser.post("/accounts", **NEW | {"language": "en"} | changes)


def link_on(answer: httpx.Response) -> str:
    """The only link to an account on a page."""
    [link] = LINK.findall(answer.text)
    return str(link)


async def link_of(browser: Browser) -> str:
    return link_on(await invite(browser))


def code_on(page: httpx.Response, world: World) -> str:
    [letters] = LETTERS.findall(page.text)
    return pyotp.TOTP("".join(letters.split())).at(world.clock())


async def accept(browser: Browser, link: str, world: World, **changes: str) -> httpx.Response:
    page = await browser.get(link)
    form = {"password": PASSWORD, "again": PASSWORD, "code": code_on(page, world)}
    return await browser.post(link, **form | changes)


async def account_of(world: World, name: bytes | None = None) -> UUID:
    [row] = await world.rows("SELECT practitioner_id FROM invitations ORDER BY created_at DESC LIMIT 1")
    return UUID(str(row.practitioner_id))


async def test_an_invited_person_makes_the_account_their_own(
    administrator: Browser, service: Service, world: World
) -> None:
    link = await link_of(administrator)
    account = await account_of(world)
    assert "Invited" in (await administrator.get("/accounts")).text
    invited = service.browser()
    answer = await accept(invited, link, world)
    assert len(re.findall(r"<li>[a-z2-7]{4}(?:-[a-z2-7]{4}){3}</li>", answer.text)) == 10
    assert (await invited.get("/alerts")).status_code == 200
    [row] = await world.rows("SELECT active, password_hash FROM practitioners WHERE id = :a", a=account)
    assert row.active
    assert row.password_hash.startswith("$argon2id$")
    [stored] = await world.rows("SELECT token_hash FROM invitations")
    assert link.rsplit("/", 1)[1].encode() not in stored.token_hash


async def test_whoever_is_invited_in_welsh_is_met_in_welsh(administrator: Browser, service: Service) -> None:
    link = link_on(await invite(administrator, language="cy"))
    browser = service.browser()
    assert "Croeso i Hafan" in (await browser.get(link)).text
    await browser.post("/language", to="en", next=link)
    assert "Welcome to Hafan" in (await browser.get(link)).text


async def test_a_link_works_once_and_for_a_week(
    administrator: Browser, service: Service, world: World
) -> None:
    link = await link_of(administrator)
    await accept(service.browser(), link, world)
    assert (await service.browser().get(link)).status_code == 404
    later = link_on(await invite(administrator, username="ffion"))
    world.clock.forward(days=7, seconds=1)
    assert (await service.browser().get(later)).status_code == 404


async def test_a_revoked_link_opens_nothing(administrator: Browser, service: Service, world: World) -> None:
    link = await link_of(administrator)
    account = await account_of(world)
    await administrator.post(f"/accounts/{account}/invitation/revoke")
    assert (await service.browser().get(link)).status_code == 404
    again = await administrator.post(f"/accounts/{account}/invitation")
    assert (await service.browser().get(link_on(again))).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"code": "000000"}, "The code is not right"),
        ({"again": "something else"}, "The two passwords are not the same"),
        ({"password": "short", "again": "short"}, "A password has 12 to 200 characters"),
    ],
)
async def test_an_account_is_not_opened_when_something_is_wrong(
    administrator: Browser, service: Service, world: World, wrong: dict[str, str], problem: str
) -> None:
    link = await link_of(administrator)
    browser = service.browser()
    answer = await accept(browser, link, world, **wrong)
    assert answer.status_code == 422
    assert problem in answer.text
    assert (await accept(browser, link, world)).status_code == 200


async def test_an_invited_person_may_begin_with_a_passkey(
    administrator: Browser, service: Service, world: World
) -> None:
    link = await link_of(administrator)
    made, invited = SoftwarePasskey("hafan.example", PUBLIC), service.browser()
    await invited.get(link)
    options = (await invited.post(f"{link}/passkey/options")).json()
    answer = await invited.post(f"{link}/passkey", credential=made.make(options), name="ffôn")
    assert 'url=/account"' in answer.text
    assert (await invited.get("/alerts")).status_code == 200
    other = service.browser()
    await other.get("/sign-in")
    options = (await other.post("/sign-in/passkey/options")).json()
    assert (await other.post("/sign-in/passkey", credential=made.sign(options))).status_code == 303


async def test_a_new_link_ends_whatever_opened_the_account_before(
    administrator: Browser, service: Service, world: World
) -> None:
    account, old = await service.member(username="mari", password_hash=hash_password(PASSWORD))
    answer = await administrator.post(f"/accounts/{account}/invitation")
    link = link_on(answer)
    assert (await old.get("/account")).status_code == 200
    await accept(service.browser(), link, world)
    assert (await old.get("/account")).status_code == 303
    visitor = service.browser()
    await visitor.get("/sign-in")
    code = pyotp.TOTP(SECRET).at(world.clock())
    refused = await visitor.post("/sign-in", username="mari", password=PASSWORD, code=code)
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"username": ""}, "Enter a user name"),
        ({"name": " "}, "Enter a name"),
        ({"role": "owner"}, "Select a role"),
        ({"phone": "12"}, "Enter a whole telephone number"),
    ],
)
async def test_an_invitation_needs_its_parts(
    administrator: Browser, world: World, wrong: dict[str, str], problem: str
) -> None:
    answer = await invite(administrator, **wrong)
    assert answer.status_code == 422
    assert problem in answer.text
    assert await world.rows("SELECT 1 FROM invitations") == []


async def test_a_user_name_is_taken_once(administrator: Browser) -> None:
    await invite(administrator)
    answer = await invite(administrator, username="NIA")
    assert answer.status_code == 422
    assert "That user name is taken" in answer.text


async def test_a_role_is_changed_and_its_owner_told(administrator: Browser, service: Service) -> None:
    account, browser = await service.member()
    await administrator.post(f"/accounts/{account}/role", role="duty_manager")
    page = await browser.get("/assignments")
    assert page.status_code == 200
    assert "Your role was changed by an administrator." in page.text
    assert "See why" not in page.text


async def test_nobody_changes_their_own_role_or_place(administrator: Browser, world: World) -> None:
    [own] = await world.rows("SELECT id FROM practitioners")
    for path, form in (("role", {"role": "safeguarding_lead"}), ("deactivate", {}), ("invitation", {})):
        answer = await administrator.post(f"/accounts/{own.id}/{path}", **form)
        assert answer.status_code == 409, path
        assert "nobody changes their own role or place" in answer.text


async def test_the_last_lead_stays(administrator: Browser, service: Service) -> None:
    lead, browser = await service.member(Role.SAFEGUARDING_LEAD)
    for path, form in (("role", {"role": "practitioner"}), ("deactivate", {})):
        answer = await administrator.post(f"/accounts/{lead}/{path}", **form)
        assert answer.status_code == 409
        assert "the last who can sign in with this role" in answer.text
    await service.world.add_staff(Role.SAFEGUARDING_LEAD)
    assert (await administrator.post(f"/accounts/{lead}/deactivate")).status_code == 303
    assert (await browser.get("/account")).status_code == 303


async def test_whoever_works_with_young_people_cannot_become_a_trainer(
    administrator: Browser, service: Service
) -> None:
    account, _ = await service.member()
    await young_person_of(service, account)
    answer = await administrator.post(f"/accounts/{account}/role", role="trainer")
    assert answer.status_code == 409
    assert "They still work with young people" in answer.text


async def test_an_account_closes_only_once_everything_is_handed_over(
    administrator: Browser, service: Service, world: World
) -> None:
    leaving, theirs = await service.member(name="Tom Example")
    staying, takes = await service.member(name="Mari Enghraifft")
    person = await young_person_of(service, leaving)
    deputised, _ = await world.add_young_person(assigned=staying, deputy=leaving, name="Jo Notreal")
    await theirs.post(f"/alerts/{await service.reference()}/acknowledge")
    page = f"/accounts/{leaving}/hand-over"
    assert (await administrator.post(f"/accounts/{leaving}/deactivate")).headers["location"] == page
    shown = (await administrator.get(page)).text
    assert len(re.findall(r'name="to-', shown)) == 3
    assert "Invented" not in shown
    assert "Notreal" not in shown
    refused = await administrator.post(page)
    assert refused.status_code == 422
    assert "Choose who takes each of these" in refused.text
    assert (await administrator.post(page, everything=str(staying))).status_code == 303
    assert (await takes.get(f"/young-people/{person}")).status_code == 200
    assert (await theirs.get(f"/young-people/{person}")).status_code == 404
    [alert] = await world.rows("SELECT acknowledged_by FROM alerts")
    assert alert.acknowledged_by == staying
    places = await world.rows(
        "SELECT capacity FROM assignments WHERE practitioner_id = :s AND young_person_id = :d",
        s=staying,
        d=deputised,
    )
    assert {row.capacity for row in places} == {"assigned", "deputy"}
    assert (await administrator.post(f"/accounts/{leaving}/deactivate")).status_code == 303
    assert (await theirs.get("/account")).status_code == 303
    assert "Deactivated" in (await administrator.get(f"/accounts/{leaving}")).text


async def test_a_duty_manager_hands_over_one_by_one_and_by_name(service: Service, world: World) -> None:
    _, manager = await service.member(Role.DUTY_MANAGER)
    leaving = await world.add_staff()
    first, second = await world.add_staff(name="First Example"), await world.add_staff(name="Second Example")
    one, _ = await world.add_young_person(assigned=leaving, name="Alex Invented")
    two, _ = await world.add_young_person(assigned=leaving, name="Jo Notreal")
    page = f"/accounts/{leaving}/hand-over"
    assert "Alex Invented" in (await manager.get(page)).text
    held = {
        row.young_person_id: f"to-{row.id}"
        for row in await world.rows("SELECT id, young_person_id FROM assignments")
    }
    answer = await manager.post(page, **{held[one]: str(first), held[two]: str(second)})
    assert answer.headers["location"] == "/assignments?done=handed-over"
    now = await world.rows("SELECT young_person_id, practitioner_id FROM assignments WHERE until IS NULL")
    assert {tuple(row) for row in now} == {(one, first), (two, second)}


async def test_nothing_is_handed_to_somebody_who_may_not_hold_it(
    administrator: Browser, service: Service, world: World
) -> None:
    leaving = await world.add_staff()
    trainer = await world.add_staff(Role.TRAINER)
    await young_person_of(service, leaving)
    for successor in (trainer, leaving):
        answer = await administrator.post(f"/accounts/{leaving}/hand-over", everything=str(successor))
        assert answer.status_code == 422


async def test_somebody_who_comes_back_starts_with_a_new_link(
    administrator: Browser, service: Service, world: World
) -> None:
    account = await world.add_staff(username="mari")
    await administrator.post(f"/accounts/{account}/deactivate")
    answer = await administrator.post(f"/accounts/{account}/invitation")
    back = service.browser()
    await accept(back, link_on(answer), world)
    assert (await back.get("/alerts")).status_code == 200
    [row] = await world.rows("SELECT deactivated_at FROM practitioners WHERE id = :a", a=account)
    assert row.deactivated_at is None


async def test_an_administrator_signs_somebody_out_everywhere(
    administrator: Browser, service: Service
) -> None:
    account, browser = await service.member()
    await administrator.post(f"/accounts/{account}/sessions/end")
    assert (await browser.get("/account")).status_code == 303
