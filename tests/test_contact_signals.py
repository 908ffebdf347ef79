"""Agreed words, and who may hold the phone: heard without the assistant, answered with neutral words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from bot import contact
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.domain.languages import Language
from bot.storage import contact_history, contact_profiles, people
from bot.storage.database import Database
from bot.storage.encryption import unseal
from tests.fixtures import World
from tests.test_replies import Talk

pytestmark = pytest.mark.service

WORDS = ContactProfile(safe_word="marmalade", danger_word="blue penguin")


class Agreed(Talk):
    """A young person with whom something was agreed."""

    pages: Database
    member: UUID

    async def agree(self, profile: ContactProfile = WORDS) -> list[str]:
        async with self.pages.transaction(user=self.member) as connection:
            person = await people.by_id(connection, self.person)
            return await contact_profiles.save(
                connection, self.world.vault, person, profile, self.member, self.world.clock()
            )

    async def paused(self) -> str | None:
        [row] = await self.world.rows("SELECT pause_reason FROM young_people")
        reason: str | None = row.pause_reason
        return reason

    async def tasks(self) -> set[str]:
        return {row.kind for row in await self.world.rows("SELECT kind FROM tasks")}

    async def last_text(self) -> str:
        async with self.world.parts.database.transaction() as connection:
            person = await people.by_id(connection, self.person)
            query = "SELECT id, body_sealed FROM messages WHERE NOT inbound ORDER BY sequence DESC LIMIT 1"
            row = (await connection.exec_driver_sql(query)).one()
        return unseal(person.key(self.world.vault), row.body_sealed, f"messages.body:{row.id}")

    async def pause(self, reason: str) -> None:
        async with self.worker.database.transaction() as connection:
            await contact.pause(connection, self.person, reason, self.world.clock())


@pytest.fixture
async def agreed(world: World) -> Agreed:
    member = await world.add_staff()
    talk = Agreed(world, *await world.add_young_person(assigned=member))
    talk.pages, talk.member = world.database("hafan_web"), member
    await talk.agree()
    return talk


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


async def test_where_no_reply_was_agreed_there_is_none(agreed: Agreed) -> None:
    await agreed.agree(replace(WORDS, safety_replies=SafetyReplies.NONE))
    assert await agreed.text("he says hell hurt me") == []
    assert await agreed.text("blue penguin") == []
    assert {row.severity for row in await agreed.world.rows("SELECT severity FROM alerts")} == {"emergency"}


async def test_after_a_long_silence_somebody_with_a_safe_word_is_asked_whether_it_is_them(
    agreed: Agreed,
) -> None:
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("u there") == ["identity"]
    assert (await agreed.paused(), await agreed.tasks()) == ("who_is_it", {"long_silence"})


async def test_a_long_silence_is_no_reason_to_doubt_a_cry_or_somebody_without_a_word(agreed: Agreed) -> None:
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("he says hell hurt me") == ["safety_reply"]
    await agreed.agree(ContactProfile())
    agreed.world.clock.forward(days=29)
    assert await agreed.text("u there") == ["reply"]


async def test_the_other_language_from_somebody_who_never_wrote_it_is_asked_about(agreed: Agreed) -> None:
    spoken = Language.ENGLISH
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    for _ in range(8):
        assert await agreed.text("all good thanks") == ["reply"]
    spoken = Language.WELSH
    assert await agreed.text("sut wyt ti heno ta") == ["identity"]


MUM = "Hello, this is her mother. She is at school. Who are you, please, and what is this about?"


async def write_as_ever(agreed: Agreed, times: int = 21) -> None:
    for _ in range(times):
        await agreed.text("yh im alright just chillin w my mates")


async def test_an_odd_change_of_style_is_asked_about_once_and_the_safe_word_answers(agreed: Agreed) -> None:
    await write_as_ever(agreed)
    assert await agreed.text(MUM) == ["identity"]
    assert await agreed.last_text() == "Hi, is this still you?"
    assert (await agreed.paused(), await agreed.tasks()) == ("who_is_it", {"odd_style"})
    assert await agreed.text(MUM) == []
    assert await agreed.text("marmalade") == ["reply"]
    assert await agreed.paused() is None
    assert await agreed.text(MUM) == ["reply"]


async def test_an_odd_style_is_no_reason_to_doubt_a_cry(agreed: Agreed) -> None:
    await write_as_ever(agreed)
    assert await agreed.text(f"{MUM} he says hell hurt me") == ["safety_reply"]
    assert await agreed.paused() is None


@pytest.mark.parametrize("why", ["long_silence", "odd_language", "odd_style"])
async def test_without_a_safe_word_a_person_is_told_of_a_doubt_and_nothing_stops(
    agreed: Agreed, why: str
) -> None:
    await agreed.agree(ContactProfile())
    spoken = Language.ENGLISH
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    await write_as_ever(agreed)
    if why == "long_silence":
        agreed.world.clock.forward(days=29)
    spoken = Language.WELSH if why == "odd_language" else Language.ENGLISH
    assert await agreed.text(MUM if why == "odd_style" else "im alright just chillin still") == ["reply"]
    assert (await agreed.paused(), await agreed.tasks()) == (None, {why})
    [noted] = await agreed.world.rows("SELECT detail FROM audit WHERE action = 'young_person:doubt'")
    assert noted.detail["reason"] == why


async def test_how_they_write_is_kept_sealed_and_only_where_messages_are_accepted(agreed: Agreed) -> None:
    await write_as_ever(agreed, 2)
    [row] = await agreed.world.rows("SELECT figures_sealed FROM writing_styles")
    assert b"chillin" not in bytes(row.figures_sealed)
    assert b"capitals" not in bytes(row.figures_sealed)
    for database in (agreed.pages, agreed.worker.database):
        with pytest.raises(Exception, match="permission denied"):
            async with database.transaction() as connection:
                await connection.exec_driver_sql("SELECT 1 FROM writing_styles")


async def test_figures_that_cannot_be_opened_keep_no_message_out(agreed: Agreed) -> None:
    await write_as_ever(agreed, 1)
    async with agreed.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE writing_styles SET figures_sealed = '\\x00'")
    assert await agreed.text("still here") == ["reply"]


async def test_what_a_doubted_hand_writes_is_not_learned(agreed: Agreed) -> None:
    await write_as_ever(agreed)
    before = await agreed.world.rows("SELECT figures_sealed FROM writing_styles")
    await agreed.pause("who_is_it")
    await agreed.text(MUM)
    assert await agreed.world.rows("SELECT figures_sealed FROM writing_styles") == before


async def test_short_words_and_those_who_mix_languages_are_not_doubted(agreed: Agreed) -> None:
    spoken = Language.ENGLISH
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    for number in range(8):
        spoken = Language.MIXED if number == 3 else Language.ENGLISH
        await agreed.text("all good thanks")
    spoken = Language.WELSH
    assert await agreed.text("sut wyt ti heno ta") == ["reply"]


@pytest.mark.parametrize(
    ("word", "kind"), [("STOP", "opted_out"), ("HELP", "asked_for_help"), ("DECHRAU", "opted_in")]
)
async def test_each_keyword_is_a_task_and_is_screened_as_words(agreed: Agreed, word: str, kind: str) -> None:
    heard: list[str] = []

    def screen(text: str) -> tuple[Any, ...]:
        heard.append(text)
        return ()

    agreed.intake = agreed.world.parts_of("hafan_intake", screen=screen)
    await agreed.text(word)
    assert await agreed.tasks() == {kind}
    assert heard == [word]


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
