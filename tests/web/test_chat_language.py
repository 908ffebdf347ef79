"""The language of the chat: the switch is for the page, and for answers until they write in the other one."""

import re
from dataclasses import replace

import pytest

from bot import checkins
from bot.domain.contact_profile import Channel, ContactProfile
from bot.domain.languages import Language
from bot.storage import contact_profiles, people
from tests.web.chatting import PIN, Chat, chat, said, words, write
from tests.web.conftest import Browser

__all__ = ["chat"]

pytestmark = pytest.mark.service

# Says nothing of its language.
A_NUMBER = "7"


async def last_answered(chat: Chat, browser: Browser, text: str) -> str:
    """In which language the assistant was asked to answer this text."""
    await write(browser, text, text)
    await chat.work()
    language: str = chat.assistant.asked[-1][2].value
    return language


async def agreed_and_last(chat: Chat) -> tuple[str, str]:
    [row] = await chat.service.world.rows("SELECT language, last_language FROM young_people")
    return row.language, row.last_language


async def test_choosing_a_language_chooses_that_of_the_answers(chat: Chat) -> None:
    browser = await chat.enter()
    assert await last_answered(chat, browser, A_NUMBER) == "en"
    await browser.post("/chat/language", to="cy")
    assert await last_answered(chat, browser, "8") == "cy"
    await browser.post("/chat/language", to="en", next="me")
    assert await last_answered(chat, browser, "9") == "en"


async def test_it_holds_until_they_write_in_the_other_language(chat: Chat) -> None:
    app = chat.service.app
    app.ctx.chat_intake = replace(
        app.ctx.chat_intake, detect=lambda text, last: Language.ENGLISH if " " in text else last
    )
    browser = await chat.enter()
    await browser.post("/chat/language", to="cy")
    assert await last_answered(chat, browser, "i slept ok but school was boring") == "en"
    assert await last_answered(chat, browser, A_NUMBER) == "en"
    assert '<html lang="cy">' in (await browser.get("/chat")).text


async def test_a_safety_reply_comes_in_the_language_that_was_chosen(chat: Chat) -> None:
    browser = await chat.enter()
    await browser.post("/chat/language", to="cy")
    await write(browser, "999")
    await write(browser, "help", "two")
    await chat.work()
    answers = " ".join(said(await browser.get("/chat")))
    assert "Cyfrifiadur" in answers
    assert "computer" not in answers


async def test_whoever_comes_in_by_a_welsh_door_is_answered_in_welsh(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    await browser.get(f"{link}?in=cy")
    await browser.post("/chat/enter", **{"link": link.removeprefix("/chat/"), "pin": PIN, "in": "cy"})
    assert '<html lang="cy">' in (await browser.get("/chat")).text
    assert await last_answered(chat, browser, A_NUMBER) == "cy"


async def test_the_language_agreed_for_the_chat_is_that_of_its_answers(chat: Chat) -> None:
    world = chat.service.world
    async with world.database("hafan_web").transaction(user=chat.practitioner) as connection:
        person = await people.by_id(connection, chat.person)
        profile = ContactProfile(languages=((Channel.CHAT, "cy"),))
        await contact_profiles.save(
            connection, world.vault, person, profile, chat.practitioner, world.clock()
        )
    link, browser = await chat.link(), chat.service.browser()
    [door] = set(re.findall(r'name="in" value="(\w+)"', (await browser.get(link)).text))
    await browser.post("/chat/enter", **{"link": link.removeprefix("/chat/"), "pin": PIN, "in": door})
    assert '<html lang="cy">' in (await browser.get("/chat")).text
    assert await last_answered(chat, browser, A_NUMBER) == "cy"


async def test_a_check_in_opens_in_the_language_of_the_chat_and_later_texts_in_the_agreed_one(
    chat: Chat,
) -> None:
    browser = await chat.enter()
    await browser.post("/chat/language", to="cy")
    assert await agreed_and_last(chat) == ("en", "cy")
    assert await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert "Sut wyt ti heddiw" in said(await browser.get("/chat"))[-1]
    assert await last_answered(chat, browser, A_NUMBER) == "cy"
    await browser.get("/chat/exit")
    chat.service.world.clock.forward(days=1)
    assert await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert "How are you today" in chat.texts.carried[-1][1]
    assert await agreed_and_last(chat) == ("en", "en")


async def test_a_visit_that_waits_for_its_pin_has_the_switch_too(chat: Chat) -> None:
    browser = await chat.enter()
    chat.service.world.clock.forward(minutes=21)
    waits = await browser.get("/chat")
    assert "Still there?" in words(waits)
    assert 'action="/chat/language"' in waits.text
    await browser.post("/chat/language", to="cy")
    assert '<html lang="cy">' in (await browser.get("/chat")).text


async def test_choosing_is_on_the_audit_trail_once_and_no_other_language_is_known(chat: Chat) -> None:
    browser = await chat.enter()
    for to in ("cy", "cy", "fr", ""):
        await browser.post("/chat/language", to=to)
    assert await agreed_and_last(chat) == ("en", "cy")
    rows = await chat.service.world.rows(
        "SELECT actor, detail FROM audit WHERE action = 'young_person:language'"
    )
    assert [(row.actor, row.detail) for row in rows] == [("young_person", {"to": "cy"})]
    stranger = chat.service.browser()
    await stranger.get("/chat")
    await stranger.post("/chat/language", to="en")
    assert await agreed_and_last(chat) == ("en", "cy")


async def test_a_closed_page_has_the_switch_too(chat: Chat) -> None:
    link = await chat.link()
    await chat.enter(link=link)
    for path in (link, "/chat"):
        stranger = chat.service.browser()
        assert f'href="{path}?in=cy"' in (await stranger.get(path)).text
        page = await stranger.get(f"{path}?in=cy")
        assert '<html lang="cy">' in page.text
        assert f'href="{path}?in=en"' in page.text


async def test_a_lone_word_for_help_is_answered_with_what_can_be_written_there(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "help")
    await chat.work()
    [_, answer] = said(await browser.get("/chat"))
    assert "write CALL ME" in answer
    assert "text STOP" not in answer


@pytest.mark.parametrize(
    ("language", "notice"),
    [
        ("en", "Do other people use this phone, or look at it? Then use another one if you can."),
        ("cy", "Oes 'na bobl eraill yn iwsio'r ffôn 'ma, neu'n sbio arno fo?"),
    ],
)
async def test_the_door_warns_of_a_shared_phone_and_shows_a_mark_that_tells_nothing(
    chat: Chat, language: str, notice: str
) -> None:
    for pin in (None, PIN):
        door = await chat.service.browser().get(f"{await chat.link(pin)}?in={language}")
        assert notice in words(door)
        [icon] = re.findall(r'<link rel="icon" href="([^"]*)"', door.text)
        assert re.search(r"/chat-mark[^/]*\.svg", icon)
