"""The web chat for whoever uses no pointer, hears the page read out, or is made ill by what moves."""

import asyncio
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect

from bot.domain.chat import MOST_TRIES
from tests.web.chatting import PIN, Chat
from tests.web.chatting_in_browser import PHONE, chat, ended, enter, page, too_small, weather, write
from tests.web.conftest import chromium
from tests.web.test_in_browser import problems

__all__ = ["chat", "page", "weather"]

pytestmark = [pytest.mark.service, pytest.mark.browser]

# More often than this nobody presses Tab on one page.
MOST_TABS = 30


async def tab_to(page: Page, wanted: Locator) -> None:
    await expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError("Tab never comes there")


@pytest.mark.parametrize(
    ("motion", "animation"), [("reduce", "none"), ("no-preference", "arrive")], ids=["still", "moving"]
)
async def test_an_answer_arrives_where_it_is_read_out_and_moves_only_where_that_is_wanted(
    chat: Chat, page: Page, motion: Literal["reduce", "no-preference"], animation: str
) -> None:
    await page.emulate_media(reduced_motion=motion)
    await enter(chat, page)
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await write(page, "haia")
    await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    await chat.work()
    arrived = log.locator(".said--new")
    await expect(arrived).to_contain_text("heard", timeout=30_000)
    assert await arrived.evaluate("one => getComputedStyle(one).animationName") == animation


async def test_the_whole_visit_goes_by_tab_and_enter_alone(chat: Chat) -> None:
    async with chromium(chat.service.address, viewport=PHONE) as context:
        page = await context.new_page()
        await page.goto(await chat.link())
        await tab_to(page, page.get_by_label("Your PIN"))
        await page.keyboard.type(PIN)
        await tab_to(page, page.get_by_role("button", name="Open"))
        await page.keyboard.press("Enter")
        box = page.get_by_label("Your message")
        await tab_to(page, box)
        await page.keyboard.type("no mouse here")
        await page.keyboard.press("Enter")
        await expect(page.locator(".said__words")).to_have_text(["no mouse here"])
        await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
        await expect(box).to_be_focused()
        await expect(box).to_have_value("")
        await tab_to(page, page.get_by_role("button", name="Cymraeg"))
        await page.keyboard.press("Enter")
        await expect(page.locator("html")).to_have_attribute("lang", "cy")
        await tab_to(page, page.get_by_role("link", name="Fy nhudalen i"))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Fy nhudalen i")).to_be_visible()
        await tab_to(page, page.locator("#exit"))
        await page.keyboard.press("Enter")
        await expect(page).to_have_title("Weather")
        # The page is left before the service has heard of it.
        async with asyncio.timeout(10):
            while not await ended(chat):
                await asyncio.sleep(0.1)


async def in_the_way(page: Page) -> list[str]:
    """What keeps somebody from using the page: what axe finds, and what a finger would miss."""
    return await too_small(page) + await problems(page)


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_every_door_that_is_not_open_can_be_used_by_everybody(
    chat: Chat, page: Page, language: str
) -> None:
    found: list[str] = []
    await page.goto(f"{await chat.link(pin=None)}?in={language}")
    await expect(page.locator("#again")).to_be_visible()
    found += await in_the_way(page)
    link = f"{await chat.link()}?in={language}"
    await page.goto(link)
    for tried in range(MOST_TRIES):
        await page.locator("#pin").fill("111222")
        await page.locator("[data-door] button").click()
        await page.wait_for_load_state()
        await expect(page.get_by_role("alert")).to_be_visible()
        found += await in_the_way(page) if tried == 0 else []
    await expect(page.locator("[role=alert] h1")).to_be_visible()
    found += await in_the_way(page)
    await page.locator("form[action='/chat/want-link'] button").click()
    await expect(page.locator("[role=status] h1")).to_be_visible()
    found += await in_the_way(page)
    await page.goto(link)
    await expect(page.locator("main > h1")).to_be_visible()
    found += await in_the_way(page)
    assert found == []


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_the_own_page_can_be_used_by_everybody_with_an_error_and_after_asking(
    chat: Chat, page: Page, language: str
) -> None:
    await page.goto(f"{await chat.link()}?in={language}")
    await page.locator("#pin").fill(PIN)
    await page.locator("[data-door] button").click()
    await page.wait_for_url("**/chat")
    await page.goto("/chat/me")
    ask = page.locator("form[action='/chat/me'] button")
    await ask.click()
    await expect(page.get_by_role("alert")).to_be_visible()
    found = await in_the_way(page)
    await page.locator("input[value=correct]").check()
    await ask.click()
    await expect(page.get_by_role("status")).to_be_visible()
    found += await in_the_way(page)
    assert found == []
