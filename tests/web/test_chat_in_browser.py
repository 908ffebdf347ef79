"""The web chat in a real browser of a phone's size: a signal that drops, the way out, what is left."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.web.chatting import PIN, Chat
from tests.web.chatting_in_browser import chat, ended, enter, page, phone, says, too_small, weather, write
from tests.web.test_in_browser import problems

__all__ = ["chat", "page", "weather"]

pytestmark = [pytest.mark.service, pytest.mark.browser]


async def test_a_conversation_on_a_phone_in_two_tabs(chat: Chat, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await enter(chat, page)
    other = await page.context.new_page()
    await other.goto("/chat")
    await write(page, "haia from here")
    for tab in (page, other):
        await expect(tab.locator(".said__words")).to_have_text(["haia from here"])
        await expect(tab.get_by_text("Sent", exact=True)).to_be_visible()
    await chat.work()
    await write(other, "and from there")
    for tab in (page, other):
        await expect(tab.locator(".said__words")).to_have_text(["haia from here", "heard", "and from there"])
    assert len(await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound")) == 2
    assert errors == []


@pytest.mark.parametrize(
    ("language", "sent", "waits", "lost"),
    [
        ("en", "Sent", "Not sent yet. Keep this page open.", "No signal. We keep trying."),
        ("cy", "Wedi mynd", "Heb fynd eto. Cadwa'r dudalen ar agor.", "Dim signal. 'Dan ni'n dal i drio."),
    ],
    ids=["en", "cy"],
)
async def test_nothing_is_lost_while_the_signal_is_gone(
    chat: Chat, page: Page, language: str, sent: str, waits: str, lost: str
) -> None:
    await enter(chat, page, language=language)
    await write(page, "before", language)
    await expect(page.get_by_text(sent, exact=True)).to_be_visible()
    await page.context.set_offline(True)
    await write(page, "in the tunnel", language)
    await write(page, "still in the tunnel", language)
    await expect(page.get_by_text(waits)).to_have_count(2)
    await expect(page.get_by_role("status").get_by_text(lost)).to_be_visible()
    await chat.work()
    await page.context.set_offline(False)
    await expect(page.get_by_text(waits)).to_have_count(0, timeout=30_000)
    await expect(page.get_by_text("heard", exact=True)).to_be_visible(timeout=30_000)
    stored = await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound")
    assert len(stored) == 3
    assert sorted(await page.locator(".said__words").all_inner_texts()) == sorted(
        ["before", "heard", "in the tunnel", "still in the tunnel"]
    )


async def test_an_answer_that_got_lost_is_asked_for_again_and_stored_once(chat: Chat, page: Page) -> None:
    await enter(chat, page)
    lost = 0

    async def lose_the_first_answer(route: object) -> None:
        nonlocal lost
        if route.request.method == "POST" and not lost:  # type: ignore[attr-defined]
            lost += 1
            await route.fetch()  # type: ignore[attr-defined]
            await route.abort()  # type: ignore[attr-defined]
        else:
            await route.continue_()  # type: ignore[attr-defined]

    await page.route("**/chat", lose_the_first_answer)
    await write(page, "only once")
    await expect(page.get_by_text("Not sent yet")).to_have_count(0, timeout=20_000)
    await expect(page.locator(".said__words")).to_have_text(["only once"])
    assert lost == 1
    assert len(await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound")) == 1


async def leave(page: Page, way: str) -> None:
    if way == "button":
        await page.get_by_role("link", name="Exit this page").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Escape")
    await page.wait_for_url("**/")
    assert await page.title() == "Weather"


@pytest.mark.parametrize("way", ["button", "keys"])
async def test_the_way_out_ends_the_visit_and_going_back_shows_nothing(
    chat: Chat, page: Page, way: str
) -> None:
    await enter(chat, page)
    await write(page, "for nobody else")
    await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    await leave(page, way)
    for _ in range(3):
        await page.go_back(wait_until="load")
        assert "for nobody else" not in await page.content()
    assert await ended(chat)
    await page.goto("/chat")
    await expect(page.get_by_role("heading", name="This page is closed")).to_be_visible()


async def visited(page: Page) -> list[str]:
    """The addresses that the browser's back and forward buttons lead to, in order."""
    session = await page.context.new_cdp_session(page)
    history = await session.send("Page.getNavigationHistory")
    return [entry["url"] for entry in history["entries"]]


@pytest.mark.parametrize("way", ["button", "keys"])
@pytest.mark.parametrize("place", ["/chat", "/chat/me", "the door"])
async def test_the_way_out_takes_the_chats_place_in_the_history(
    chat: Chat, page: Page, weather: str, place: str, way: str
) -> None:
    await enter(chat, page)
    tab = await page.context.new_page()
    await tab.goto(f"{weather}?before")
    await tab.goto(await chat.link() if place == "the door" else place)
    await expect(tab.locator("h1").first).to_be_attached()
    before = await visited(tab)
    await leave(tab, way)
    assert await visited(tab) == [*before[:-1], weather]
    await tab.go_back(wait_until="load")
    assert tab.url == f"{weather}?before"
    await tab.go_forward(wait_until="load")
    assert tab.url == weather


async def test_nothing_stays_on_the_device(chat: Chat, page: Page) -> None:
    await enter(chat, page)
    await write(page, "haia")
    await expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    left = await page.evaluate(
        """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
           (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""
    )
    assert left == [0, 0, 0, 0, 0]
    await page.get_by_role("link", name="Exit this page").click()
    await page.wait_for_url("**/")
    # The page is left before the service has heard of it.
    async with asyncio.timeout(10):
        while await page.context.cookies(chat.service.address):
            await asyncio.sleep(0.1)


async def test_the_address_holds_no_link_once_the_page_is_there(chat: Chat, page: Page) -> None:
    await page.goto(await chat.link())
    await expect(page.get_by_label("Your PIN")).to_be_visible()
    await page.wait_for_url("**/chat")
    assert await page.title() == "Notes"


@pytest.mark.parametrize(
    ("language", "line"), [("en", "Call Childline 0800 1111"), ("cy", "Ffonia Childline 0800 1111")]
)
async def test_the_chat_works_without_scripts(chat: Chat, language: str, line: str) -> None:
    async with phone(chat, java_script_enabled=False) as context:
        page = await context.new_page()
        await enter(chat, page, language=language)
        await write(page, "he said hell hurt me", language)
        await expect(page.get_by_text("he said hell hurt me")).to_be_visible()
        assert await too_small(page) == []
        await chat.work()
        await page.get_by_role("link", name=says(language, "see_new")).click()
        await expect(page.get_by_role("link", name=line)).to_be_visible()
        await page.get_by_role("link", name=says(language, "my_page")).click()
        await expect(page.get_by_text(says(language, "not_read"))).to_be_visible()
        await page.get_by_role("link", name=says(language, "exit")).click()
        assert await page.title() == "Weather"
        assert await ended(chat)
        await page.go_back()
        assert "hurt me" not in await page.content()


async def test_guessing_pins_locks_the_door_on_the_page_too(chat: Chat, page: Page) -> None:
    link = await chat.link()
    await page.goto(link)
    for _ in range(5):
        await page.get_by_label("Your PIN").fill("111222")
        await page.get_by_role("button", name="Open").click()
        await page.wait_for_load_state()
    locked = "This is locked now. You need a new PIN and a new link."
    await expect(page.get_by_role("alert").filter(has_text=locked)).to_be_visible()
    await page.goto(link)
    await expect(page.get_by_role("heading", name="This page is closed")).to_be_visible()


@pytest.mark.parametrize(("language", "closed"), [("en", "This page is closed"), ("cy", "Mae'r dudalen 'ma")])
async def test_a_link_that_was_used_or_ran_out_opens_nothing_and_asks_for_a_new_one(
    chat: Chat, page: Page, language: str, closed: str
) -> None:
    used = await chat.link()
    await enter(chat, page, used)
    late = await chat.link()
    chat.service.world.clock.forward(hours=49)
    for link in (used, late):
        async with phone(chat) as another:
            stranger = await another.new_page()
            await stranger.goto(f"{link}?in={language}")
            await expect(stranger.get_by_role("heading", name=closed)).to_be_visible()
            await stranger.locator("form[action='/chat/want-link'] button").click()
            await expect(stranger.locator("[role=status] h1")).to_be_visible()
    [task] = await chat.service.world.rows("SELECT kind FROM tasks")
    assert task.kind == "chat_link_wanted"


async def test_the_switch_is_for_the_page_and_for_what_is_said_next(chat: Chat, page: Page) -> None:
    await enter(chat, page)
    await page.get_by_role("button", name="Cymraeg").click()
    await expect(page.locator("html")).to_have_attribute("lang", "cy")
    await page.locator("#text").fill("help")
    await page.locator("#write button").click()
    await expect(page.locator(".said--waits")).to_have_count(0)
    await chat.work()
    await expect(page.locator(".said__words").last).to_contain_text("Cyfrifiadur ydw i")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("link", name="My page")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "cy"])
async def test_every_page_can_be_used_by_everybody_on_a_small_screen(
    chat: Chat, page: Page, language: str
) -> None:
    found: list[str] = []

    async def look() -> None:
        assert await too_small(page) == []
        found.extend(await problems(page))

    # What fades in is pale for a moment.
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{await chat.link()}?in={language}")
    await look()
    await page.locator("#pin").fill(PIN)
    await page.locator("[data-door] button").click()
    await page.wait_for_url("**/chat")
    await page.locator("#text").fill("he said hell hurt me")
    await page.locator("#write button").click()
    await expect(page.locator(".said--waits")).to_have_count(0)
    await chat.work()
    await expect(page.locator(".line").first).to_be_visible()
    await look()
    await page.goto("/chat/me")
    await look()
    assert await page.locator("html").get_attribute("lang") == language
    await page.goto(f"/chat/nothing?in={language}")
    await look()
    assert found == []
