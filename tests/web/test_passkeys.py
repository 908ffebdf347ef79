"""Passkeys: made, used and removed; and every answer that must not open anything."""

from dataclasses import replace

import httpx
import pytest

from bot.web.passwords import hash_password
from tests.fixtures import PUBLIC, World
from tests.web.authenticator import SoftwarePasskey
from tests.web.conftest import Browser, Service

pytestmark = pytest.mark.service

PASSWORD = "three words and more"
HASH = hash_password(PASSWORD)
SITE, SESSION = "hafan.example", "__Host-hafan"


def passkey() -> SoftwarePasskey:
    return SoftwarePasskey(SITE, PUBLIC)


async def add(browser: Browser, made: SoftwarePasskey, **changes: str) -> httpx.Response:
    options = (await browser.post("/account/passkeys/options")).json()
    form = {"credential": made.make(options), "name": "my phone", "current": PASSWORD}
    return await browser.post("/account/passkeys", **form | changes)


@pytest.fixture
async def owner(service: Service) -> Browser:
    _, browser = await service.member(username="Mari", password_hash=HASH)
    return browser


@pytest.fixture
async def visitor(service: Service) -> Browser:
    browser = service.browser()
    await browser.get("/sign-in")
    return browser


async def sign_in(browser: Browser, used: SoftwarePasskey) -> httpx.Response:
    options = (await browser.post("/sign-in/passkey/options")).json()
    return await browser.post("/sign-in/passkey", credential=used.sign(options), next="/alerts")


async def test_a_passkey_signs_in_by_itself(owner: Browser, visitor: Browser, world: World) -> None:
    made = passkey()
    assert (await add(owner, made)).headers["location"] == "/account?done=passkey"
    answer = await sign_in(visitor, made)
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    assert (await visitor.get("/alerts")).status_code == 200
    page = await owner.get("/account")
    assert "my phone" in page.text
    assert "A passkey was added to your account." in page.text
    assert await world.rows("SELECT 1 FROM sign_ins WHERE method = 'passkey'")
    [stored] = await world.rows("SELECT name_sealed, used_at FROM passkeys")
    assert b"my phone" not in stored.name_sealed
    assert stored.used_at == world.clock()


async def test_an_answer_works_once(owner: Browser, visitor: Browser, service: Service) -> None:
    made = passkey()
    await add(owner, made)
    options = (await visitor.post("/sign-in/passkey/options")).json()
    answer = made.sign(options)
    assert (await visitor.post("/sign-in/passkey", credential=answer)).status_code == 303
    thief = service.browser()
    await thief.get("/sign-in")
    assert (await thief.post("/sign-in/passkey", credential=answer)).status_code == 401
    thief.cookies = {"__Host-hafan-visit": thief.cookies["__Host-hafan-visit"]}
    await thief.post("/sign-in/passkey/options")
    assert (await thief.post("/sign-in/passkey", credential=answer)).status_code == 401
    assert SESSION not in thief.cookies


async def test_a_challenge_of_another_browser_opens_nothing(
    owner: Browser, visitor: Browser, service: Service
) -> None:
    made = passkey()
    await add(owner, made)
    options = (await visitor.post("/sign-in/passkey/options")).json()
    other = service.browser()
    await other.get("/sign-in")
    await other.post("/sign-in/passkey/options")
    assert (await other.post("/sign-in/passkey", credential=made.sign(options))).status_code == 401


async def test_a_late_answer_opens_nothing(owner: Browser, visitor: Browser, world: World) -> None:
    made = passkey()
    await add(owner, made)
    options = (await visitor.post("/sign-in/passkey/options")).json()
    world.clock.forward(minutes=11)
    assert (await visitor.post("/sign-in/passkey", credential=made.sign(options))).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://hafan.example.evil.example"},
        {"origin": "http://hafan.example"},
        {"site": "evil.example"},
        {"user_verified": False},
        {"credential_id": b"somebody's other"},
        {"key": passkey().key},
    ],
)
async def test_what_another_site_or_key_signed_opens_nothing(
    owner: Browser, visitor: Browser, wrong: dict[str, object]
) -> None:
    made = passkey()
    await add(owner, made)
    answer = await sign_in(visitor, replace(made, **wrong))  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert "That passkey does not open an account here" in answer.text
    assert SESSION not in visitor.cookies


async def test_a_copied_passkey_that_was_used_less_often_is_refused(
    owner: Browser, visitor: Browser, service: Service
) -> None:
    made = passkey()
    await add(owner, made)
    copied = replace(made)
    made.uses = 5
    assert (await sign_in(visitor, made)).status_code == 303
    thief = service.browser()
    await thief.get("/sign-in")
    assert (await sign_in(thief, copied)).status_code == 401


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"rawId": 7}', "not json", '{"rawId": "AAAA"}'])
async def test_nonsense_is_refused_and_not_a_fault(visitor: Browser, answer: str) -> None:
    await visitor.post("/sign-in/passkey/options")
    assert (await visitor.post("/sign-in/passkey", credential=answer)).status_code == 401


async def test_a_passkey_is_added_only_by_whoever_knows_the_password(owner: Browser, world: World) -> None:
    answer = await add(owner, passkey(), current="not it")
    assert answer.status_code == 422
    assert "Your password is not right" in answer.text
    assert await world.rows("SELECT 1 FROM passkeys") == []


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"user_verified": False}])
async def test_a_passkey_of_another_site_is_not_kept(
    owner: Browser, world: World, wrong: dict[str, object]
) -> None:
    answer = await add(owner, replace(passkey(), **wrong))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert await world.rows("SELECT 1 FROM passkeys") == []


async def test_one_credential_belongs_to_one_account(owner: Browser, service: Service) -> None:
    made = passkey()
    await add(owner, made)
    _, other = await service.member(password_hash=HASH)
    assert (await add(other, made)).status_code == 422


async def test_a_removed_passkey_opens_nothing(owner: Browser, visitor: Browser, world: World) -> None:
    made = passkey()
    await add(owner, made)
    [stored] = await world.rows("SELECT id FROM passkeys")
    assert (await owner.post(f"/account/passkeys/{stored.id}/name", name="old phone")).status_code == 303
    assert "old phone" in (await owner.get("/account")).text
    assert (await owner.post(f"/account/passkeys/{stored.id}/remove")).status_code == 303
    assert (await sign_in(visitor, made)).status_code == 401


async def test_somebody_elses_passkey_is_not_there(owner: Browser, service: Service, world: World) -> None:
    await add(owner, passkey())
    [stored] = await world.rows("SELECT id FROM passkeys")
    _, other = await service.member()
    assert (await other.post(f"/account/passkeys/{stored.id}/remove")).status_code == 404
    assert (await other.post(f"/account/passkeys/{stored.id}/name", name="mine")).status_code == 404


async def test_the_only_way_in_is_not_removed(owner: Browser, world: World) -> None:
    await add(owner, passkey())
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE practitioners SET password_hash = NULL")
    [stored] = await world.rows("SELECT id FROM passkeys")
    answer = await owner.post(f"/account/passkeys/{stored.id}/remove")
    assert answer.status_code == 422
    assert "This is the only way into your account" in answer.text


async def test_a_passkey_of_somebody_who_left_opens_nothing(
    owner: Browser, visitor: Browser, world: World
) -> None:
    made = passkey()
    await add(owner, made)
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE practitioners SET active = false")
    assert (await sign_in(visitor, made)).status_code == 401
