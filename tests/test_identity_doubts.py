"""Doubts whether it is really them: after a long silence, in another language, in another style."""

import pytest

from bot import checkins, contact
from bot.channels.contract import ChatMessage
from bot.domain.contact_gate import Outgoing, Purpose, Refusal, SafetyReplies, Verdict, verdict
from bot.domain.contact_profile import ContactProfile
from bot.domain.languages import Language
from bot.receive import receive
from bot.storage import contact_profiles, dispatches, people
from bot.withholding import withheld
from tests.agreeing import WORDS, Agreed

pytestmark = pytest.mark.service


async def test_after_a_long_silence_somebody_with_a_safe_word_is_asked_whether_it_is_them(
    agreed: Agreed,
) -> None:
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("u there") == ["identity"]
    assert (await agreed.paused(), await agreed.tasks()) == ("who_is_it", {"long_silence"})


@pytest.mark.parametrize("profile", [WORDS, ContactProfile()])
async def test_a_long_silence_is_no_reason_to_doubt_a_cry(agreed: Agreed, profile: ContactProfile) -> None:
    await agreed.agree(profile)
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("he says hell hurt me") == ["safety_reply"]
    assert await agreed.paused() is None


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
async def test_without_a_safe_word_they_are_asked_once_and_contact_waits_for_a_person(
    agreed: Agreed, why: str
) -> None:
    await agreed.agree(ContactProfile())
    spoken = Language.ENGLISH
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    await write_as_ever(agreed)
    if why == "long_silence":
        agreed.world.clock.forward(days=29)
    spoken = Language.WELSH if why == "odd_language" else Language.ENGLISH
    assert await agreed.text(MUM if why == "odd_style" else "im alright just chillin still") == ["identity"]
    in_welsh = why == "odd_language"
    assert await agreed.last_text() == ("Haia, chdi sy 'na o hyd?" if in_welsh else "Hi, is this still you?")
    assert (await agreed.paused(), await agreed.tasks()) == ("unproven", {why})
    [noted] = await agreed.world.rows("SELECT detail FROM audit WHERE action = 'young_person:doubt'")
    assert noted.detail["reason"] == why
    assert not await checkins.open_check_in(agreed.worker, agreed.person)
    assert await agreed.text("yh its me") == ["identity"]
    thanks = "Haia, diolch am y tecst." if in_welsh else "Hiya, thanks for the text."
    assert await agreed.last_text() == thanks
    assert await agreed.text("why u asking") == []
    await go_on(agreed)
    assert await agreed.text(MUM if why == "odd_style" else "im alright just chillin still") == ["reply"]
    assert await checkins.open_check_in(agreed.worker, agreed.person)


async def go_on(agreed: Agreed) -> None:
    async with agreed.pages.transaction(user=agreed.member) as connection:
        await contact.resume(connection, agreed.person, agreed.world.clock(), agreed.member)


async def doubted(agreed: Agreed, profile: ContactProfile) -> None:
    await agreed.agree(profile)
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("u there") == ["identity"]
    assert await agreed.paused() == "unproven"


async def test_nothing_that_comes_by_itself_leaves_while_it_is_doubted(agreed: Agreed) -> None:
    await doubted(agreed, ContactProfile())
    async with agreed.worker.database.transaction() as connection:
        person = await people.by_id(connection, agreed.person)
        state = await contact_profiles.state(connection, person)
    for purpose in (Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST, Purpose.REPLY, Purpose.SEEN):
        outgoing = Outgoing(purpose, agreed.world.clock(), agreed.world.clock(), neutral=True)
        found = verdict(outgoing, state, agreed.worker.hours, agreed.world.clock())
        assert found == Verdict(Refusal.PAUSED)


@pytest.mark.parametrize(
    ("replies", "written"),
    [
        (SafetyReplies.ANY_HOUR, ["safety_reply"]),
        (SafetyReplies.NEUTRAL, ["cover"]),
        (SafetyReplies.NONE, []),
    ],
)
async def test_whoever_tells_of_harm_while_doubted_without_a_word_is_answered_as_agreed(
    agreed: Agreed, replies: SafetyReplies, written: list[str]
) -> None:
    await doubted(agreed, ContactProfile(safety_replies=replies))
    assert await agreed.text("he says hell hurt me") == written
    assert len(await agreed.world.rows("SELECT 1 FROM alerts")) == 1
    assert await agreed.paused() == "unproven"
    sent = await agreed.world.rows("SELECT id FROM dispatches WHERE purpose = 'safety_reply'")
    async with agreed.worker.database.transaction() as connection:
        for one in sent:
            row = await dispatches.held(connection, one.id)
            assert not await withheld(connection, agreed.worker, row, agreed.world.clock())


async def test_a_second_doubt_is_a_new_task_and_going_on_settles_every_one(agreed: Agreed) -> None:
    await doubted(agreed, ContactProfile())
    waits = "SELECT done_by FROM tasks WHERE kind = 'long_silence' AND done_at IS NULL"
    await agreed.agree(WORDS)
    await agreed.text("marmalade")
    agreed.world.clock.forward(days=29)
    assert await agreed.text("u there") == ["identity"]
    assert len(await agreed.world.rows(waits)) == 2
    await go_on(agreed)
    assert await agreed.world.rows(waits) == []
    done = await agreed.world.rows("SELECT done_by FROM tasks WHERE kind = 'long_silence'")
    assert [row.done_by for row in done] == [agreed.member] * 2


async def test_whoever_is_in_the_chat_behind_their_pin_is_not_doubted(agreed: Agreed) -> None:
    await agreed.text("haia")
    agreed.world.clock.forward(days=29)
    await receive(ChatMessage("chat:1", agreed.person, "u there"), agreed.intake)
    assert (await agreed.paused(), await agreed.tasks()) == (None, set())


async def test_a_safe_word_that_is_agreed_meanwhile_ends_the_doubt(agreed: Agreed) -> None:
    await doubted(agreed, ContactProfile())
    await agreed.agree(WORDS)
    assert await agreed.text("marmalade") == ["reply"]
    assert await agreed.paused() is None


async def test_the_language_in_which_they_are_written_to_is_never_odd(agreed: Agreed) -> None:
    spoken = Language.ENGLISH
    agreed.intake = agreed.world.parts_of("hafan_intake", detect=lambda _text, _last: spoken)
    async with agreed.world.parts.database.transaction() as connection:
        await people.change(connection, agreed.person, language=Language.WELSH)
    for _ in range(8):
        await agreed.text("all good thanks")
    spoken = Language.WELSH
    assert await agreed.text("sut wyt ti heno ta") == ["reply"]


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
