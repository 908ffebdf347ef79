"""Answering one message: by the service itself or the assistant, once, and in the right language."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import pytest

from bot import checkins, contact, replies
from bot.checkins import CheckIns
from bot.dialogue import Assistant
from bot.domain.languages import Language
from bot.domain.signals import Safe, SignalKind
from bot.domain.snooze import SOME_TIME
from bot.receive import receive
from bot.storage import people
from bot.storage.conversations import Conversation
from tests.fixtures import World
from tests.test_receive import text_from

pytestmark = pytest.mark.service


class Told(Assistant):
    """An assistant that answers with what a test sets, and remembers what it was asked."""

    def __init__(self, answer: Sequence[str] | None = ("heard",)) -> None:
        object.__setattr__(self, "asked", [])
        object.__setattr__(self, "answer", answer)

    asked: list[tuple[Conversation, str, Language]]
    answer: Sequence[str] | None

    async def ask(
        self, conversation: Conversation, message_id: str, text: str, language: Language
    ) -> Sequence[str] | None:
        self.asked.append((conversation, text, language))
        return self.answer


class Talk:
    """One young person's conversation with the service."""

    def __init__(self, world: World, person: UUID, number: str) -> None:
        self.world, self.person, self.number = world, person, number
        self.intake, self.worker = world.parts_of("hafan_intake"), world.parts_of("hafan_worker")
        self.assistant = Told()

    async def text(self, body: str, **details: object) -> list[str]:
        """The purposes of what is written back."""
        await receive(text_from(self.number, body, **details), self.intake)
        rows = await self.world.rows("SELECT id FROM messages WHERE inbound ORDER BY sequence DESC LIMIT 1")
        before = await self.world.rows("SELECT 1 FROM messages WHERE NOT inbound")
        await replies.reply(self.worker, self.assistant, rows[0].id)
        written = await self.world.rows("SELECT purpose FROM messages WHERE NOT inbound ORDER BY sequence")
        return [row.purpose for row in written[len(before) :]]


@pytest.fixture
async def talk(world: World) -> Talk:
    worker = await world.add_staff()
    return Talk(world, *await world.add_young_person(assigned=worker))


async def test_an_ordinary_message_is_answered_by_the_assistant(talk: Talk) -> None:
    assert await talk.text("haia") == ["reply"]
    [(conversation, text, _)] = talk.assistant.asked
    assert (text, conversation.planned) == ("haia", False)


async def test_a_message_is_answered_once_however_often_its_job_runs(talk: Talk) -> None:
    await talk.text("haia")
    [message] = await talk.world.rows("SELECT id FROM messages WHERE inbound")
    await replies.reply(talk.worker, talk.assistant, message.id)
    assert len(talk.assistant.asked) == 1
    assert len(await talk.world.rows("SELECT 1 FROM messages WHERE NOT inbound")) == 1


async def test_a_fallback_answers_when_the_assistant_is_down(talk: Talk) -> None:
    talk.assistant = Told(None)
    assert await talk.text("haia") == ["reply"]


async def test_a_disclosure_gets_its_safety_reply_from_the_service_itself(talk: Talk) -> None:
    talk.assistant = Told(None)
    assert await talk.text("he says hell hurt me") == ["safety_reply"]
    assert talk.assistant.asked == []


async def test_after_a_safety_reply_the_assistant_is_told_to_pause(talk: Talk) -> None:
    await talk.text("he says hell hurt me")
    await talk.text("ok")
    [(conversation, _, _)] = talk.assistant.asked
    assert conversation.paused_at is not None


async def test_one_distress_in_several_texts_gets_one_safety_reply(talk: Talk) -> None:
    answers = [await talk.text(body) for body in ("he says hell hurt me", "hurt me bad", "hes outside now")]
    assert answers == [["safety_reply"], ["heard_again"], ["safety_reply"]]
    assert await talk.text("he says hell hurt me") == []
    talk.world.clock.forward(minutes=11)
    assert await talk.text("he says hell hurt me") == ["heard_again"]
    assert talk.assistant.asked == []
    talk.world.clock.forward(minutes=31)
    assert await talk.text("he hurt me") == ["safety_reply"]


async def test_a_picture_alone_is_answered_honestly(talk: Talk) -> None:
    assert await talk.text("", media_count=1) == ["reply"]
    assert talk.assistant.asked == []


@pytest.mark.parametrize(("word", "expected"), [("STOP", []), ("stopio", ["opt_out_confirmed"])])
async def test_an_opt_out_is_confirmed_by_whoever_acts_on_it(
    talk: Talk, word: str, expected: list[str]
) -> None:
    assert await talk.text(word) == expected
    assert await talk.text("haia") == []


@pytest.mark.parametrize("word", ["HELP", "cymorth plis"])
async def test_a_lone_word_for_help_is_answered_by_the_service_itself(talk: Talk, word: str) -> None:
    assert await talk.text(word) == ["safety_reply"]
    assert talk.assistant.asked == []
    assert [row.kind for row in await talk.world.rows("SELECT kind FROM tasks")] == ["asked_for_help"]


async def test_the_assistant_may_confirm_the_opt_out_that_it_heard(talk: Talk) -> None:
    service = CheckIns(talk.intake)

    class HeardOptOut(Told):
        async def ask(
            self, conversation: Conversation, message_id: str, text: str, language: Language
        ) -> Sequence[str] | None:
            await service.opt_out(conversation.conversation_id)
            return ["ok, no more texts"]

    talk.assistant = HeardOptOut()
    assert await talk.text("plis stop texting me") == ["opt_out_confirmed"]


async def test_somebody_who_wrote_while_the_pause_was_being_noted_is_heard(talk: Talk) -> None:
    await talk.text("haia")
    async with talk.intake.database.transaction() as connection:
        await people.hold(connection, talk.person)
        await contact.pause(connection, talk.person, "not_alone", talk.world.clock())
        arriving = asyncio.create_task(receive(text_from(talk.number, "back now"), talk.intake))
        await asyncio.sleep(0.3)
    await arriving
    [person] = await talk.world.rows("SELECT pause_reason FROM young_people")
    assert person.pause_reason is None


async def _conversation_id(talk: Talk) -> str:
    [row] = await talk.world.rows("SELECT conversation_id FROM check_ins WHERE closed_at IS NULL")
    return str(row.conversation_id)


async def test_a_check_in_opens_with_its_text_and_plans_the_next(talk: Talk) -> None:
    assert await checkins.open_check_in(talk.worker, talk.person)
    [message] = await talk.world.rows("SELECT purpose, author FROM messages")
    assert (message.purpose, message.author) == ("check_in", "service")
    [person] = await talk.world.rows("SELECT next_check_in_at FROM young_people")
    assert person.next_check_in_at > talk.world.clock()


async def test_only_check_ins_that_are_due_are_opened(talk: Talk) -> None:
    assert await checkins.open_due(talk.worker) == 0
    async with talk.world.parts.database.transaction() as connection:
        await connection.exec_driver_sql("UPDATE young_people SET next_check_in_at = '2026-11-18 11:59+00'")
    assert await checkins.open_due(talk.worker) == 1
    assert await checkins.open_due(talk.worker) == 0


async def test_a_check_in_waits_for_the_morning(talk: Talk) -> None:
    talk.world.clock.forward(hours=11)
    assert not await checkins.open_check_in(talk.worker, talk.person)
    assert await talk.world.rows("SELECT 1 FROM messages") == []


async def test_an_answer_is_kept_and_a_later_one_replaces_it(talk: Talk) -> None:
    await checkins.open_check_in(talk.worker, talk.person)
    service, conversation = CheckIns(talk.intake), await _conversation_id(talk)
    await service.record(conversation, SignalKind.MOOD, 7)
    await service.record(conversation, SignalKind.MOOD, 3)
    assert [(row.kind, row.value) for row in await talk.world.rows("SELECT * FROM signals")] == [("mood", 3)]
    with pytest.raises(ValueError, match="between 0 and 10"):
        await service.record(conversation, SignalKind.MOOD, 11)


async def test_not_feeling_safe_alerts_once_though_the_words_say_nothing(talk: Talk) -> None:
    await checkins.open_check_in(talk.worker, talk.person)
    await talk.text("no")
    service, conversation = CheckIns(talk.intake), await _conversation_id(talk)
    for _ in range(2):
        await service.record(conversation, SignalKind.SAFE, Safe.NO)
    [concern] = await talk.world.rows("SELECT category, severity, message_id FROM concerns")
    assert (concern.category, concern.severity) == ("immediate_danger", "high")
    assert concern.message_id is not None


async def test_a_wish_that_screening_heard_is_not_raised_twice(talk: Talk) -> None:
    await talk.text("can i talk to my worker")
    service, conversation = CheckIns(talk.intake), await _conversation_id(talk)
    await service.ask_for_worker(conversation)
    assert len(await talk.world.rows("SELECT 1 FROM concerns")) == 1
    await talk.text("plis")
    await service.ask_for_worker(conversation)
    assert len(await talk.world.rows("SELECT 1 FROM concerns")) == 2


async def test_a_call_that_is_asked_for_is_an_answer_and_one_task(talk: Talk) -> None:
    await talk.text("can someone ring me")
    service, conversation = CheckIns(talk.intake), await _conversation_id(talk)
    for _ in range(2):
        await service.ask_for_worker(conversation)
    [signal] = await talk.world.rows("SELECT kind, value FROM signals")
    assert (signal.kind, signal.value) == ("contact_wish", 1)
    assert [row.kind for row in await talk.world.rows("SELECT kind FROM tasks")] == ["wants_call"]


async def test_a_wrong_person_gets_one_last_neutral_text_and_then_silence(talk: Talk) -> None:
    service = CheckIns(talk.intake)

    class WrongPerson(Told):
        async def ask(
            self, conversation: Conversation, message_id: str, text: str, language: Language
        ) -> Sequence[str] | None:
            await service.wrong_person(conversation.conversation_id)
            return ["ok thanks"]

    talk.assistant = WrongPerson()
    assert await talk.text("wrong number mate") == ["cover"]
    assert await talk.text("who are you") == []
    assert [row.kind for row in await talk.world.rows("SELECT kind FROM tasks")] == ["wrong_person"]
    assert not await checkins.open_check_in(talk.worker, talk.person)


async def test_somebody_who_was_not_alone_is_answered_when_they_write_again(talk: Talk) -> None:
    await talk.text("haia")
    await CheckIns(talk.intake).not_alone(await _conversation_id(talk))
    assert await talk.text("back now") == ["reply"]


@pytest.mark.parametrize("leave", ["not_alone", "postpone"])
async def test_somebody_who_comes_back_to_a_check_in_may_go_on_with_it(talk: Talk, leave: str) -> None:
    await checkins.open_check_in(talk.worker, talk.person)
    details = [SOME_TIME] if leave == "postpone" else []
    await getattr(CheckIns(talk.intake), leave)(await _conversation_id(talk), *details)
    await talk.text("ok im back 5")
    [(conversation, _, _)] = talk.assistant.asked
    assert (conversation.asking, conversation.paused_at) == (True, None)


async def test_a_changed_language_holds_from_then_on(talk: Talk) -> None:
    await talk.text("haia")
    await CheckIns(talk.intake).change_language(await _conversation_id(talk), "cy")
    await talk.text("7")
    assert talk.assistant.asked[-1][2] is Language.WELSH


async def test_an_unknown_conversation_is_refused(talk: Talk) -> None:
    with pytest.raises(checkins.UnknownConversationError):
        await CheckIns(talk.intake).record("nobody", SignalKind.MOOD, 5)
