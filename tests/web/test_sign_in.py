"""Signing in, staying signed in, and being signed out."""

import asyncio

import httpx
import pyotp
import pytest

from bot.domain.staff import Role
from bot.web.authentication import ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS
from bot.web.passwords import PasswordError, hash_password, is_password
from tests.fixtures import World
from tests.web.conftest import SECRET, Browser, Service

pytestmark = pytest.mark.service

PASSWORD = "three words and more"
HASH = hash_password(PASSWORD)
SESSION = "__Host-hafan"


@pytest.fixture
async def visitor(service: Service) -> Browser:
    """Somebody with an account who has not signed in."""
    await service.world.add_staff(username="Mari", password_hash=HASH, totp_secret=SECRET)
    browser = service.browser()
    await browser.get("/sign-in")
    return browser


def code(world: World) -> str:
    return pyotp.TOTP(SECRET).at(world.clock())


async def sign_in(browser: Browser, world: World, **changes: str) -> httpx.Response:
    form = {"username": "mari", "password": PASSWORD, "code": code(world), "next": "/alerts"}
    return await browser.post("/sign-in", **form | changes)


async def test_the_right_three_sign_in(visitor: Browser, world: World) -> None:
    answer = await sign_in(visitor, world)
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    assert (await visitor.get("/alerts")).status_code == 200
    [session] = await world.rows("SELECT token_hash FROM sign_ins")
    assert visitor.cookies[SESSION].encode() not in session.token_hash
    assert "sign_in:succeed" in {row.action for row in await world.rows("SELECT action FROM audit")}


@pytest.mark.parametrize(
    "wrong", [{"password": "three words"}, {"code": "000000"}, {"username": "nobody"}, {"code": ""}]
)
async def test_whatever_is_wrong_the_answer_is_the_same(
    visitor: Browser, world: World, wrong: dict[str, str]
) -> None:
    answer = await sign_in(visitor, world, **wrong)
    assert answer.status_code == 401
    assert "The user name, password or code is not right" in answer.text
    assert SESSION not in visitor.cookies
    assert await world.rows("SELECT 1 FROM sign_ins") == []


async def test_somebody_who_left_cannot_sign_in(visitor: Browser, world: World) -> None:
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE practitioners SET active = false")
    assert (await sign_in(visitor, world)).status_code == 401


async def test_a_code_works_once(service: Service, visitor: Browser, world: World) -> None:
    assert (await sign_in(visitor, world)).status_code == 303
    thief = service.browser()
    await thief.get("/sign-in")
    assert (await sign_in(thief, world)).status_code == 401
    world.clock.forward(seconds=30)
    assert (await sign_in(thief, world)).status_code == 303


async def test_a_code_sent_twice_at_the_same_time_works_once(
    service: Service, visitor: Browser, world: World
) -> None:
    second = service.browser()
    await second.get("/sign-in")
    answers = await asyncio.gather(sign_in(visitor, world), sign_in(second, world))
    assert sorted(answer.status_code for answer in answers) == [303, 401]


async def test_guessing_at_an_account_is_stopped_and_forgotten_after_a_while(
    visitor: Browser, world: World
) -> None:
    for _ in range(ATTEMPTS_PER_ACCOUNT):
        assert (await sign_in(visitor, world, password="wrong")).status_code == 401
    answer = await sign_in(visitor, world)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    world.clock.forward(minutes=16)
    assert (await sign_in(visitor, world)).status_code == 303


async def test_guessing_at_many_accounts_from_one_address_is_stopped(visitor: Browser, world: World) -> None:
    index = world.vault.blind_index("sign-in-address", "127.0.0.1")
    async with world.parts.database.transaction() as connection:
        for _ in range(ATTEMPTS_PER_ADDRESS):
            await connection.exec_driver_sql(
                "INSERT INTO sign_in_failures (subject_index, at) VALUES (%s, %s)", (index, world.clock())
            )
    assert (await sign_in(visitor, world)).status_code == 429


async def test_an_attempt_that_cannot_be_counted_is_refused(visitor: Browser, world: World) -> None:
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("REVOKE INSERT ON sign_in_failures FROM hafan_web")
    assert (await sign_in(visitor, world)).status_code == 500
    assert await world.rows("SELECT 1 FROM sign_ins") == []


async def test_success_clears_the_accounts_failures(visitor: Browser, world: World) -> None:
    await sign_in(visitor, world, password="wrong")
    await sign_in(visitor, world)
    [left] = await world.rows("SELECT count(*) AS number FROM sign_in_failures")
    assert left.number == 1  # the address keeps the one that failed


async def test_a_session_planted_before_sign_in_stays_worthless(visitor: Browser, world: World) -> None:
    visitor.cookies[SESSION] = "planted"
    await sign_in(visitor, world)
    assert visitor.cookies[SESSION] != "planted"
    visitor.cookies[SESSION] = "planted"
    assert (await visitor.get("/alerts")).status_code == 303


async def test_signing_in_again_ends_the_session_before(visitor: Browser, world: World) -> None:
    await sign_in(visitor, world)
    first = visitor.cookies[SESSION]
    world.clock.forward(minutes=1)
    await visitor.get("/account")
    world.clock.forward(hours=1)
    await visitor.get("/sign-in")
    await sign_in(visitor, world)
    assert len(await world.rows("SELECT 1 FROM sign_ins WHERE ended_at IS NOT NULL")) == 1
    assert visitor.cookies[SESSION] != first


async def test_signing_out_ends_the_session_everywhere(service: Service) -> None:
    _, browser = await service.member()
    kept = dict(browser.cookies)
    answer = await browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert '"cache"' in answer.headers["clear-site-data"]
    assert SESSION not in browser.cookies
    browser.cookies = kept
    assert (await browser.get("/account")).status_code == 303


async def test_a_session_runs_out_without_a_sign_of_life(service: Service) -> None:
    _, browser = await service.member()
    for _ in range(3):
        service.world.clock.forward(minutes=29)
        assert (await browser.get("/alerts")).status_code == 200
    service.world.clock.forward(minutes=31)
    answer = await browser.get("/alerts")
    assert answer.headers["location"] == "/sign-in?next=%2Falerts&why=expired"
    assert "nothing happened for a while" in (await browser.get(answer.headers["location"])).text


async def test_a_page_that_refreshes_itself_is_no_sign_of_life(service: Service) -> None:
    _, browser = await service.member()
    for _ in range(2):
        service.world.clock.forward(minutes=16)
        answer = await browser.get("/live/alerts", **{"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2F&why=expired"


async def test_no_session_outlasts_the_working_day(service: Service) -> None:
    _, browser = await service.member()
    for _ in range(21):
        service.world.clock.forward(minutes=29)
        answer = await browser.get("/account")
    assert answer.status_code == 303


async def test_somebody_who_left_is_out_at_once(service: Service, world: World) -> None:
    _, browser = await service.member()
    async with world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE practitioners SET active = false")
    assert (await browser.get("/account")).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2f/evil.example",
        "javascript:1",
        "/a\r\nb: c",
    ],
)
async def test_sign_in_leads_to_no_other_site(visitor: Browser, world: World, elsewhere: str) -> None:
    assert (await sign_in(visitor, world, next=elsewhere)).headers["location"] == "/"


@pytest.mark.parametrize(
    ("role", "first"), [(Role.PRACTITIONER, "/alerts"), (Role.TRAINER, "/trainers/examples")]
)
async def test_each_role_starts_on_a_page_of_its_own(service: Service, role: Role, first: str) -> None:
    _, browser = await service.member(role)
    assert (await browser.get("/")).headers["location"] == first
    assert (await browser.get("/sign-in")).headers["location"] == "/"


def test_a_password_is_stored_as_argon2id() -> None:
    assert HASH.startswith("$argon2id$")
    assert is_password(HASH, PASSWORD)
    assert not is_password(HASH, PASSWORD + "!")
    assert not is_password("none", PASSWORD)
    assert not is_password(HASH, PASSWORD * 100)


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(PasswordError, match="12 to 200 characters"):
        hash_password(password)
