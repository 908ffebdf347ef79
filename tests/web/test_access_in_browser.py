"""Signing in with a real browser: by code, by passkey, by recovery code; and the pages of access."""

import re
import socket
from collections.abc import AsyncIterator

import pyotp
import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.settings import Settings
from bot.web.passwords import hash_password
from tests.fixtures import World
from tests.web.conftest import SECRET, Service, serving, web_app
from tests.web.matrix import young_person_of
from tests.web.test_in_browser import problems

pytestmark = [pytest.mark.service, pytest.mark.browser]

PASSWORD = "three words and more"
HASH = hash_password(PASSWORD)
BOTH = pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
# (what the buttons say in English, in Welsh)
SIGN_IN = {Language.ENGLISH: "Sign in", Language.WELSH: "Mewngofnodi"}
BY_PASSKEY = {Language.ENGLISH: "Sign in with a passkey", Language.WELSH: "Mewngofnodi â chyfrin-allwedd"}
ADD = {Language.ENGLISH: "Add a passkey", Language.WELSH: "Ychwanegu cyfrin-allwedd"}
NEW_CODES = {Language.ENGLISH: "Make new codes", Language.WELSH: "Creu codau newydd"}


@pytest.fixture
async def service(world: World) -> AsyncIterator[Service]:
    """The pages under a host name, which passkeys need."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = web_app(world, settings=Settings(public_url=f"http://localhost:{port}"))
    async with serving(app, port) as _:
        yield Service(world, app, f"http://localhost:{port}")


async def member_of(service: Service, language: Language, role: Role = Role.PRACTITIONER) -> None:
    await service.world.add_staff(
        role,
        username="mari",
        password_hash=HASH,
        totp_secret=SECRET,
        language=language,
        name="Mari Enghraifft",
    )


async def sign_in(page: Page, service: Service, language: Language, code: str = "") -> None:
    # An open page that loses its cookie goes to the sign-in by itself.
    await page.goto("about:blank")
    await page.context.clear_cookies()
    await page.goto("/sign-in")
    if language is Language.WELSH:
        await page.get_by_role("button", name="Cymraeg").click()
    await page.locator("#username").fill("mari")
    await page.locator("#password").fill(PASSWORD)
    await page.locator("#code").fill(code or pyotp.TOTP(SECRET).at(service.world.clock()))
    await page.get_by_role("button", name=SIGN_IN[language], exact=True).click()


@BOTH
async def test_one_signs_in_by_code_and_a_revoked_session_ends(
    service: Service, page: Page, language: Language
) -> None:
    await member_of(service, language)
    await sign_in(page, service, language)
    await page.wait_for_url("**/alerts")
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE sign_ins SET ended_at = now()")
    await page.goto("/account")
    await page.wait_for_url("**/sign-in?**why=expired")


@BOTH
async def test_one_signs_in_with_a_passkey(service: Service, page: Page, language: Language) -> None:
    await member_of(service, language)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await sign_in(page, service, language)
    await page.wait_for_url("**/alerts")
    await page.goto("/account")
    await page.locator("#passkey-name").fill("ffôn Mari")
    await page.locator("#current-passkey").fill(PASSWORD)
    await page.get_by_role("button", name=ADD[language]).click()
    await page.wait_for_url("**/account?done=passkey")
    await expect(page.get_by_text("ffôn Mari").first).to_be_visible()
    # An open page that loses its cookie goes to the sign-in by itself.
    await page.goto("about:blank")
    await page.context.clear_cookies()
    await page.goto("/sign-in?next=/young-people")
    if language is Language.WELSH:
        await page.get_by_role("button", name="Cymraeg").click()
        await page.goto("/sign-in?next=/young-people")
    await page.get_by_role("button", name=BY_PASSKEY[language]).click()
    await page.wait_for_url("**/young-people")
    assert errors == []


@BOTH
async def test_one_signs_in_with_a_recovery_code(service: Service, page: Page, language: Language) -> None:
    await member_of(service, language)
    await sign_in(page, service, language)
    await page.goto("/account")
    await page.locator("#current-codes").fill(PASSWORD)
    await page.get_by_role("button", name=NEW_CODES[language]).click()
    codes = await page.locator(".hafan-codes li").all_inner_texts()
    assert len(codes) == 10
    assert await problems(page) == []
    await sign_in(page, service, language, codes[3])
    await page.wait_for_url("**/alerts")


async def test_an_account_is_opened_and_kept_without_scripts(service: Service, page: Page) -> None:
    _, administrator = await service.member(Role.ADMINISTRATOR)
    form = {"username": "nia", "name": "Nia Enghraifft", "role": "practitioner", "language": "en"}
    shown = (await administrator.post("/accounts", **form)).text
    await administrator.http.aclose()
    link = re.search(r"/invitation/[\w-]{43}", shown)[0]  # type: ignore[index]
    assert page.context.browser
    context = await page.context.browser.new_context(base_url=service.address, java_script_enabled=False)
    plain = await context.new_page()
    await plain.goto(link)
    secret = (await plain.locator(".hafan-secret").inner_text()).replace(" ", "")
    await plain.locator("#password").fill(PASSWORD)
    await plain.locator("#again").fill(PASSWORD)
    await plain.locator("#code").fill(pyotp.TOTP(secret).at(service.world.clock()))
    await plain.get_by_role("button", name="Open my account").click()
    assert await plain.locator(".hafan-codes li").count() == 10
    await plain.get_by_role("button", name="I have kept them").click()
    await plain.wait_for_url("**/alerts")
    await plain.goto("/account")
    await expect(plain.get_by_text("This browser cannot make passkeys")).to_be_visible()


@BOTH
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRACTITIONER])
async def test_the_pages_of_access_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language, role: Role
) -> None:
    worker = await service.world.add_staff(name="Tom Example")
    person = await young_person_of(service, worker)
    account = f"/accounts/{worker}"
    pages = {
        Role.ADMINISTRATOR: ("/accounts", "/accounts/new", account, f"{account}/hand-over"),
        Role.DUTY_MANAGER: ("/assignments", f"/assignments/{person}", f"/young-people/{person}/break-glass"),
        Role.SAFEGUARDING_LEAD: ("/audit", "/audit/chain", "/break-glass"),
        Role.TRAINER: ("/account", "/account/password", "/account/authenticator"),
    }
    _, browser = await service.member(role, language=language, password_hash=HASH)
    await browser.http.aclose()
    session = {"name": "hafan", "value": browser.cookies["hafan"], "url": service.address}
    await page.context.add_cookies([session])  # type: ignore[list-item]
    found: list[str] = []
    for path in pages[role]:
        for width in (320, 1200):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += await problems(page)
    assert found == []
