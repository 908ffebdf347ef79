"""The pages in a real browser: the list that refreshes itself, and what a reader with a phone or a screen
reader meets.
"""

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from bot.domain.staff import Role
from tests.project.tree import ROOT
from tests.web.conftest import SECRET, Service

pytestmark = [pytest.mark.service, pytest.mark.browser]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def enter(service: Service, page: Page, role: Role = Role.DUTY_MANAGER, **details: object) -> str:
    """Sign in, with a young person of theirs in distress; the number that they text from."""
    member = await service.world.add_staff(role, totp_secret=SECRET, name="Dewi Sampl", **details)
    _, number = await service.world.add_young_person(assigned=member, name="Alex Invented")
    await service.says(number, "he said hell hurt me")
    browser = await service.sign_in(member)
    await browser.http.aclose()
    session = {"name": "hafan", "value": browser.cookies["hafan"], "url": service.address}
    await page.context.add_cookies([session])  # type: ignore[list-item]
    return number


async def problems(page: Page) -> list[str]:
    """What axe finds wrong for people with disabilities."""
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("standards => axe.run({runOnly: standards})", STANDARDS)
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_every_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    reference = await service.reference()
    [person] = await service.world.rows("SELECT id FROM young_people")
    lists = ("/alerts", "/young-people", "/undelivered", "/unknown-numbers", "/account", "/nothing")
    found: list[str] = []
    for path in (*lists, f"/alerts/{reference}", f"/young-people/{person.id}"):
        for width in (320, 1200):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += await problems(page)
    assert found == []


async def test_a_new_alert_appears_without_reloading(service: Service, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    number = await enter(service, page)
    await page.goto("/alerts")
    await expect(page.locator("#alerts-waiting")).to_have_text("1")
    await page.locator("#said", has_text="1 alert waits").wait_for(state="attached")
    await service.says(number, "he is outside now")
    await expect(page.get_by_role("link", name="Immediate danger")).to_be_visible()
    assert errors == []


async def test_a_page_that_lost_its_connection_says_so(service: Service, page: Page) -> None:
    await enter(service, page)
    await page.goto("/alerts")
    await page.locator("#said", has_text="1 alert waits").wait_for(state="attached")
    await page.route("**/live/alerts", lambda route: route.abort())
    service.app.ctx.live.wake()
    await expect(page.locator("#live-state")).to_have_text("Connection lost, trying again")
    await page.unroute("**/live/alerts")
    service.app.ctx.live.wake()
    await expect(page.locator("#live-state")).to_have_text("Live")


async def test_an_open_list_closes_when_its_session_ends(service: Service, page: Page) -> None:
    await enter(service, page)
    await page.goto("/alerts")
    await page.locator("#said", has_text="1 alert waits").wait_for(state="attached")
    service.world.clock.forward(minutes=31)
    service.app.ctx.live.wake()
    await page.wait_for_url("**/sign-in?**why=expired")
    assert "Alex" not in await page.content()


async def test_an_alert_is_taken_and_closed_without_scripts(service: Service, page: Page) -> None:
    await enter(service, page)
    cookies = await page.context.storage_state()
    assert page.context.browser
    context = await page.context.browser.new_context(
        base_url=service.address, java_script_enabled=False, storage_state=cookies
    )
    plain = await context.new_page()
    await plain.goto("/alerts")
    await plain.get_by_role("link", name="Threats or coercion").click()
    await plain.get_by_role("button", name="Acknowledge").click()
    await plain.get_by_label("Spoke to the young person").check()
    await plain.get_by_role("textbox", name="Note", exact=True).fill("Rang them, they are at home.")
    await plain.get_by_role("button", name="Close alert").click()
    await expect(plain.get_by_text("The alert is closed.")).to_be_visible()
