"""An open chat page: what comes to it by itself, and where it goes on after its signal was gone."""

import asyncio
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from tests.web.chatting import Chat, chat, write
from tests.web.conftest import Browser

__all__ = ["chat"]

pytestmark = pytest.mark.service


class Stream:
    """The events of a page that is open."""

    def __init__(self, answer: httpx.Response) -> None:
        self.lines = answer.aiter_lines()

    async def event(self) -> dict[str, str]:
        """The next event that says something, as its fields."""
        found: dict[str, str] = {}
        async with asyncio.timeout(10):
            async for line in self.lines:
                if not line and "event" in found:
                    return found
                if ":" in line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    found[name] = f"{found.get(name, '')}{value}"
        raise AssertionError("the stream ended")


def listen(browser: Browser, **headers: str) -> AbstractAsyncContextManager[httpx.Response]:
    """What an open page does after it was loaded, or with `last-event-id` after its signal was gone."""
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return browser.http.stream("GET", "/chat/events?after=0", headers={"cookie": cookie} | headers)


async def test_new_messages_arrive_on_a_page_that_is_open(chat: Chat) -> None:
    browser = await chat.enter()
    async with listen(browser) as answer:
        stream = Stream(answer)
        await write(browser, "haia")
        assert "haia" in (await stream.event())["data"]
        await chat.work()
        event = await stream.event()
        assert "heard" in event["data"]
        assert event["id"].isdigit()


async def test_a_stream_goes_on_where_it_broke_off(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "early", "1")
    chat.service.world.clock.forward(minutes=10)
    await write(browser, "before the signal went", "2")
    async with listen(browser) as answer:
        stream = Stream(answer)
        assert "early" in (await stream.event())["data"]
        last = (await stream.event())["id"]
    await chat.work()
    chat.service.world.clock.forward(minutes=1)
    await write(browser, "meanwhile", "3")
    async with listen(browser, **{"last-event-id": last}) as answer:
        stream = Stream(answer)
        again = [(await stream.event())["data"] for _ in range(4)]
    # What left at the edge comes twice, and the page shows it once; what was long there does not come again.
    assert [
        word for word in ("before the signal", "heard", "meanwhile", "early") if word in "".join(again)
    ] == [
        "before the signal",
        "heard",
        "meanwhile",
    ]


async def test_a_stream_ends_with_its_visit(chat: Chat) -> None:
    browser = await chat.enter()
    async with listen(browser) as answer:
        stream = Stream(answer)
        other = Browser(browser.http, dict(browser.cookies))
        await other.get("/chat/exit")
        assert (await stream.event())["event"] == "closed"
    assert (await chat.service.browser().get("/chat/events")).status_code == 204
