"""How a practitioner lets somebody into their chat: a link by text or as a code, a PIN, and closing it."""

import re

import pytest

from tests.web import qr
from tests.web.chatting import PIN, Chat, chat, type_pin, words
from tests.web.conftest import Browser, Service

__all__ = ["chat"]

pytestmark = pytest.mark.service


@pytest.fixture
async def mine(chat: Chat) -> Browser:
    return await chat.service.sign_in(chat.practitioner)


async def invite(chat: Chat, mine: Browser, **form: str) -> str:
    answer = await mine.post(f"/young-people/{chat.person}/chat/invite", **form)
    return answer.text if answer.status_code != 303 else answer.headers["location"]


async def test_a_code_is_shown_once_and_opens_the_door(chat: Chat, mine: Browser) -> None:
    page = await invite(chat, mine, how="code", pin=PIN)
    found = re.search(r"<code>https://hafan\.example(/chat/[\w-]{43})</code>", page)
    assert found
    assert qr.read(page) == f"https://hafan.example{found[1]}"
    assert (await type_pin(chat.service.browser(), found[1], PIN)).status_code == 303
    shown = words(await mine.get(f"/young-people/{chat.person}/chat"))
    assert found[1] not in shown
    assert PIN not in shown


async def test_each_code_holds_its_own_link_and_the_one_before_opens_nothing(
    chat: Chat, mine: Browser
) -> None:
    before, now = [qr.read(await invite(chat, mine, how="code", pin=PIN)) for _ in range(2)]
    paths = [link.removeprefix("https://hafan.example") for link in (before, now)]
    came = [(await type_pin(chat.service.browser(), path, PIN)).status_code for path in paths]
    assert came == [404, 303]


async def test_a_link_leaves_as_a_text_that_tells_nothing_and_stands_in_no_record(
    chat: Chat, mine: Browser
) -> None:
    assert (await invite(chat, mine, how="text", pin=PIN)).endswith("done=chat-texted")
    await chat.work()
    [(to, body)] = chat.texts.carried
    assert to == chat.number
    found = re.fullmatch(r"Hi, here's the link: https://hafan\.example(/chat/[\w-]{43})", body)
    assert found
    assert "https" not in (await mine.get(f"/young-people/{chat.person}/conversation")).text
    browser = chat.service.browser()
    assert (await type_pin(browser, found[1], PIN)).status_code == 303
    assert "the link" not in (await browser.get("/chat")).text


async def test_a_link_waits_for_a_safe_hour_like_every_text(chat: Chat, mine: Browser) -> None:
    world = chat.service.world
    form = {"device": "own", "hours": "own", "day_3": "9-10", "opening": "plain", "language": "en"}
    await mine.post(f"/young-people/{chat.person}/contact-safety", **form, safety_replies="any_hour")
    await invite(chat, mine, how="text", pin=PIN)
    await chat.work()
    assert chat.texts.carried == []
    rows = await world.rows("SELECT status FROM dispatches WHERE purpose = 'chat_link'")
    assert [row.status for row in rows] == ["held"]


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"pin": PIN}, "Select how they get the link"),
        ({"how": "code", "pin": "1234"}, "A PIN has 4 to 8 digits"),
        ({"how": "code", "pin": "my pin"}, "A PIN has 4 to 8 digits"),
    ],
)
async def test_what_is_wrong_is_said_and_no_link_made(
    chat: Chat, mine: Browser, form: dict[str, str], problem: str
) -> None:
    assert problem in await invite(chat, mine, **form)
    assert await chat.service.world.rows("SELECT 1 FROM chat_invitations") == []


async def test_after_a_lock_a_new_pin_is_needed(chat: Chat, mine: Browser) -> None:
    browser, link = chat.service.browser(), await chat.link()
    for _ in range(5):
        await type_pin(browser, link, "111222")
    assert "Agree on a new PIN" in await invite(chat, mine, how="code")
    assert "Locked after too many wrong PINs" in words(await mine.get(f"/young-people/{chat.person}/chat"))
    code = qr.read(await invite(chat, mine, how="code", pin="582013"))
    assert code.startswith("https://hafan.example/chat/")


async def test_others_can_neither_see_nor_make_links(chat: Chat, service: Service) -> None:
    _, others = await service.member()
    for path in ("chat/invite", "chat/close"):
        answer = await others.post(f"/young-people/{chat.person}/{path}", how="code", pin=PIN)
        assert answer.status_code == 404
    assert (await others.get(f"/young-people/{chat.person}/chat")).status_code == 404
    assert await service.world.rows("SELECT 1 FROM chat_invitations") == []


async def test_the_young_persons_page_leads_there(chat: Chat, mine: Browser) -> None:
    assert f'href="/young-people/{chat.person}/chat"' in (await mine.get(f"/young-people/{chat.person}")).text


async def test_the_page_is_in_welsh_too(chat: Chat, service: Service) -> None:
    async with service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE practitioners SET language = 'cy'")
    mine = await service.sign_in(chat.practitioner)
    assert "Sgwrs ar y we gyda Alex Invented" in words(await mine.get(f"/young-people/{chat.person}/chat"))
