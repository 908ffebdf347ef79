"""A young person's own page: what they said, who read it, what happened next, and asking about their data."""

import pytest

from bot.content import LANGUAGES, load_content
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.domain.staff import Role
from bot.web.times import Times
from tests.web.chatting import Chat, chat, said, words, write
from tests.web.conftest import Service

__all__ = ["chat"]

pytestmark = pytest.mark.service

# A number up to this stands for itself; what is kept as less has words.
A_SCORE = 10


async def read_all(chat: Chat, reader: object) -> None:
    async with chat.service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            f"UPDATE messages SET read_by = '{reader}', read_at = '{chat.service.world.clock().isoformat()}'"
        )


async def test_it_says_what_they_said_and_that_nobody_read_it_yet(chat: Chat) -> None:
    await chat.service.says(chat.number, "by text")
    browser = await chat.enter()
    await write(browser, "by chat")
    page = await browser.get("/chat/me")
    assert said(page) == ["by chat", "by text"]
    assert words(page).count("No person has read this yet") == 2


async def test_a_reader_is_named_by_the_agreed_name_or_by_their_place(chat: Chat, service: Service) -> None:
    browser = await chat.enter()
    await write(browser, "haia")
    service.world.clock.forward(minutes=1)
    await read_all(chat, chat.practitioner)
    assert "Read by your worker" in words(await browser.get("/chat/me"))
    mine = await service.sign_in(chat.practitioner)
    form = {"device": "own", "hours": "service", "opening": "plain", "safety_replies": "any_hour"}
    await mine.post(f"/young-people/{chat.person}/contact-safety", **form, language="en", worker_name="Mari")
    assert "Read by Mari" in words(await browser.get("/chat/me"))
    await read_all(chat, await service.world.add_staff(Role.DUTY_MANAGER, name="Dewi Sampl"))
    page = words(await browser.get("/chat/me"))
    assert "Read by a person on the team" in page
    assert "Dewi" not in page


@pytest.mark.parametrize(
    ("language", "not_read", "taken"),
    [
        ("en", "No person has read this yet", "a person on the team took this on"),
        ("cy", "Does neb wedi darllen hwn eto", "mi aeth rhywun o'r criw ati"),
    ],
)
async def test_it_says_that_a_person_took_it_on_once_somebody_took_the_alert(
    chat: Chat, language: str, not_read: str, taken: str
) -> None:
    browser = await chat.enter()
    await browser.post("/chat/language", to=language)
    await write(browser, "he said hell hurt me")
    before = words(await browser.get("/chat/me"))
    assert (not_read in before, taken in before) == (True, False)
    async with chat.service.world.parts.database.transaction() as connection:
        chat.service.world.clock.forward(minutes=3)
        at = chat.service.world.clock().isoformat()
        await connection.exec_driver_sql(
            f"UPDATE alerts SET acknowledged_at = '{at}', acknowledged_by = '{chat.practitioner}'"
        )
    page = words(await browser.get("/chat/me"))
    assert (not_read in page, taken in page) == (False, True)
    for inside in ("Threats", "coercion", "high", "Mari", "rule"):
        assert inside not in page


async def test_nothing_shows_of_an_alert_that_the_danger_word_raised(chat: Chat, service: Service) -> None:
    mine = await service.sign_in(chat.practitioner)
    form = {"device": "own", "hours": "service", "opening": "plain", "safety_replies": "any_hour"}
    await mine.post(
        f"/young-people/{chat.person}/contact-safety", **form, language="en", danger_word="blue penguin"
    )
    browser = await chat.enter()
    await write(browser, "he said hell hurt me by the blue penguin")
    service.world.clock.forward(minutes=3)
    await mine.post(f"/alerts/{await service.reference()}/acknowledge")
    [alert] = await service.world.rows("SELECT acknowledged_at FROM alerts")
    assert alert.acknowledged_at is not None
    assert "What happened next" not in words(await browser.get("/chat/me"))


async def test_a_copy_holds_their_words_and_answers(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "with ŵ and <b>")
    async with chat.service.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO signals (id, young_person_id, check_in_id, kind, value, recorded_at)"
            f" SELECT gen_random_uuid(), young_person_id, id, 'mood', 7, '{chat.service.world.clock()}'"
            " FROM check_ins"
        )
    plain = await browser.get("/chat/me/copy/txt")
    assert plain.headers["content-disposition"] == 'attachment; filename="notes.txt"'
    assert "with ŵ and <b>" in plain.text
    assert "How I was, 0 to 10: 7" in plain.text
    data = (await browser.get("/chat/me/copy/json")).json()
    assert [one["text"] for one in data["messages"]] == ["with ŵ and <b>"]
    assert [(one["kind"], one["value"]) for one in data["answers"]] == [("mood", 7)]
    assert "Hafan" not in plain.text
    assert (await browser.get("/chat/me/copy/xml")).status_code == 404


@pytest.mark.parametrize(
    ("language", "read", "heading", "notes"),
    [
        ("en", "Read by O'Mari", "What I wrote and answered", "notes about you too"),
        ("cy", "Wedi'i ddarllen gan O'Mari", "Be sgwennis i a be atebis i", "cadw nodiadau amdanat ti"),
    ],
)
async def test_a_copy_says_who_read_each_message_and_the_page_that_more_is_kept(
    chat: Chat, service: Service, language: str, read: str, heading: str, notes: str
) -> None:
    mine = await service.sign_in(chat.practitioner)
    form = {"device": "own", "hours": "service", "opening": "plain", "safety_replies": "any_hour"}
    await mine.post(
        f"/young-people/{chat.person}/contact-safety", **form, language="en", worker_name="O'Mari"
    )
    browser = await chat.enter()
    await browser.post("/chat/language", to=language)
    await write(browser, "haia")
    service.world.clock.forward(minutes=1)
    await read_all(chat, chat.practitioner)
    await write(browser, "nobody saw this", "two")
    page = words(await browser.get("/chat/me"))
    assert (heading in page, notes in page) == (True, True)
    plain = (await browser.get("/chat/me/copy/txt")).text
    at = Times(Language(language), service.world.clock()).full(service.world.clock())
    assert f"haia\n{read}, {at}\n\n" in plain
    assert plain.count(read) == 1
    data = (await browser.get("/chat/me/copy/json")).json()
    assert [one["read_by"] for one in data["messages"]] == [None, "O'Mari"]


async def test_the_copy_calls_answers_by_their_own_words_and_language(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, "haia")
    for kind, value in (("safe", 1), ("sleep", 0), ("goal_2", 4)):
        async with chat.service.world.parts.database.transaction() as connection:
            await connection.exec_driver_sql(
                "INSERT INTO signals (id, young_person_id, check_in_id, kind, value, recorded_at)"
                f" SELECT gen_random_uuid(), young_person_id, id, '{kind}', {value},"
                f" '{chat.service.world.clock()}' FROM check_ins"
            )
    plain = (await browser.get("/chat/me/copy/txt")).text
    assert ": Did I feel safe: not sure\n" in plain
    assert ": How I slept: bad\n" in plain
    assert ": My second goal, 0 to 10: 4\n" in plain
    await browser.post("/chat/language", to="cy")
    assert ": O'n i'n teimlo'n saff: ddim yn siŵr\n" in (await browser.get("/chat/me/copy/txt")).text


@pytest.mark.parametrize("kind", SignalKind)
def test_everything_that_a_check_in_keeps_is_called_something_to_whoever_said_it(kind: SignalKind) -> None:
    texts = load_content().texts
    numbers = range(kind.highest + 1) if kind.highest < A_SCORE else ()
    names = [f"answers.{kind}", *(f"answers.{kind}_{number}" for number in numbers)]
    assert [name for name in names for language in LANGUAGES if (name, language) not in texts] == []


@pytest.mark.parametrize(("wish", "kind"), [("correct", "asked_to_correct"), ("delete", "asked_to_delete")])
async def test_asking_goes_to_people_and_deletes_nothing(chat: Chat, wish: str, kind: str) -> None:
    world = chat.service.world
    lead, leading = await chat.service.member(Role.SAFEGUARDING_LEAD)
    browser = await chat.enter()
    await write(browser, "haia")
    for _ in range(2):
        answer = await browser.post("/chat/me", wish=wish, text="he hurt me was wrong", client="w")
        assert answer.headers["location"] == "/chat/me?asked=yes"
    assert "We have passed it on" in words(await browser.get("/chat/me?asked=yes"))
    assert [row.kind for row in await world.rows("SELECT kind FROM tasks")] == [kind]
    notices = await world.rows("SELECT kind, practitioner_id FROM notices")
    assert [(row.kind, row.practitioner_id) for row in notices] == [(kind, lead)]
    assert "A young person asked us" in (await leading.get("/account")).text
    messages = await world.rows("SELECT channel FROM messages WHERE inbound")
    assert [row.channel for row in messages] == ["chat", "chat"]
    assert len(await world.rows("SELECT 1 FROM alerts")) == 1


async def test_asking_needs_a_choice_and_keeps_the_words(chat: Chat) -> None:
    browser = await chat.enter()
    answer = await browser.post("/chat/me", text="the thing about school", client="w")
    assert answer.status_code == 422
    assert "Choose what you want to ask" in words(answer)
    assert "the thing about school" in answer.text


async def test_the_page_is_in_both_languages(chat: Chat) -> None:
    browser = await chat.enter()
    await browser.post("/chat/language", to="cy")
    page = words(await browser.get("/chat/me"))
    assert "Fy nhudalen i" in page
    assert "My page" not in page


async def test_looking_and_asking_are_on_the_audit_trail(chat: Chat) -> None:
    browser = await chat.enter()
    await browser.get("/chat/me")
    await browser.get("/chat/me/copy/txt")
    await browser.post("/chat/me", wish="delete", client="w")
    rows = await chat.service.world.rows(
        "SELECT action FROM audit WHERE subject = :person AND actor = 'young_person' ORDER BY at, action",
        person=str(chat.person),
    )
    assert {row.action for row in rows} == {
        "chat:enter",
        "own_data:look",
        "own_data:copy",
        "own_data:delete",
    }
