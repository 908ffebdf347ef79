"""Agreed words, and who may hold the phone: heard without the assistant, answered with neutral words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bot.checkins import CheckIns
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import Device, Opening
from bot.domain.keywords import HELP, NETWORK_START, NETWORK_STOP, OUR_START, OUR_STOP, YES
from bot.domain.languages import Language
from bot.storage import contact_history, contact_profiles, people
from bot.storage.conversations import Conversation
from tests.agreeing import WORDS, Agreed
from tests.test_replies import Told

pytestmark = pytest.mark.service


@pytest.mark.parametrize(
    "text", ["any blue penguins? blue penguin", "Blue Penguin!", "ok bluepenguin blue penguin"]
)
async def test_the_danger_word_raises_an_emergency_and_gets_only_neutral_words(
    agreed: Agreed, text: str
) -> None:
    assert await agreed.text(text) == ["cover"]
    [alert] = await agreed.world.rows("SELECT severity FROM alerts")
    assert alert.severity == "emergency"
    assert await agreed.paused() == "danger_word"
    assert await agreed.last_text() == "OK, no problem. Another time."


async def test_after_the_danger_word_nothing_more_shows_whatever_is_written(agreed: Agreed) -> None:
    await agreed.text("blue penguin")
    for body in ("who is this", "marmalade", "he says hell hurt me", "blue penguin", "START", "help"):
        assert await agreed.text(body) == [], body
    assert await agreed.paused() == "danger_word"
    assert agreed.assistant.asked == []


async def test_the_danger_word_reads_the_same_as_not_being_alone(agreed: Agreed) -> None:
    await agreed.text("blue penguin")
    after_danger = await agreed.last_text()
    async with agreed.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE young_people SET pause_reason = NULL, paused_at = NULL")
    agreed.world.clock.forward(hours=1)
    assert await agreed.text("mam yma") == ["cover"]
    assert await agreed.last_text() == after_danger


async def test_the_danger_word_is_heard_from_somebody_who_opted_out_and_not_answered(agreed: Agreed) -> None:
    await agreed.text("STOP")
    assert await agreed.text("blue penguin") == []
    assert len(await agreed.world.rows("SELECT 1 FROM alerts")) == 1


@pytest.mark.parametrize("text", ["mam yma", "cant talk", "not alone"])
async def test_somebody_who_is_not_alone_is_left_in_peace_until_they_write_again(
    agreed: Agreed, text: str
) -> None:
    assert await agreed.text(text) == ["cover"]
    assert (await agreed.paused(), await agreed.tasks()) == ("not_alone", {"not_alone"})
    assert await agreed.text("ok im back") == ["reply"]
    assert await agreed.paused() is None


@pytest.mark.parametrize("reason", ["wrong_person", "who_is_it"])
async def test_the_safe_word_ends_a_doubt_and_nothing_else_does(agreed: Agreed, reason: str) -> None:
    await agreed.pause(reason)
    assert await agreed.text("its me honest") == ["identity"]
    assert await agreed.text("yes its me!!") == []
    assert await agreed.text("mam yma") == ["cover"]
    assert await agreed.paused() == reason
    assert await agreed.text("ok ok, marmalade") == ["reply"]
    assert await agreed.paused() is None


async def test_a_disclosure_while_paused_is_alerted_and_gets_the_neutral_text(agreed: Agreed) -> None:
    await agreed.pause("wrong_person")
    assert await agreed.text("he says hell hurt me") == ["cover"]
    assert len(await agreed.world.rows("SELECT 1 FROM alerts")) == 1


class WrongPerson(Told):
    """An assistant that hears somebody else, whatever is written."""

    async def ask(
        self, conversation: Conversation, message_id: str, text: str, language: Language
    ) -> Sequence[str] | None:
        await self.service.wrong_person(conversation.conversation_id)
        return await super().ask(conversation, message_id, text, language)

    service: CheckIns


@pytest.mark.parametrize(
    ("spoken", "asked"),
    [(Language.ENGLISH, "Hi, is this still you?"), (Language.WELSH, "Haia, chdi sy 'na o hyd?")],
)
async def test_harm_told_after_somebody_else_wrote_is_asked_about_and_not_met_with_silence(
    agreed: Agreed, spoken: Language, asked: str
) -> None:
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    agreed.assistant = WrongPerson()
    object.__setattr__(agreed.assistant, "service", CheckIns(agreed.intake))
    assert await agreed.text("wrong number mate") == ["cover"]
    assert await agreed.text("he says hell hurt me") == ["identity"]
    assert await agreed.last_text() == asked
    assert len(await agreed.world.rows("SELECT 1 FROM alerts")) == 1
    assert await agreed.text("he says hell hurt me") == []
    assert await agreed.text("marmalade") == ["reply"]
    assert await agreed.paused() is None


async def test_after_the_danger_word_nobody_is_asked_who_it_is(agreed: Agreed) -> None:
    agreed.assistant = WrongPerson()
    object.__setattr__(agreed.assistant, "service", CheckIns(agreed.intake))
    assert await agreed.text("wrong number mate") == ["cover"]
    assert await agreed.text("blue penguin") == []
    assert await agreed.text("he says hell hurt me") == []


async def test_where_no_reply_was_agreed_there_is_none(agreed: Agreed) -> None:
    await agreed.agree(replace(WORDS, safety_replies=SafetyReplies.NONE))
    assert await agreed.text("he says hell hurt me") == []
    assert await agreed.text("blue penguin") == []
    assert {row.severity for row in await agreed.world.rows("SELECT severity FROM alerts")} == {"emergency"}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("opted_out", NETWORK_STOP | OUR_STOP),
        ("asked_for_help", HELP),
        ("opted_in", (NETWORK_START | OUR_START) - YES),
    ],
)
async def test_each_keyword_is_a_task_and_is_screened_as_words(
    agreed: Agreed, kind: str, words: frozenset[str]
) -> None:
    heard: list[str] = []

    def screen(text: str) -> tuple[Any, ...]:
        heard.append(text)
        return ()

    agreed.intake = agreed.world.parts_of("hafan_intake", screen=screen)
    for word in sorted(words):
        async with agreed.world.parts.database.transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM tasks")
            await connection.exec_driver_sql("UPDATE young_people SET opted_out_at = NULL")
        await agreed.text(word.upper())
        assert await agreed.tasks() == {kind}, word
    assert heard == [word.upper() for word in sorted(words)]


async def test_each_word_that_takes_an_opt_out_back_is_a_task(agreed: Agreed) -> None:
    for word in sorted(NETWORK_START | OUR_START | YES):
        async with agreed.world.parts.database.transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM tasks")
        await agreed.text("stopio")
        await agreed.text(word)
        assert await agreed.tasks() == {"opted_out", "opted_in"}, word
        [person] = await agreed.world.rows("SELECT opted_out_at FROM young_people")
        assert person.opted_out_at is None, word


async def test_a_pause_is_never_replaced_by_a_lighter_one(agreed: Agreed) -> None:
    for reason in ("not_alone", "danger_word", "wrong_person", "not_alone"):
        await agreed.pause(reason)
    assert await agreed.paused() == "danger_word"


async def test_intake_hears_the_words_and_can_read_none_of_them(agreed: Agreed) -> None:
    for column in ("danger_word_sealed", "safe_word_sealed", "details_sealed", "windows"):
        with pytest.raises(Exception, match="permission denied"):
            async with agreed.intake.database.transaction() as connection:
                await connection.exec_driver_sql(f"SELECT {column} FROM contact_profiles")


async def test_two_peoples_same_word_has_two_indexes(agreed: Agreed) -> None:
    other, _ = await agreed.world.add_young_person(assigned=agreed.member)
    agreed.person = other
    await agreed.agree()
    rows = await agreed.world.rows("SELECT danger_word_indexes FROM contact_profiles")
    assert rows[0].danger_word_indexes != rows[1].danger_word_indexes


async def test_each_change_is_kept_with_its_author_and_agreed_words_without_themselves(
    agreed: Agreed,
) -> None:
    changed = await agreed.agree(
        replace(WORDS, device=Device.WATCHED, opening=Opening.NO_NAME, danger_word="red kettle")
    )
    assert changed == ["danger_word", "device", "opening"]
    assert (
        await agreed.agree(
            replace(WORDS, device=Device.WATCHED, opening=Opening.NO_NAME, danger_word="red kettle")
        )
        == []
    )
    async with agreed.pages.transaction(user=agreed.member) as connection:
        person = await people.by_id(connection, agreed.person)
        found = await contact_history.history(connection, agreed.world.vault, person)
    device = next(one for one in found if one.what == "device")
    assert (device.before, device.after, device.by[:5]) == ("unknown", "watched", "Staff")
    assert {(one.before, one.after) for one in found if one.what == "danger_word"} == {("", "")}
    rows = await agreed.world.rows("SELECT before_sealed, after_sealed FROM contact_changes")
    assert not any(b"watched" in bytes(row.after_sealed or b"") for row in rows)


async def test_what_was_agreed_comes_back_as_it_was_kept(agreed: Agreed) -> None:
    async with agreed.pages.transaction(user=agreed.member) as connection:
        person = await people.by_id(connection, agreed.person)
        assert await contact_profiles.profile(connection, agreed.world.vault, person) == WORDS


@pytest.mark.parametrize("table", ["contact_profiles", "contact_changes", "consents", "takeovers", "drafts"])
async def test_a_stranger_sees_nothing_of_it(agreed: Agreed, table: str) -> None:
    stranger = await agreed.world.add_staff()
    async with agreed.pages.transaction(user=stranger) as connection:
        assert (await connection.exec_driver_sql(f"SELECT 1 FROM {table}")).all() == []


async def test_consent_that_was_taken_back_stops_all_but_what_safety_needs(agreed: Agreed) -> None:
    for given in (True, False):
        async with agreed.pages.transaction(user=agreed.member) as connection:
            person = await people.by_id(connection, agreed.person)
            await contact_history.record_consent(
                connection,
                agreed.world.vault,
                person,
                given=given,
                detail="as they said",
                member=agreed.member,
                now=agreed.world.clock(),
            )
        agreed.world.clock.forward(minutes=1)
        assert await agreed.text("haia") == (["reply"] if given else [])
    assert await agreed.text("he says hell hurt me") == ["safety_reply"]
