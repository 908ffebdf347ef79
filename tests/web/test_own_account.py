"""One's own account: password, authenticator, recovery codes, sessions and notices."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest

from bot.domain.staff import Role
from bot.web.passwords import hash_password
from tests.fixtures import World
from tests.web import qr
from tests.web.conftest import SECRET, Browser, Service

pytestmark = pytest.mark.service

PASSWORD, NEW = "three words and more", "four other words here"
HASH = hash_password(PASSWORD)
SESSION, DEVICE = "__Host-hafan", "__Host-hafan-device"
CODE = re.compile(r"<li>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</li>")


@pytest.fixture
async def owner(service: Service) -> Browser:
    _, browser = await service.member(username="Mari", password_hash=HASH)
    return browser


async def sign_in(service: Service, code: str, password: str = PASSWORD, **cookies: str) -> httpx.Response:
    """From a browser that was never here, unless it brings a cookie."""
    browser = service.browser()
    browser.cookies |= cookies
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", username="mari", password=password, code=code)
    answer.extensions["browser"] = browser
    return answer


def code(world: World, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(world.clock())


async def codes_of(browser: Browser) -> list[str]:
    answer = await browser.post("/account/recovery-codes", current=PASSWORD)
    return CODE.findall(answer.text)


async def test_a_new_password_signs_out_everywhere_else(
    owner: Browser, service: Service, world: World
) -> None:
    elsewhere = await sign_in(service, code(world))
    assert elsewhere.status_code == 303
    await owner.get("/account/password")
    answer = await owner.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert answer.headers["location"] == "/account?done=password"
    assert (await owner.get("/account")).status_code == 200
    assert (await elsewhere.extensions["browser"].get("/account")).status_code == 303
    world.clock.forward(seconds=60)
    assert (await sign_in(service, code(world))).status_code == 401
    assert (await sign_in(service, code(world), NEW)).status_code == 303


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"current": "not it"}, "Your password is not right"),
        ({"again": "something else"}, "The two passwords are not the same"),
        ({"password": "short", "again": "short"}, "A password has 12 to 200 characters"),
        ({"password": "x" * 201, "again": "x" * 201}, "A password has 12 to 200 characters"),
    ],
)
async def test_a_password_is_not_changed_when_something_is_wrong(
    owner: Browser, world: World, form: dict[str, str], problem: str
) -> None:
    given = {"current": PASSWORD, "password": NEW, "again": NEW} | form
    answer = await owner.post("/account/password", **given)
    assert answer.status_code == 422
    assert problem in answer.text
    [row] = await world.rows("SELECT password_hash FROM practitioners")
    assert row.password_hash == HASH


async def test_a_password_needs_no_silly_characters(owner: Browser) -> None:
    plain = "aaaa bbbb cccc"
    answer = await owner.post("/account/password", current=PASSWORD, password=plain, again=plain)
    assert answer.status_code == 303


async def test_guessing_at_ones_password_inside_is_stopped_too(owner: Browser) -> None:
    for _ in range(10):
        await owner.post("/account/password", current="guess", password=NEW, again=NEW)
    answer = await owner.post("/account/password", current=PASSWORD, password=NEW, again=NEW)
    assert "Too many attempts" in answer.text


async def test_another_authenticator_takes_over_once_it_is_proved(
    owner: Browser, service: Service, world: World
) -> None:
    page = await owner.get("/account/authenticator")
    secret = "".join(re.search(r'hafan-secret">([A-Z2-7 ]+)<', page.text)[1].split())  # type: ignore[index]
    scanned = urlsplit(qr.read(page.text))
    assert (scanned.scheme, parse_qs(scanned.query)["secret"]) == ("otpauth", [secret])
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    wrong = await owner.post("/account/authenticator", current=PASSWORD, code="000000", kept=kept)
    assert wrong.status_code == 422
    assert secret in "".join(re.search(r'hafan-secret">([A-Z2-7 ]+)<', wrong.text)[1].split())  # type: ignore[index]
    form = {"current": PASSWORD, "code": code(world, secret), "kept": kept}
    assert (await owner.post("/account/authenticator", **form)).status_code == 303
    assert (await sign_in(service, code(world, secret))).status_code == 401  # spent by proving it
    world.clock.forward(seconds=30)
    assert (await sign_in(service, code(world))).status_code == 401
    assert (await sign_in(service, code(world, secret))).status_code == 303


async def test_somebody_elses_new_authenticator_is_not_taken(owner: Browser, service: Service) -> None:
    _, other = await service.member(password_hash=HASH)
    page = await other.get("/account/authenticator")
    kept = re.search(r'name="kept" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    answer = await owner.post("/account/authenticator", current=PASSWORD, code="1", kept=kept)
    assert answer.headers["location"] == "/account/authenticator"


async def test_a_recovery_code_replaces_the_phone_once(
    owner: Browser, service: Service, world: World
) -> None:
    codes = await codes_of(owner)
    assert len(set(codes)) == 10
    assert "10 codes left" in (await owner.get("/account")).text
    assert (await sign_in(service, codes[0].upper().replace("-", " "))).status_code == 303
    assert (await sign_in(service, codes[0])).status_code == 401
    page = (await owner.get("/account")).text
    assert "9 codes left" in page
    assert "One of your recovery codes was used to sign in." in page
    stored = await world.rows("SELECT code_hash FROM recovery_codes")
    assert not any(codes[1].replace("-", "").encode() in row.code_hash for row in stored)


async def test_a_recovery_code_needs_the_password_and_its_own_account(
    owner: Browser, service: Service
) -> None:
    [first, *_] = await codes_of(owner)
    await service.world.add_staff(username="Tom", password_hash=HASH, totp_secret=SECRET)
    assert (await sign_in(service, first, "not the password")).status_code == 401
    browser = service.browser()
    await browser.get("/sign-in")
    answer = await browser.post("/sign-in", username="tom", password=PASSWORD, code=first)
    assert answer.status_code == 401
    assert (await sign_in(service, first)).status_code == 303


async def test_new_recovery_codes_replace_the_old(owner: Browser, service: Service) -> None:
    [old, *_] = await codes_of(owner)
    [new, *_] = await codes_of(owner)
    assert (await sign_in(service, old)).status_code == 401
    assert (await sign_in(service, new)).status_code == 303


async def test_one_session_is_ended_from_another(owner: Browser, service: Service, world: World) -> None:
    elsewhere = (await sign_in(service, code(world))).extensions["browser"]
    sessions = await world.rows("SELECT id FROM sign_ins ORDER BY browser DESC, created_at")
    current = (await owner.get("/account")).text
    [other] = re.findall(r"/account/sessions/([0-9a-f-]{36})/end", current)
    assert other in {str(row.id) for row in sessions}
    assert (await owner.post(f"/account/sessions/{other}/end")).status_code == 303
    assert (await elsewhere.get("/account")).status_code == 303
    assert (await owner.get("/account")).status_code == 200


async def test_nobody_ends_somebody_elses_session(owner: Browser, service: Service, world: World) -> None:
    [session] = await world.rows("SELECT id FROM sign_ins")
    for role in (Role.PRACTITIONER, Role.ADMINISTRATOR):
        _, other = await service.member(role)
        assert (await other.post(f"/account/sessions/{session.id}/end")).status_code == 404
    assert (await owner.get("/account")).status_code == 200


async def test_a_new_browser_is_told_of_and_a_known_one_is_not(service: Service, world: World) -> None:
    await world.add_staff(username="Mari", password_hash=HASH, totp_secret=SECRET)
    first = await sign_in(service, code(world))
    known = first.extensions["browser"].cookies[DEVICE]
    world.clock.forward(seconds=30)
    await sign_in(service, code(world), **{DEVICE: known})
    assert await world.rows("SELECT kind FROM notices") == []
    world.clock.forward(seconds=30)
    await sign_in(service, code(world))
    browser = first.extensions["browser"]
    page = (await browser.get("/account")).text
    assert "from a browser that is new to us" in page
    [notice] = re.findall(r"/notices/([0-9a-f-]{36})/seen", page)
    stranger = await service.sign_in(await world.add_staff())
    assert (await stranger.post(f"/notices/{notice}/seen")).status_code == 404
    answer = await browser.post(f"/notices/{notice}/seen", next="//evil.example")
    assert answer.headers["location"] == "/"
    assert "from a browser that is new to us" not in (await browser.get("/account")).text
    hashes = await world.rows("SELECT token_hash FROM devices")
    assert known.encode() not in {row.token_hash for row in hashes}


async def test_the_session_list_names_browsers(service: Service, world: World) -> None:
    await world.add_staff(username="Mari", password_hash=HASH, totp_secret=SECRET)
    browser = service.browser()
    browser.http.headers["user-agent"] = "Mozilla/5.0 (Android 16; Mobile) Gecko/140.0 Firefox/140.0"
    await browser.get("/sign-in")
    await browser.post("/sign-in", username="mari", password=PASSWORD, code=code(world))
    assert "Firefox, Android" in (await browser.get("/account")).text
