"""Check-ins and safety replies in the web chat: opened where somebody is, and texted when nobody saw them."""

from dataclasses import replace

import pytest

from bot import alerts, chat_unseen, checkins, contact, seen
from bot.domain.contact_gate import Purpose, SafetyReplies
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.storage import caseload, contact_profiles, people, watching
from tests.web.chatting import Chat, chat, said, words, write
from tests.web.conftest import Service, service

__all__ = ["Service", "chat", "service"]

pytestmark = pytest.mark.service

HURT = "he said hell hurt me"


async def agree(chat: Chat, profile: ContactProfile) -> None:
    world = chat.service.world
    async with world.database("hafan_web").transaction(user=chat.practitioner) as connection:
        person = await people.by_id(connection, chat.person)
        await contact_profiles.save(
            connection, world.vault, person, profile, chat.practitioner, world.clock()
        )


async def sent(chat: Chat) -> list[tuple[str, str, str]]:
    query = (
        "SELECT purpose, channel, status FROM dispatches WHERE young_person_id IS NOT NULL"
        " ORDER BY created_at, key"
    )
    return [(row.purpose, row.channel, row.status) for row in await chat.service.world.rows(query)]


async def tasks(chat: Chat) -> list[str]:
    return [row.kind for row in await chat.service.world.rows("SELECT kind FROM tasks ORDER BY kind")]


async def later(chat: Chat, **amount: float) -> int:
    chat.service.world.clock.forward(**amount)
    looked_at = await chat_unseen.text_instead(chat.worker)
    await chat.work()
    return looked_at


async def test_a_check_in_opens_in_the_chat_for_whoever_is_there(chat: Chat) -> None:
    browser = await chat.enter()
    assert await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert await sent(chat) == [("check_in", "chat", "sent")]
    assert len(said(await browser.get("/chat"))) == 1
    assert await later(chat, minutes=31) == 0
    assert chat.texts.carried == []


async def test_a_check_in_opens_by_text_for_whoever_is_not(chat: Chat) -> None:
    await chat.enter()
    chat.service.world.clock.forward(minutes=21)
    assert await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert await sent(chat) == [("check_in", "sms", "sent")]


async def test_a_check_in_that_was_sent_both_ways_is_one_silence(chat: Chat) -> None:
    await chat.enter()
    await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert await later(chat, minutes=31) == 1
    world = chat.service.world
    async with world.database("hafan_web").transaction(user=chat.practitioner) as connection:
        case = await caseload.case(connection, world.vault, chat.person)
    async with chat.worker.database.transaction() as connection:
        [watched] = (await watching.prompts(connection)).values()
    assert case is not None
    assert [prompt.status for prompt in case.prompts] == [prompt.status for prompt in watched] == ["sent"]


async def test_a_check_in_that_nobody_saw_in_the_chat_goes_by_text_once_and_goes_on(chat: Chat) -> None:
    browser = await chat.enter()
    await checkins.open_check_in(chat.worker, chat.person)
    await chat.work()
    assert await later(chat, minutes=29) == 0
    assert await later(chat, minutes=2) == 1
    assert await later(chat, minutes=30) == 0
    assert [kind for _, kind, _ in await sent(chat)] == ["chat", "sms"]
    assert await tasks(chat) == []
    await write(browser, "7")
    rows = await chat.service.world.rows("SELECT DISTINCT check_in_id FROM messages")
    assert len(rows) == 1


async def test_a_safety_reply_that_nobody_saw_goes_by_text_and_is_a_task(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    assert await later(chat, minutes=31) == 1
    assert await later(chat, minutes=31) == 0
    assert await sent(chat) == [("safety_reply", "chat", "sent"), ("safety_reply", "sms", "sent")]
    assert await tasks(chat) == ["safety_reply_unseen"]
    [(number, _)] = chat.texts.carried
    assert number == chat.number


async def test_a_safety_reply_that_went_on_by_text_is_in_the_chat_once(chat: Chat, service: Service) -> None:
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await later(chat, minutes=31)
    back = await chat.enter()
    assert [len(said(await back.get("/chat"))), len(chat.texts.carried)] == [2, 1]
    theirs = await service.sign_in(chat.practitioner)
    page = await theirs.get(f"/young-people/{chat.person}/conversation")
    assert words(page).count(chat.texts.carried[0][1]) == 1
    assert "in the web chat: Delivered" in words(page)
    assert "by text: Sent" in words(page)


@pytest.mark.parametrize(
    "profile",
    [
        ContactProfile(device=Device.SHARED, opening=Opening.NO_NAME),
        ContactProfile(device=Device.WATCHED, opening=Opening.NUMBER_ONLY),
    ],
)
async def test_no_safety_reply_follows_to_a_phone_that_others_look_at(
    chat: Chat, profile: ContactProfile
) -> None:
    await agree(chat, profile)
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await later(chat, minutes=31)
    assert await tasks(chat) == ["safety_reply_unseen"]
    assert chat.texts.carried == []


async def test_what_was_agreed_after_it_still_keeps_it_back(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await agree(chat, replace(ContactProfile(), safety_replies=SafetyReplies.NONE))
    await later(chat, minutes=31)
    assert chat.texts.carried == []
    assert "safety_reply_unseen" in await tasks(chat)


async def test_a_safety_reply_that_was_seen_goes_nowhere_else(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await browser.get("/chat")
    assert await later(chat, hours=1) == 0
    assert await tasks(chat) == []


async def somebody_takes_it(chat: Chat) -> None:
    """The alert that their words raised, on its page."""
    [alert] = await chat.service.world.rows("SELECT id FROM alerts")
    async with chat.worker.database.transaction() as connection:
        now = chat.service.world.clock()
        await alerts.acknowledge(connection, alert.id, chat.practitioner, now, by="page")
    await seen.tell(chat.worker, alert.id)
    await chat.work()


async def told_of_harm(chat: Chat) -> None:
    """Written in the chat, its safety reply read there, and the page left."""
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await browser.get("/chat")
    await browser.get("/chat/exit")


async def test_that_a_person_has_it_is_texted_to_whoever_left_the_chat(chat: Chat) -> None:
    await told_of_harm(chat)
    await somebody_takes_it(chat)
    assert (await sent(chat))[-1] == ("seen", "chat", "sent")
    assert await later(chat, minutes=29) == 0
    assert await later(chat, minutes=2) == 1
    assert await later(chat, minutes=31) == 0
    [(number, text)] = chat.texts.carried
    assert number == chat.number
    assert "has seen your message" in text
    assert await tasks(chat) == []
    assert said(await (await chat.enter()).get("/chat")).count(text) == 1


async def test_whoever_is_there_reads_it_in_the_chat_alone(chat: Chat) -> None:
    browser = await chat.enter()
    await write(browser, HURT)
    await chat.work()
    await somebody_takes_it(chat)
    assert "has seen your message" in said(await browser.get("/chat"))[-1]
    assert await later(chat, minutes=31) == 0
    assert chat.texts.carried == []


async def test_on_a_phone_that_others_look_at_it_stays_in_the_chat_and_is_a_task(chat: Chat) -> None:
    await agree(chat, ContactProfile(device=Device.SHARED, opening=Opening.NO_NAME))
    await told_of_harm(chat)
    await somebody_takes_it(chat)
    assert await later(chat, minutes=31) == 1
    assert chat.texts.carried == []
    assert await tasks(chat) == ["chat_unseen"]


async def test_where_the_gate_would_refuse_it_for_good_it_stays_and_is_a_task(chat: Chat) -> None:
    await told_of_harm(chat)
    await somebody_takes_it(chat)
    async with chat.service.world.parts.database.transaction() as connection:
        await contact.pause(connection, chat.person, contact.WHO_IS_IT, chat.service.world.clock())
    await later(chat, minutes=31)
    assert chat.texts.carried == []
    assert await tasks(chat) == ["chat_unseen", "who_is_it"]


async def test_in_the_night_it_waits_for_a_safe_hour(chat: Chat) -> None:
    chat.service.world.clock.forward(hours=8, minutes=10)
    await told_of_harm(chat)
    chat.service.world.clock.forward(minutes=45)
    await somebody_takes_it(chat)
    await later(chat, minutes=31)
    [*_, last] = await sent(chat)
    assert last == ("seen", "sms", "held")
    assert await tasks(chat) == []


async def test_what_a_person_wrote_and_nobody_saw_follows_too(chat: Chat) -> None:
    await chat.enter()
    async with chat.worker.database.transaction() as connection:
        person = await people.by_id(connection, chat.person)
        await contact.say(
            connection,
            chat.worker,
            person,
            "Can I ring you at four?",
            purpose=Purpose.PERSON,
            language=person.last_language,
            author="practitioner",
            now=chat.service.world.clock(),
        )
    await chat.work()
    await later(chat, minutes=31)
    assert await sent(chat) == [("person", "chat", "sent"), ("person", "sms", "sent")]
    assert chat.texts.carried == [(chat.number, "Can I ring you at four?")]


@pytest.mark.parametrize(
    ("stop", "start"), [("STOP", "START"), ("stopio", "dechrau"), ("STOP", "yes"), ("stopio", "ia")]
)
async def test_stop_and_start_in_the_chat_say_what_holds_there(chat: Chat, stop: str, start: str) -> None:
    browser = await chat.enter()
    await write(browser, stop, "one")
    await chat.work()
    stopped = await browser.get("/chat")
    assert 'id="stopped"' in stopped.text
    assert "START here" in said(stopped)[-1]
    await write(browser, start, "two")
    await chat.work()
    page = await browser.get("/chat")
    assert 'id="stopped"' not in page.text
    assert "Then text START from it too" in said(page)[-1]
