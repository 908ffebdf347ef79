"""The web chat in a real browser where sending does not go well: closed meanwhile, left meanwhile, empty."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.web.chatting import Chat
from tests.web.chatting_in_browser import chat, ended, enter, page, phone, says, weather, write

__all__ = ["chat", "page", "weather"]

pytestmark = [pytest.mark.service, pytest.mark.browser]

# What the page listens to.
STREAM = "**/chat/events*"
# As where there is no signal, for what the page sends by itself; what goes along with its end goes out.
NO_SIGNAL_TO_SEND = """() => {
    const ask = window.fetch;
    window.fetch = (to, options) => to === "/chat" ? Promise.reject(new TypeError()) : ask(to, options);
}"""


async def close(chat: Chat) -> None:
    """As the practitioner does from their page."""
    mine = await chat.service.sign_in(chat.practitioner)
    assert (await mine.post(f"/young-people/{chat.person}/chat/close")).status_code == 303


async def stored(chat: Chat) -> int:
    return len(await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound"))


@pytest.mark.parametrize(
    ("language", "refused", "line"),
    [
        ("en", "Not sent. This page is closed.", "Call Childline 0800 1111"),
        ("cy", "Heb fynd. Mae'r dudalen 'ma wedi cau.", "Ffonia Childline 0800 1111"),
    ],
    ids=["en", "cy"],
)
async def test_what_waits_when_the_chat_is_closed_is_called_not_sent_and_nothing_more_is_taken(
    chat: Chat, page: Page, language: str, refused: str, line: str
) -> None:
    await enter(chat, page, language=language)
    await page.context.set_offline(True)
    for text in ("in the tunnel", "still in the tunnel"):
        await write(page, text, language)
    await expect(page.get_by_text(says(language, "not_sent"))).to_have_count(2)
    await expect(page.get_by_role("link", name=line)).to_have_count(0)
    await close(chat)
    await page.context.set_offline(False)
    await expect(page.locator(".said--waits").get_by_text(refused)).to_have_count(2, timeout=30_000)
    # Longer than the stream takes to ask again.
    await page.wait_for_timeout(4000)
    await expect(page.get_by_role("status")).to_have_text(refused)
    await expect(page.get_by_text(says(language, "not_sent"))).to_have_count(0)
    await expect(page.get_by_role("link", name=line)).to_be_visible()
    await expect(page.locator("#text")).to_be_disabled()
    await expect(page.locator("#write button")).to_be_disabled()
    assert await stored(chat) == 0


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_a_chat_that_is_closed_shows_a_closed_page_in_its_language(
    chat: Chat, page: Page, language: str
) -> None:
    await enter(chat, page, language=language)
    await write(page, "for nobody else", language)
    await expect(page.get_by_text(says(language, "sent"), exact=True)).to_be_visible()
    await close(chat)
    await shows_closed(page, language)
    assert "for nobody else" not in await page.content()


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_a_chat_that_was_closed_out_of_reach_shows_it_once_it_is_back(
    chat: Chat, page: Page, language: str
) -> None:
    await page.route(STREAM, lambda one: one.abort())
    await enter(chat, page, language=language)
    await close(chat)
    await page.unroute(STREAM)
    await shows_closed(page, language)


async def shows_closed(page: Page, language: str) -> None:
    closed = page.get_by_role("heading", name=says(language, "closed"))
    await expect(closed).to_be_visible(timeout=30_000)
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def test_whatever_waits_is_still_taken_once_the_page_waits_for_its_pin(chat: Chat, page: Page) -> None:
    told = asyncio.Event()

    async def slow(one: Route) -> None:
        await told.wait()
        await one.continue_()

    await page.route(STREAM, lambda one: one.abort())
    await enter(chat, page)
    await page.route("**/chat", slow)
    for text in ("one", "two", "three"):
        await write(page, text)
    chat.service.world.clock.forward(minutes=21)
    async with page.expect_response(lambda one: "/chat/events" in one.url and one.status == 204):
        await page.unroute(STREAM)
    # Longer than a page that is about to leave takes.
    await page.wait_for_timeout(1000)
    told.set()
    await expect(page.get_by_role("heading", name=says("en", "still_there"))).to_be_visible(timeout=30_000)
    assert await stored(chat) == 3


async def test_an_older_phone_sends_as_well(chat: Chat) -> None:
    async with phone(chat) as context:
        await context.add_init_script("delete AbortSignal.timeout")
        page = await context.new_page()
        await enter(chat, page)
        await write(page, "from an older phone")
        await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
        assert await page.evaluate("AbortSignal.timeout === undefined")
    assert await stored(chat) == 1


@pytest.mark.parametrize("way", ["button", "keys"])
async def test_what_waits_at_the_way_out_goes_along_in_the_one_request_that_ends_the_visit(
    chat: Chat, page: Page, way: str
) -> None:
    beacons: list[str] = []
    page.on("request", lambda one: beacons.append(one.url) if one.resource_type == "ping" else None)
    await enter(chat, page)
    await page.evaluate(NO_SIGNAL_TO_SEND)
    for text in ("he said hell hurt me", "ŵ & + =\nsecond line"):
        await write(page, text)
    await expect(page.locator(".said--waits")).to_have_count(2)
    if way == "button":
        await page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Escape")
    await page.wait_for_url("**/")
    async with asyncio.timeout(10):
        while not await ended(chat):
            await asyncio.sleep(0.1)
    assert [one.rpartition("/")[2] for one in beacons] == ["exit"]
    assert await stored(chat) == 2
    assert len(await chat.service.world.rows("SELECT 1 FROM alerts")) == 1


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_sending_nothing_says_what_to_do_until_something_is_sent(
    chat: Chat, page: Page, language: str
) -> None:
    await enter(chat, page, language=language)
    for nothing in ("", "  \n"):
        await write(page, nothing, language)
        await expect(page.get_by_role("alert")).to_have_text(says(language, "empty"))
        await expect(page.locator("#text")).to_have_attribute("aria-describedby", "problem")
        await expect(page.locator("#text")).to_be_focused()
    await write(page, "haia", language)
    await expect(page.get_by_role("alert")).to_have_count(0)
    assert await page.locator("#text").get_attribute("aria-describedby") is None


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_texting_999_stands_on_a_line_of_its_own(chat: Chat, page: Page, language: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 700})
    await enter(chat, page, language=language)
    words, link = await page.locator("a[href='sms:999']").evaluate(
        """one => {
            const words = document.createRange();
            words.selectNodeContents(one.previousSibling);
            return [words.getBoundingClientRect().bottom, one.getBoundingClientRect().top];
        }"""
    )
    assert link >= words
