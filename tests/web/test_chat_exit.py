"""The way out of the web chat: what still waits on the page goes along, and then the visit ends."""

import pytest

from bot.web import chat_pages
from tests.web.chatting import Chat, chat, write
from tests.web.conftest import Browser

__all__ = ["chat"]

pytestmark = pytest.mark.service


async def stored(chat: Chat) -> int:
    return len(await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound"))


async def ended(chat: Chat) -> bool:
    return not await chat.service.world.rows("SELECT 1 FROM chat_sessions WHERE ended_at IS NULL")


async def leave(browser: Browser, **waiting: list[str]) -> None:
    """Leave as a page that runs its script does."""
    assert (await browser.post("/chat/exit", **waiting)).status_code == 204
    assert browser.cookies == {}


async def test_what_waits_is_stored_and_screened_before_the_visit_ends(chat: Chat) -> None:
    browser = await chat.enter()
    await leave(browser, client=["one", "two"], text=["haia", "he said hell hurt me"])
    assert (await stored(chat), await ended(chat)) == (2, True)
    [alert] = await chat.service.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "high"


async def test_what_the_service_had_already_is_there_once(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "haia\nagain", "same")
    await leave(browser, client=["same"], text=["haia\r\nagain"])
    assert await stored(chat) == 1


async def test_a_visit_that_waits_for_its_pin_hands_over_too(chat: Chat) -> None:
    browser = await chat.enter()
    chat.service.world.clock.forward(minutes=21)
    await leave(browser, client=["one"], text=["from before"])
    assert (await stored(chat), await ended(chat)) == (1, True)


async def test_a_visit_that_has_ended_hands_nothing_over(chat: Chat) -> None:
    browser = await chat.enter()
    other = Browser(browser.http, dict(browser.cookies), browser.token)
    await leave(other)
    await leave(browser, client=["one"], text=["too late"])
    assert await stored(chat) == 0


async def test_the_visit_ends_although_what_waits_cannot_be_stored(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("not stored")

    monkeypatch.setattr(chat_pages, "receive", fail)
    browser = await chat.enter()
    assert (await browser.post("/chat/exit", client=["one"], text=["haia"])).status_code == 500
    assert await ended(chat)


async def test_the_link_leads_out_without_scripts_as_well(chat: Chat) -> None:
    browser = await chat.enter()
    answer = await browser.get("/chat/exit")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        chat.service.app.ctx.web.settings.chat_exit_url,
    )
    assert (await stored(chat), await ended(chat), browser.cookies) == (0, True, {})
