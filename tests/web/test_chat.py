"""The web chat: every message stored, screened and answered like a text, and shown where it was written."""

from datetime import timedelta
from html import unescape

import pytest

from bot import contact
from bot.content import LANGUAGES
from bot.domain.chat import LONGEST_MESSAGE, MANY
from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.storage import people
from bot.web.chat_view import lines_in
from tests.web.chatting import PIN, Chat, chat, said, type_pin, words, write
from tests.web.conftest import Service
from tests.web.test_pages import assert_nothing_inline

__all__ = ["chat"]

pytestmark = pytest.mark.service


async def test_a_message_is_stored_screened_and_alerted_before_it_counts_as_sent(chat: Chat) -> None:
    browser = await chat.enter()
    answer = await write(browser, "he said hell hurt me")
    [message] = await chat.service.world.rows("SELECT sequence, channel, young_person_id FROM messages")
    assert answer.json() == {"sequence": message.sequence}
    assert (message.channel, message.young_person_id) == ("chat", chat.person)
    [alert] = await chat.service.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "high"


async def test_a_message_that_is_brought_again_is_there_once(chat: Chat) -> None:
    browser = await chat.enter()
    answers = [(await write(browser, "haia", "same")).json() for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert len(await chat.service.world.rows("SELECT 1 FROM messages")) == 1
    await write(browser, "something else", "same")
    assert len(await chat.service.world.rows("SELECT 1 FROM messages")) == 2


async def test_an_answer_comes_to_the_chat_and_to_no_phone(chat: Chat) -> None:
    browser = await chat.enter()
    chat.answers("Hi. How is today, from 0 to 10?")
    await write(browser, "haia")
    assert said(await browser.get("/chat")) == ["haia"]
    await chat.work()
    assert said(await browser.get("/chat")) == ["haia", "Hi. How is today, from 0 to 10?"]
    assert chat.texts.carried == []


async def test_an_answer_is_sent_when_it_left_and_delivered_once_it_was_shown(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "haia")
    await chat.work()
    states = "SELECT channel, status FROM dispatches WHERE purpose = 'reply'"
    assert [tuple(row) for row in await chat.service.world.rows(states)] == [("chat", "sent")]
    await browser.get("/chat")
    assert [row.status for row in await chat.service.world.rows(states)] == ["delivered"]


async def test_an_open_page_says_itself_what_it_has_shown(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "haia")
    await chat.work()
    moment = int(chat.service.world.clock().timestamp() * 1000)
    assert (await browser.post("/chat/seen", shown=str(moment - 2))).status_code == 204
    rows = "SELECT status FROM dispatches WHERE purpose = 'reply'"
    assert [row.status for row in await chat.service.world.rows(rows)] == ["sent"]
    await browser.post("/chat/seen", shown=str(moment))
    assert [row.status for row in await chat.service.world.rows(rows)] == ["delivered"]


async def test_a_conversation_goes_on_from_text_to_chat_and_back(chat: Chat) -> None:
    await chat.service.says(chat.number, "a text first")
    await chat.work()
    browser = await chat.enter()
    await write(browser, "now the chat")
    await chat.work()
    await chat.service.says(chat.number, "and a text again")
    await chat.work()
    shown = said(await browser.get("/chat"))
    assert shown == ["a text first", "heard", "now the chat", "heard", "and a text again", "heard"]
    assert [to for to, _ in chat.texts.carried] == [chat.number] * 2
    conversations = await chat.service.world.rows("SELECT DISTINCT check_in_id FROM messages")
    assert len(conversations) == 1


async def test_what_the_gate_keeps_back_is_not_shown(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "haia")
    async with chat.service.world.parts.database.transaction() as connection:
        await contact.pause(connection, chat.person, contact.NOT_ALONE, chat.service.world.clock())
    await chat.work()
    assert said(await browser.get("/chat")) == ["haia"]


@pytest.mark.parametrize("word", ["STOP", "stopio"])
async def test_an_opt_out_in_the_chat_is_confirmed_there_since_no_network_does(chat: Chat, word: str) -> None:
    browser = await chat.enter()
    await write(browser, word)
    await chat.work()
    assert "we've stopped writing to you" in said(await browser.get("/chat"))[1]
    [person] = await chat.service.world.rows("SELECT opted_out_at FROM young_people")
    assert person.opted_out_at is not None
    await write(browser, "START", "two")
    await chat.work()
    [person] = await chat.service.world.rows("SELECT opted_out_at FROM young_people")
    assert person.opted_out_at is None


async def test_the_danger_word_gets_the_cover_text_and_a_silent_emergency(
    chat: Chat, service: Service
) -> None:
    mine = await service.sign_in(chat.practitioner)
    form = {"device": "own", "hours": "service", "opening": "plain", "safety_replies": "any_hour"}
    await mine.post(
        f"/young-people/{chat.person}/contact-safety", **form, language="en", danger_word="blue penguin"
    )
    browser = await chat.enter()
    await write(browser, "did you see the blue penguin")
    await chat.work()
    assert said(await browser.get("/chat")) == [
        "did you see the blue penguin",
        "OK, no problem. Another time.",
    ]
    [alert] = await service.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "emergency"
    for path in ("/chat", "/chat/me"):
        page = words(await browser.get(path)).replace("may be hurt, the team gets an alert", "")
        assert "alert" not in page
        assert "emergency" not in page


async def test_not_alone_pauses_and_says_nothing_more(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "mam yma")
    await chat.work()
    assert said(await browser.get("/chat"))[1] == "OK, no problem. Another time."
    [person] = await chat.service.world.rows("SELECT pause_reason FROM young_people")
    assert person.pause_reason == "not_alone"


async def test_a_safety_reply_has_its_helplines_as_links(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "he said hell hurt me")
    await chat.work()
    lines = (await browser.get("/chat")).text.partition('<div class="lines"')[2].partition("</div>")[0]
    assert '<a class="line" href="tel:08001111">Call Childline 0800\N{NO-BREAK SPACE}1111</a>' in lines
    assert 'href="tel:999"' in lines


@pytest.mark.parametrize(
    ("language", "asked", "link"),
    [("en", "Signed up to text 999", "Text 999"), ("cy", "Wedi cofrestru'r ffôn 'ma", "Tecstia 999")],
)
async def test_texting_999_is_for_whoever_signed_up(chat: Chat, language: str, asked: str, link: str) -> None:
    browser = await chat.enter()
    await browser.post("/chat/language", to=language)
    await write(browser, "he said hell hurt me")
    await chat.work()
    for path in ("/chat", "/chat/nothing"):
        page = await browser.get(f"{path}?in={language}")
        before, _, after = page.text.partition(f'<a class="line" href="sms:999">{link}</a>')
        assert asked in unescape(before).rpartition("<p")[2]
        assert "sms:999" not in before + after


def test_a_helpline_goes_by_the_name_that_it_has_in_the_pages_language() -> None:
    number = "0808 80 10 800"
    names = {language: lines_in(number, language)[0].name for language in LANGUAGES}
    assert names == {Language.ENGLISH: "Live Fear Free", Language.WELSH: "Byw Heb Ofn"}


async def test_words_that_mean_harm_stay_words(chat: Chat) -> None:
    browser = await chat.enter()
    hostile = "<script>alert(1)</script> & <b>"
    await write(browser, hostile)
    page = await browser.get("/chat")
    assert hostile not in page.text
    assert said(page) == [hostile]


async def test_many_messages_in_a_hurry_are_all_kept_and_the_last_is_answered(chat: Chat) -> None:
    browser = await chat.enter()
    for number in range(MANY + 3):
        await write(browser, f"hello {number}", str(number))
    await write(browser, "he said hell hurt me", "grave")
    await write(browser, "the last", "last")
    await chat.work()
    assert len(await chat.service.world.rows("SELECT 1 FROM messages WHERE inbound")) == MANY + 5
    assert [text for _, text, _ in chat.assistant.asked] == ["the last"]
    purposes = await chat.service.world.rows("SELECT purpose FROM messages WHERE NOT inbound")
    assert sorted(row.purpose for row in purposes) == ["reply", "safety_reply"]


async def test_the_chat_works_by_plain_forms(chat: Chat) -> None:
    browser = await chat.enter()
    for client in ("a", "a"):
        answer = await browser.post("/chat", text="two\r\nlines", client=client)
        assert (answer.status_code, answer.headers["location"]) == (303, "/chat#end")
    assert said(await browser.get("/chat")) == ["two\nlines"]
    assert "Write something first" in words(await browser.post("/chat", text="  ", client="b"))
    long = await browser.post("/chat", text="x" * (LONGEST_MESSAGE + 1), client="c")
    assert (long.status_code, "Send it in parts" in words(long)) == (422, True)
    assert "x" * 99 in long.text


async def test_a_person_writes_into_the_chat_while_they_are_there_and_to_their_phone_when_not(
    chat: Chat,
) -> None:
    world, worker = chat.service.world, chat.worker
    browser = await chat.enter()
    await write(browser, "haia")
    await chat.work()

    async def person_writes(text: str, once: str) -> None:
        async with worker.database.transaction() as connection:
            person = await people.by_id(connection, chat.person)
            await contact.say(
                connection,
                worker,
                person,
                text,
                purpose=Purpose.PERSON,
                language=person.last_language,
                author="practitioner",
                now=world.clock(),
                key=once,
            )
        await chat.work()

    await person_writes("It's Mari, I'm here", "1")
    assert said(await browser.get("/chat"))[-1] == "It's Mari, I'm here"
    await browser.get("/chat/exit")
    await person_writes("Ring me when you can", "2")
    assert chat.texts.carried == [(chat.number, "Ring me when you can")]


async def test_somebody_else_sees_nothing_of_it(chat: Chat, service: Service) -> None:
    await write(await chat.enter(), "for nobody else")
    other, _ = await service.world.add_young_person(assigned=chat.practitioner, name="Sam Invented")
    browser = await Chat(service, other, "", chat.practitioner, chat.worker).enter("582013")
    _, lead = await service.member()
    for one in (browser, service.browser(), lead):
        for path in ("/chat", "/chat/me", "/chat/me/copy/txt", "/chat/me/copy/json"):
            assert "for nobody else" not in (await one.get(path)).text


async def test_a_watched_device_shows_only_this_visit(chat: Chat, service: Service) -> None:
    await service.says(chat.number, "from before")
    mine = await service.sign_in(chat.practitioner)
    form = {"device": "watched", "hours": "service", "opening": "no_name", "safety_replies": "neutral"}
    await mine.post(f"/young-people/{chat.person}/contact-safety", **form, language="en")
    service.world.clock.forward(minutes=1)
    browser = await chat.enter()
    await write(browser, "of this visit")
    assert said(await browser.get("/chat")) == ["of this visit"]
    own = await browser.get("/chat/me")
    assert said(own) == ["of this visit"]
    assert "Who can read this" not in own.text
    assert "Read by" not in own.text
    assert (await browser.get("/chat/me/copy/txt")).status_code == 404


async def test_no_chat_page_is_kept_or_has_anything_inline(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    pages = [await browser.get(link), await type_pin(browser, link, "111222")]
    await type_pin(browser, link, PIN)
    pages += [await browser.get(path) for path in ("/chat", "/chat/me", "/chat/nothing")]
    for page in pages:
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "<title>Notes</title>" in page.text
        assert "Hafan" not in page.text
        assert_nothing_inline(page)
    names = {name for page in pages for name in page.text.split('"') if name.startswith("/static/")}
    assert names
    for name in names:
        assert (await browser.get(name)).headers["cache-control"] == "no-store"


async def test_the_whole_chat_weighs_less_than_sixty_kilobytes(chat: Chat) -> None:
    browser = await chat.enter()
    for number in range(20):
        await write(browser, f"a message of some words {number}", str(number))
        chat.service.world.clock.forward(seconds=10)
    page = await browser.get("/chat")
    names = {name for name in page.text.split('"') if name.startswith("/static/")}
    files = [await browser.get(name) for name in names]
    assert len(page.content) + sum(len(one.content) for one in files) < 60_000


async def test_a_quiet_visit_is_kept_alive_by_what_somebody_does(chat: Chat) -> None:
    browser = await chat.enter()
    for number in range(5):
        chat.service.world.clock.time += timedelta(minutes=15)
        await write(browser, "still here", str(number))
    assert len(said(await browser.get("/chat"))) == 5
