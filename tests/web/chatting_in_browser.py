"""The web chat in a real browser, for its tests: a phone, the page it leaves to, and what a finger hits."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import BrowserContext, Page
from sanic import HTTPResponse, Request, Sanic
from sanic.response import html

from bot.content import load_content
from bot.domain.languages import Language
from bot.settings import Settings
from tests.fixtures import World
from tests.web.chatting import PIN, Chat
from tests.web.conftest import DEMO, Service, chromium, serving, web_app

PHONE = {"width": 360, "height": 640}
# What most small phones have, and the narrowest that are about.
NARROW = (375, 320)
# A page that is anybody's, on an origin of its own as the weather is.
WEATHER = "<!DOCTYPE html><html lang=en><title>Weather</title><h1>Rain later</h1>"
# What a finger would miss, both ways. A choice is hit by its whole line.
TOO_SMALL = """() => {
    for (const one of document.querySelectorAll("details")) one.open = true;
    return [...document.querySelectorAll("a, button, summary, select, textarea, input:not([type=hidden])")]
        .map(one => one.closest(".choice") ?? one)
        .filter(one => one.getClientRects().length)
        .map(one => [one.getBoundingClientRect(), one.outerHTML])
        .filter(([box]) => box.width < 44 || box.height < 44)
        .map(([box, html]) => `${box.width} x ${box.height}: ${html}`);
}"""


@pytest.fixture
async def weather() -> AsyncIterator[str]:
    app = Sanic("weather", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)

    async def show(_: Request) -> HTTPResponse:
        return html(WEATHER)

    app.add_route(show, "/", methods=["GET"])
    async with serving(app) as address:
        yield f"{address}/"
    Sanic.unregister_app(app)


@pytest.fixture
async def chat(world: World, weather: str) -> AsyncIterator[Chat]:
    """The chat as the demo serves it: over http, whose cookies a browser keeps."""
    settings = Settings(public_url=DEMO, chat_exit_url=weather)
    app = web_app(world, settings=settings)
    async with serving(app) as address:
        practitioner = await world.add_staff(name="Mari Enghraifft")
        person, number = await world.add_young_person(assigned=practitioner, name="Alex Invented")
        running = Service(world, app, address)
        yield Chat(running, person, number, practitioner, world.parts_of("hafan_worker"))
        for client in running.clients:
            await client.aclose()


@asynccontextmanager
async def phone(chat: Chat, **options: object) -> AsyncIterator[BrowserContext]:
    async with chromium(chat.service.address, viewport=PHONE, has_touch=True, **options) as context:
        yield context


@pytest.fixture
async def page(chat: Chat) -> AsyncIterator[Page]:
    async with phone(chat) as context:
        yield await context.new_page()


def says(language: str, name: str) -> str:
    """A text of the chat's pages in a language."""
    return load_content().text(f"chat.{name}", Language(language))


async def enter(chat: Chat, page: Page, link: str | None = None, language: str = "en") -> None:
    await page.goto(f"{link or await chat.link()}?in={language}")
    await page.get_by_label(says(language, "pin")).fill(PIN)
    await page.get_by_role("button", name=says(language, "open")).click()
    await page.wait_for_url("**/chat")


async def write(page: Page, text: str, language: str = "en") -> None:
    await page.get_by_label(says(language, "your_message")).fill(text)
    await page.get_by_role("button", name=says(language, "send")).click()


async def ended(chat: Chat) -> bool:
    rows = await chat.service.world.rows("SELECT 1 FROM chat_sessions WHERE ended_at IS NULL")
    return not rows


async def too_small(page: Page) -> list[str]:
    """What a finger would miss on the page as it is, on each narrow phone, of which none scrolls sideways."""
    found: list[str] = []
    for width in NARROW:
        await page.set_viewport_size({"width": width, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        found += [f"{width}: {one}" for one in await page.evaluate(TOO_SMALL)]
    return found
