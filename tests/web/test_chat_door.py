"""The way into the web chat: links that work once, PINs that cannot be guessed, visits that end."""

import pytest

from bot.domain.chat import MOST_TRIES, is_fit_pin
from bot.storage import chat_access
from bot.web.chat_door import WISHES_PER_ADDRESS
from tests.web.chatting import PIN, Chat, chat, type_pin, words, write
from tests.web.conftest import Service

__all__ = ["chat"]

pytestmark = pytest.mark.service


async def test_a_link_and_the_agreed_pin_open_the_chat_whose_address_tells_nothing(
    chat: Chat,
) -> None:
    browser, link = chat.service.browser(), await chat.link()
    door = await browser.get(link)
    assert "Type your PIN" in words(door)
    answer = await type_pin(browser, link, PIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat")
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if "-chat=" in one]
    assert {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age" not in cookie.lower()
    page = await browser.get("/chat")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "Hafan" not in page.text
    assert "Alex" not in page.text


async def test_a_link_works_once(chat: Chat) -> None:
    link = await chat.link()
    await chat.enter(link=link)
    other = chat.service.browser()
    assert (await other.get(link)).status_code == 404
    assert (await type_pin(other, link, PIN)).status_code in (403, 404)


async def test_looking_at_a_link_spends_nothing(chat: Chat) -> None:
    link = await chat.link()
    for _ in range(3):
        assert (await chat.service.browser().get(link)).status_code == 200
    await chat.enter(link=link)


async def test_a_link_that_ran_out_is_as_closed_as_one_that_never_was(chat: Chat) -> None:
    link = await chat.link()
    chat.service.world.clock.forward(hours=49)
    late = await chat.service.browser().get(link)
    never = await chat.service.browser().get("/chat/nothing")
    assert (late.status_code, words(late)) == (404, words(never))


async def test_a_new_link_ends_the_one_before(chat: Chat) -> None:
    first, second = await chat.link(), await chat.link()
    assert (await chat.service.browser().get(first)).status_code == 404
    assert (await chat.service.browser().get(second)).status_code == 200


async def test_wrong_pins_lock_the_chat_and_the_practitioner_is_told(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    answers = [words(await type_pin(browser, link, "111222")) for _ in range(MOST_TRIES)]
    assert all("That PIN is not right" in one for one in answers[:-1])
    assert "This is locked now. You need a new PIN and a new link." in answers[-1]
    assert (await type_pin(browser, link, PIN)).status_code == 404
    assert (await chat.service.browser().get(link)).status_code == 404
    rows = await chat.service.world.rows("SELECT kind FROM tasks WHERE done_at IS NULL")
    assert [row.kind for row in rows] == ["chat_locked"]
    assert (await chat.service.browser().get(await chat.link(pin=None))).text.count("This is locked now") == 1
    await chat.enter("582013")


async def test_a_right_pin_begins_the_count_anew(chat: Chat) -> None:
    for _ in range(3):
        link, browser = await chat.link(), chat.service.browser()
        for _ in range(MOST_TRIES - 1):
            assert (await type_pin(browser, link, "111222")).status_code == 422
        assert (await type_pin(browser, link, PIN)).status_code == 303


async def test_tries_are_counted_by_address_too(chat: Chat, service: Service) -> None:
    statuses = []
    for _ in range(31):
        browser = service.browser()
        await browser.get("/sign-in")
        statuses.append((await browser.post("/chat/enter", link="nothing", pin=PIN)).status_code)
    assert set(statuses) == {404}
    browser, link = service.browser(), await chat.link()
    answer = await type_pin(browser, link, PIN)
    assert (answer.status_code, "Too many tries" in words(answer)) == (429, True)
    service.world.clock.forward(minutes=16)
    assert (await type_pin(browser, link, PIN)).status_code == 303


async def test_nobody_gets_in_while_tries_cannot_be_counted(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    await browser.get(link)
    async with chat.service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("ALTER TABLE sign_in_failures RENAME TO away")
    assert (await type_pin(browser, link, PIN)).status_code == 500
    assert await chat.service.world.rows("SELECT 1 FROM chat_sessions") == []


async def test_whoever_opens_a_link_without_an_agreed_pin_chooses_one_and_sees_nothing_from_before(
    chat: Chat,
) -> None:
    await chat.service.says(chat.number, "from before")
    chat.service.world.clock.forward(minutes=5)
    link, browser = await chat.link(pin=None), chat.service.browser()
    assert "Choose a PIN" in words(await browser.get(link))
    form = {"link": link.removeprefix("/chat/"), "pin": "4071"}
    assert "not the same" in words(await browser.post("/chat/enter", **form, again="4072"))
    assert "Choose another PIN" in words(await type_pin(browser, link, "1234"))
    assert (await type_pin(browser, link, "4071")).status_code == 303
    assert "from before" not in (await browser.get("/chat")).text
    assert (await type_pin(chat.service.browser(), await chat.link(pin=None), "4071")).status_code == 303


async def test_an_agreed_pin_shows_the_conversation_of_the_last_weeks(chat: Chat) -> None:
    await chat.service.says(chat.number, "long ago")
    chat.service.world.clock.forward(days=15)
    await chat.service.says(chat.number, "a text of today")
    page = await (await chat.enter()).get("/chat")
    assert "a text of today" in page.text
    assert "long ago" not in page.text


async def test_an_idle_visit_asks_for_the_pin_and_shows_nothing_until_then(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "hello from me")
    chat.service.world.clock.forward(minutes=21)
    page = await browser.get("/chat")
    assert "Still there?" in words(page)
    assert "hello from me" not in page.text
    for path in ("/chat/me", "/chat/events"):
        assert "hello from me" not in (await browser.get(path)).text
    assert (await browser.post("/chat/enter", pin="999111")).status_code == 422
    assert (await browser.post("/chat/enter", pin=PIN)).status_code == 303
    assert "hello from me" in (await browser.get("/chat")).text


async def test_what_was_written_before_the_idle_time_is_still_taken(chat: Chat) -> None:
    browser = await chat.enter()
    chat.service.world.clock.forward(hours=2)
    assert (await write(browser, "sent when the signal came back")).status_code == 200
    assert "Still there?" in words(await browser.get("/chat"))


async def test_a_visit_ends_whatever_happens(chat: Chat) -> None:
    browser = await chat.enter()
    for _ in range(40):
        chat.service.world.clock.forward(minutes=19)
        await browser.get("/chat")
    assert (await browser.get("/chat")).status_code == 404
    assert (await write(browser, "too late")).status_code == 401


async def test_leaving_ends_the_visit_and_takes_the_cookies_away(chat: Chat) -> None:
    browser = await chat.enter()
    kept = dict(browser.cookies)
    answer = await browser.get("/chat/exit")
    assert (answer.status_code, answer.headers["location"]) == (303, "https://www.bbc.co.uk/weather")
    assert [name for name in browser.cookies if name.endswith(("-chat", "-visit"))] == []
    browser.cookies.update(kept)
    assert (await browser.get("/chat")).status_code == 404


async def test_closing_the_chat_ends_links_and_visits(chat: Chat, service: Service) -> None:
    browser = await chat.enter()
    link = await chat.link()
    mine = await service.sign_in(chat.practitioner)
    answer = await mine.post(f"/young-people/{chat.person}/chat/close")
    assert answer.headers["location"].endswith("done=chat-closed")
    assert (await browser.get("/chat")).status_code == 404
    assert (await service.browser().get(link)).status_code == 404


async def test_somebody_who_no_longer_works_with_us_cannot_come_in(chat: Chat) -> None:
    link, browser = await chat.link(), await chat.enter(link=await chat.link())
    link = await chat.link()
    async with chat.service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE young_people SET active = false")
    assert (await chat.service.browser().get(link)).status_code == 404
    assert (await browser.get("/chat")).status_code == 404


async def test_neither_token_nor_pin_stands_in_the_database(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    await type_pin(browser, link, PIN)
    [visit] = [value for name, value in browser.cookies.items() if name.endswith("-chat")]
    tables = ("chat_invitations", "chat_pins", "chat_sessions", "audit", "sign_in_failures")
    for table in tables:
        for row in await chat.service.world.rows(f"SELECT {table}::text AS all FROM {table}"):
            for secret in (link.removeprefix("/chat/"), visit, PIN):
                assert secret not in row.all
    [pin] = await chat.service.world.rows("SELECT pin_hash FROM chat_pins")
    assert pin.pin_hash.startswith("$argon2id$")


def test_one_pin_of_two_people_is_kept_as_two(chat: Chat) -> None:
    vault = chat.service.world.vault
    keys = {chat_access.pin_key(vault, person, PIN) for person in (chat.person, chat.practitioner)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "pin", ["", "123", "1234", "4321", "0000", "99999999", "90123", "123456789", "12a4", "١٢٣٥"]
)
def test_a_pin_that_anybody_would_try_first_is_unfit(pin: str) -> None:
    assert not is_fit_pin(pin)


@pytest.mark.parametrize("pin", ["4071", "270419", "1123", "90210", "11112222"])
def test_an_ordinary_pin_is_fit(pin: str) -> None:
    assert is_fit_pin(pin)


async def test_a_door_speaks_the_language_of_the_young_person_and_the_one_asked_for(chat: Chat) -> None:
    async with chat.service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE young_people SET last_language = 'cy'")
    link, browser = await chat.link(), chat.service.browser()
    assert "Teipia dy PIN" in words(await browser.get(link))
    assert "Type your PIN" in words(await browser.get(f"{link}?in=en"))
    await type_pin(browser, link, PIN, **{"in": "en"})
    assert "Your message" in words(await browser.get("/chat"))
    await browser.post("/chat/language", to="cy")
    assert "Dy neges" in words(await browser.get("/chat"))


async def test_the_language_agreed_for_the_chat_comes_before_that_of_their_texts(chat: Chat) -> None:
    mine = await chat.service.sign_in(chat.practitioner)
    form = {"device": "own", "hours": "service", "opening": "plain", "safety_replies": "any_hour"}
    place = f"/young-people/{chat.person}/contact-safety"
    await mine.post(place, **form, language="en", language_chat="cy")
    link, browser = await chat.link(), chat.service.browser()
    assert "Teipia dy PIN" in words(await browser.get(link))
    await type_pin(browser, link, PIN)
    assert "Dy neges" in words(await browser.get("/chat"))
    await browser.post("/chat/language", to="en")
    assert "Your message" in words(await browser.get("/chat"))


async def waiting_tasks(chat: Chat) -> list[str]:
    rows = await chat.service.world.rows("SELECT kind FROM tasks WHERE done_at IS NULL ORDER BY kind")
    return [row.kind for row in rows]


async def test_by_an_old_link_a_new_one_can_be_asked_for_without_a_name(chat: Chat) -> None:
    link = await chat.link()
    chat.service.world.clock.forward(hours=49)
    browser = chat.service.browser()
    assert "Ask for a new link" in words(await browser.get(link))
    for _ in range(2):
        answer = await browser.post("/chat/want-link", link=link.removeprefix("/chat/"))
        assert "a person will see that" in words(answer)
    assert await waiting_tasks(chat) == ["chat_link_wanted"]


async def test_asking_by_a_link_that_never_was_reads_the_same_and_tells_nobody(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    await browser.get(link)
    never = await browser.post("/chat/want-link", link="nothing")
    assert await waiting_tasks(chat) == []
    known = await browser.post("/chat/want-link", link=link.removeprefix("/chat/"))
    assert (never.status_code, words(never)) == (known.status_code, words(known))


async def test_asking_often_is_not_refused_and_does_no_more(chat: Chat) -> None:
    link, browser = await chat.link(), chat.service.browser()
    await browser.get(link)
    answers = [await browser.post("/chat/want-link", link="nothing") for _ in range(WISHES_PER_ADDRESS)]
    answers.append(await browser.post("/chat/want-link", link=link.removeprefix("/chat/")))
    assert {words(one) for one in answers} == {words(answers[0])}
    assert await waiting_tasks(chat) == []


async def test_who_forgot_the_pin_of_a_visit_asks_by_its_cookie_which_no_page_shows(chat: Chat) -> None:
    browser = await chat.enter()
    chat.service.world.clock.forward(minutes=21)
    door = await browser.get("/chat")
    assert "Forgot your PIN?" in words(door)
    assert not any(value in door.text for name, value in browser.cookies.items() if name.endswith("-chat"))
    await browser.post("/chat/want-link", link="")
    assert await waiting_tasks(chat) == ["chat_link_wanted"]


async def test_without_a_link_the_closed_page_says_whom_to_ask(chat: Chat) -> None:
    page = await chat.service.browser().get("/chat")
    assert "Ask the person who gave you the link for a new one" in words(page)
    assert "want-link" not in page.text
