"""Plans, sessions and adding a young person in Chromium: on a phone, in both languages, without scripts."""

from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from tests.web.conftest import Service
from tests.web.test_caseload_in_browser import without_scripts
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]


async def somebody(service: Service) -> UUID:
    [row] = await service.world.rows("SELECT id FROM young_people")
    person: UUID = row.id
    return person


async def unfit(page: Page) -> list[str]:
    """What is wrong with the page as it is now, on a phone and on a desk."""
    found: list[str] = []
    for width in (320, 1200):
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        found += await problems(page)
    return found


async def fill_in(page: Page) -> None:
    """What a practitioner fills in with a young person beside them."""
    await page.goto("/young-people/new")
    await page.locator("#name").fill("Nia Ddychmygol")
    await page.locator("#phone").fill("07700 900456")
    await page.locator('input[name="language"][value="cy"]').check()
    await page.locator('input[name="device"][value="shared"]').check()
    await page.locator('input[name="opening"][value="no_name"]').check()
    await page.locator('input[name="safety_replies"][value="neutral"]').check()
    await page.locator('input[name="plan"][value="weekly"]').check()
    await page.locator("#detail").fill("Told who reads it; said that is fine.")
    await page.locator('input[name="agreed"]').check()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    await enter(service, page, language=language)
    here = f"/young-people/{await somebody(service)}/plan"
    found: list[str] = []
    for path in (here, "/sessions", "/young-people/new"):
        await page.goto(path)
        found += await unfit(page)
        # With nothing filled in, each form says what is missing.
        await page.locator("main form button").first.click()
        found += await unfit(page)
    await fill_in(page)
    await page.locator('button[value="rehearse"]').click()
    found += await unfit(page)
    assert found == []


async def test_somebody_is_added_and_a_session_written_down_without_scripts(
    service: Service, page: Page
) -> None:
    await enter(service, page)
    plain = await without_scripts(service, page)
    await fill_in(plain)
    await plain.get_by_role("button", name="Rehearse it first").click()
    await expect(plain.locator("#rehearsal")).to_contain_text("Sut nest ti gysgu neithiwr?")
    await plain.get_by_role("button", name="Start: send the first text").click()
    await expect(plain.get_by_role("heading", level=1)).to_have_text("Nia Ddychmygol")
    await plain.get_by_role("link", name="Once a week").click()
    await plain.get_by_role("link", name="Two days after each session").click()
    await plain.get_by_role("button", name="Keep this plan").click()
    await plain.get_by_role("button", name="Add the session").click()
    await expect(plain.locator(".hafan-session")).to_contain_text("One-to-one session")
    await plain.get_by_role("button", name="Not taking place").click()
    await expect(plain.get_by_text("did not take place")).to_be_visible()
