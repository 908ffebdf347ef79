"""Answering one accepted message: the reply job's work, in order per young person.

A job may run twice (a worker can die at any line): answers are stored in the transaction that marks the
message as handled, so they exist once; the assistant recognises a message that it has already answered.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import answer_texts, contact, neutral_words, personal_words, snoozing
from bot.checkins import NOT_SAFE, CheckIns
from bot.dialogue import Assistant
from bot.domain.agreed_words import Kind
from bot.domain.chat import CHAT, MANY, MANY_WITHIN
from bot.domain.concerns import Category, Severity
from bot.domain.contact_gate import ContactState, Purpose, is_safe_hour
from bot.domain.giving_away import gives_away
from bot.domain.keywords import Keyword, keyword, network_acts, says_not_alone
from bot.domain.languages import Language, answer_language
from bot.domain.reply_plan import Answer, Situation, plan
from bot.domain.several import beside_harm
from bot.domain.signals import Safe, SignalKind
from bot.parts import Parts
from bot.said_lately import Said, said_lately
from bot.scheduling import reschedule
from bot.storage import cases, contact_profiles, conversations, messages, people, queue
from bot.storage.conversations import Conversation
from bot.storage.messages import Inbound
from bot.storage.people import YoungPerson

log = structlog.get_logger()

# A message and its job exist together from the first; one unanswered for so long may have lost its job.
LOST = timedelta(minutes=1)
# Nobody expects an answer any more.
LOST_FOR_LONG = timedelta(hours=12)
TIMES_PUT_BACK = 3


@dataclass(frozen=True)
class Turn:
    """A message, with all that answering it needs."""

    message: Inbound
    keyword: Keyword | None
    person: YoungPerson
    conversation: Conversation
    language: Language
    gravest: tuple[Category, Severity] | None
    state: ContactState
    heard: frozenset[Kind]
    said: Said
    safe_hour: bool
    hurried: bool

    @property
    def answer(self) -> Answer:
        """What to answer with. In a hurry the assistant is spared, and never what safety asks."""
        found = plan(self.situation)
        return Answer.NOTHING if self.hurried and found is Answer.ASSISTANT else found

    @property
    def answers_count_beside_harm(self) -> bool:
        """Whether it tells of harm in the midst of a check-in, and nothing says that it may not be them."""
        harm = self.gravest is not None and self.gravest[1] >= Severity.HIGH
        asked = self.conversation.asking and self.conversation.paused_at is None
        return harm and asked and not (self.state.paused or self.state.opted_out)

    @property
    def situation(self) -> Situation:
        """All that the answer rests on."""
        text, state = self.message.text, self.state
        return Situation(
            keyword=self.keyword,
            network_acts=network_acts(text) and self.message.channel != CHAT,
            opted_out=state.opted_out,
            paused=state.paused,
            severity=self.gravest[1] if self.gravest else None,
            answered_distress=self.said.distress,
            heard_again=self.said.more,
            empty=not text.strip(),
            danger_word=Kind.DANGER in self.heard,
            safe_word=Kind.SAFE in self.heard,
            not_alone=says_not_alone(text),
            unproven=state.unproven,
            who_is_it=self.said.ask_who,
            who_answered=self.said.who_answered,
            covered=self.said.cover,
            silent=state.consent_withdrawn or state.never,
            taken_over=state.taken_over,
            safety_replies=state.safety_replies,
            safe_hour=self.safe_hour,
        )


async def reply(parts: Parts, assistant: Assistant, message_id: UUID) -> None:
    """Answer one message, unless another run of the job already did."""
    turn = await _read(parts, message_id)
    if turn.message.handled:
        return
    answer = turn.answer
    heard_by_assistant = answer is Answer.ASSISTANT
    if heard_by_assistant:
        texts = await _ask(parts, assistant, turn)
        turn = await _as_answered(parts, turn)
        answer = plan(turn.situation)
    if answer is not Answer.ASSISTANT:
        texts = answer_texts.own_words(
            parts.content,
            answer,
            turn.gravest,
            turn.language,
            channel=turn.message.channel,
            now=parts.now(),
        )
    await _store(parts, turn, answer, texts)
    if turn.answers_count_beside_harm and not heard_by_assistant:
        await _keep_answers(parts, turn)


async def _as_answered(parts: Parts, turn: Turn) -> Turn:
    """The same turn, as grave as the answer that the assistant made out in it.

    A "no" to feeling safe is one only after its question. It is answered like any other disclosure.
    """
    if turn.conversation.paused_at or not turn.conversation.asking:
        return turn
    async with parts.database.transaction() as connection:
        signals = await conversations.signals_of(connection, turn.conversation.id)
    if (SignalKind.SAFE, Safe.NO) not in [(row.kind, row.value) for row in signals]:
        return turn
    found = (NOT_SAFE, turn.gravest) if turn.gravest else (NOT_SAFE,)
    return replace(turn, gravest=max(found, key=lambda concern: concern[1]))


async def _keep_answers(parts: Parts, turn: Turn) -> None:
    """A number beside a disclosure is an answer all the same, though nobody is asked on.

    The reply is stored by then, and its job must not fail for what is only good to have.
    """
    try:
        async with parts.database.transaction() as connection:
            pending = await snoozing.still_open(connection, turn.conversation)
        for kind, value in beside_harm(turn.message.text, pending, turn.language).items():
            await CheckIns(parts).record(turn.conversation.conversation_id, kind, value)
    except Exception as failure:  # noqa: BLE001 - whatever it was, the disclosure has its answer
        log.error("answers_beside_harm_lost", message=str(turn.message.id), kind=type(failure).__name__)


async def put_back_lost(parts: Parts) -> int:
    """Answer messages whose job ended without an answer; how many there were.

    One that keeps failing is left to people, who see it among the messages without an answer.
    """
    now = parts.now()
    async with parts.database.transaction() as connection:
        lost = await messages.without_job(connection, now - LOST_FOR_LONG, now - LOST, TIMES_PUT_BACK)
        for message, person in lost:
            log.error("reply_put_back", message=str(message))
            await queue.enqueue(connection, queue.REPLY, message, lock=f"person:{person}")
    return len(lost)


async def _read(parts: Parts, message_id: UUID) -> Turn:
    async with parts.database.transaction() as connection:
        person = await people.by_id(connection, await messages.owner(connection, message_id))
        message = await messages.inbound(connection, parts.vault, person, message_id)
        conversation = await snoozing.taken_up(connection, message.check_in_id, message.text)
        found = [
            (Category(row.category), Severity(row.severity))
            for row in await cases.concerns_of(connection, message_id)
        ]
        state = await contact_profiles.state(connection, person)
        # A plain "yes" answers our question, unless it was what ended an opt-out.
        opted_in = await cases.opted_in_by(connection, message_id)
        return Turn(
            message,
            keyword(message.text, opted_out=opted_in),
            person,
            conversation,
            answer_language(message.language, person.last_language, message.text),
            max(found, key=lambda concern: concern[1], default=None),
            state,
            await contact_profiles.heard(connection, parts.vault, person.id, message.text),
            await said_lately(connection, person, parts.now()),
            is_safe_hour(state, parts.hours, parts.now()),
            await _hurried(connection, message, parts.now()),
        )


async def _hurried(connection: AsyncConnection, message: Inbound, now: datetime) -> bool:
    """Whether so many words of the chat came so fast that only the last of them is answered."""
    if message.channel != CHAT or await messages.is_newest(connection, message.id):
        return False
    return await messages.came_since(connection, message.young_person_id, now - MANY_WITHIN) > MANY


async def _ask(parts: Parts, assistant: Assistant, turn: Turn) -> list[str]:
    texts = await assistant.ask(turn.conversation, str(turn.message.id), turn.message.text, turn.language)
    return list(texts) if texts else [parts.content.text("texts.assistant_down", turn.language)]


async def _store(parts: Parts, turn: Turn, answer: Answer, texts: list[str]) -> None:
    now = parts.now()
    async with parts.database.transaction() as connection:
        await people.hold(connection, turn.person.id)
        if not await messages.claim(connection, turn.message.id, now):
            return
        # The assistant's actions may have paused or stopped contact in this very turn.
        person = await people.by_id(connection, turn.person.id)
        if answer is Answer.ASSISTANT and (await contact_profiles.state(connection, person)).taken_over:
            # A person took the conversation over while the assistant was thinking.
            texts = []
        newest = await messages.is_newest(connection, turn.message.id)
        purpose = _purpose(answer, turn.person, person, newest=newest)
        texts = await personal_words.filled(
            connection, parts, person, turn.conversation.id, turn.language, texts
        )
        for text in await neutral_words.as_agreed(
            connection,
            parts,
            person,
            turn.conversation,
            texts,
            purpose=purpose,
            language=turn.language,
            channel=turn.message.channel,
            now=now,
        ):
            await contact.say(
                connection,
                parts,
                person,
                text,
                purpose=purpose,
                language=turn.language,
                author="assistant" if answer is Answer.ASSISTANT else "service",
                now=now,
                check_in=turn.conversation.id,
                answers=turn.message.id,
                neutral=answer in answer_texts.NEUTRAL or not gives_away(text),
            )
        if turn.gravest and turn.gravest[1] >= Severity.HIGH:
            await _let_rest(connection, parts, turn, now)


async def _let_rest(connection: AsyncConnection, parts: Parts, turn: Turn, now: datetime) -> None:
    """Nothing more of a check-in is asked, however it was answered: neither what is open or was put off, nor
    the plan's next one for a day.
    """
    await conversations.change(connection, turn.conversation.id, paused_at=now, snoozed_until=None)
    await reschedule(connection, parts.hours, turn.person.id, now)


def _purpose(answer: Answer, before: YoungPerson, after: YoungPerson, *, newest: bool) -> Purpose:
    """The assistant's answer to "wrong number" or "stop texting me" is the last text that may still leave.

    When a later text came in meanwhile, the opt-out may be that text's, and this answer must not leave.
    """
    if answer is Answer.ASSISTANT and newest and after.opted_out and not before.opted_out:
        return Purpose.OPT_OUT_CONFIRMED
    if answer is Answer.ASSISTANT and after.pause_reason and not before.pause_reason:
        return Purpose.COVER
    return answer_texts.PURPOSES.get(answer, Purpose.REPLY)
