"""The caseload pages in Chromium: keys, search, the chart and its table, paper, and without scripts."""

from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from bot.domain.languages import Language
from tests.web.conftest import Service
from tests.web.test_caseload_page import check_ins
from tests.web.test_in_browser import enter, problems

pytestmark = [pytest.mark.service, pytest.mark.browser]


async def prepare(service: Service, page: Page, **details: Any) -> UUID:
    """Somebody signed in, whose young person has answered for weeks and feels worse; the young person."""
    await enter(service, page, **details)
    [row] = await service.world.rows("SELECT id FROM young_people")
    person: UUID = row.id
    await check_ins(service.world, person, "a" * 12, "676767676763")
    return person


async def without_scripts(service: Service, page: Page) -> Page:
    """A page of the same session in a browser that runs none."""
    assert page.context.browser
    context = await page.context.browser.new_context(
        base_url=service.address,
        java_script_enabled=False,
        storage_state=await page.context.storage_state(),
    )
    return await context.new_page()


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.WELSH])
async def test_each_page_can_be_used_by_everybody_on_any_screen(
    service: Service, page: Page, language: Language
) -> None:
    person = await prepare(service, page, language=language)
    await service.says("+447700900899", "its me")
    here = f"/young-people/{person}"
    found: list[str] = []
    for path in ("/young-people", "/reading-list", here, f"{here}/print", "/help"):
        for width in (320, 1200):
            await page.set_viewport_size({"width": width, "height": 900})
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
            found += await problems(page)
    assert found == []


async def test_a_refused_note_and_an_empty_search_can_be_used_by_everybody(
    service: Service, page: Page
) -> None:
    person = await prepare(service, page)
    await page.goto(f"/young-people/{person}")
    await page.get_by_text("Add a session or a note").click()
    await page.get_by_role("button", name="Keep it").click()
    await expect(page.get_by_role("alert")).to_contain_text("Select what it was")
    found = await problems(page)
    await page.goto("/young-people")
    await page.get_by_role("searchbox").fill("nobody at all")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nobody whom you may see")).to_be_visible()
    assert found + await problems(page) == []


async def test_somebody_is_found_and_opened_with_keys_alone(service: Service, page: Page) -> None:
    await prepare(service, page)
    await page.goto("/alerts")
    await page.keyboard.press("/")
    await page.wait_for_url("**/young-people#search")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("alex/j")
    await expect(page.get_by_role("searchbox")).to_have_value("alex/j")
    await page.get_by_role("searchbox").fill("alex")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("1 young person found")).to_be_visible()
    assert "alex" not in page.url.lower()
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Alex Invented")


async def test_the_keys_can_be_turned_off(service: Service, page: Page) -> None:
    await prepare(service, page)
    await page.goto("/alerts")
    await page.keyboard.press("?")
    await page.wait_for_url("**/help")
    await page.get_by_role("button", name="Turn the keys off").click()
    await expect(page.get_by_text("The keys are off in this browser.")).to_be_visible()
    await page.goto("/young-people")
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).not_to_be_focused()


async def test_the_chart_draws_what_the_table_says(service: Service, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    person = await prepare(service, page)
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"/young-people/{person}")
    await expect(page.locator("#chart canvas")).to_be_visible()
    drawn = await page.evaluate(
        "Chart.getChart(document.querySelector('#chart canvas')).data.datasets[0].data"
    )
    table = await page.locator("#answers td").all_text_contents()
    assert drawn == [6, 7, 6, 7, 6, 7, 6, 7, 6, 7, 6, 3]
    assert [int(value) for value in reversed(table)] == drawn
    moves = await page.evaluate("Chart.getChart(document.querySelector('#chart canvas')).options.animation")
    assert moves is False
    assert errors == []


async def test_everything_works_without_scripts(service: Service, page: Page) -> None:
    person = await prepare(service, page)
    plain = await without_scripts(service, page)
    await plain.goto("/young-people")
    await plain.get_by_role("searchbox").fill("alex")
    await plain.get_by_role("button", name="Search").click()
    await plain.get_by_role("link", name="Alex Invented").click()
    await expect(plain.locator("#chart")).to_be_hidden()
    await expect(plain.locator("#answers")).to_be_visible()
    await plain.get_by_text("Add a session or a note").click()
    await plain.get_by_label("One-to-one session").check()
    await plain.get_by_label("What do you want to keep?").fill("Walked by the harbour.")
    await plain.get_by_role("button", name="Keep it").click()
    await expect(plain.get_by_text("Walked by the harbour.")).to_be_visible()
    await plain.goto("/reading-list")
    await plain.get_by_role("button", name="I have read this").first.click()
    await expect(plain.get_by_text("Everything has been read.")).to_be_visible()
    await plain.goto(f"/young-people/{person}/print")
    await expect(plain.get_by_text("Walked by the harbour.")).to_be_visible()


async def test_on_paper_there_is_the_record_and_nothing_to_press(service: Service, page: Page) -> None:
    person = await prepare(service, page)
    await page.goto(f"/young-people/{person}/print")
    await expect(page.get_by_role("button", name="Print")).to_be_visible()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="Print")).to_be_hidden()
    await expect(page.get_by_role("link", name="Cymraeg")).to_be_hidden()
    await expect(page.get_by_text("Confidential.")).to_be_visible()
    assert len(await page.pdf()) > 5000
