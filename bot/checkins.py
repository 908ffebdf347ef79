"""Check-ins: opening those that are due, and recording what the assistant's conversation brings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts, contact, snoozing, watching
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.contact_gate import Outgoing, Purpose, Verdict, verdict
from bot.domain.languages import Language
from bot.domain.signals import Safe, SignalKind
from bot.domain.snooze import Wish
from bot.opening_texts import opening_text
from bot.parts import Parts
from bot.scheduling import reschedule
from bot.storage import audit, cases, chat_access, contact_profiles, conversations, people, plans, releases
from bot.storage.cases import Subject
from bot.storage.conversations import Conversation
from bot.storage.encryption import SealBrokenError
from bot.storage.people import YoungPerson

log = structlog.get_logger()

# What is not allowed to leave now is tried again after this long.
NOT_NOW = timedelta(hours=1)


type Turn = tuple[AsyncConnection, Conversation, datetime]


class UnknownConversationError(Exception):
    """The assistant speaks of a conversation that the service never began."""


# What it is not to feel safe, whatever the words were.
NOT_SAFE = (Category.IMMEDIATE_DANGER, Severity.HIGH)
# Answers that a person must hear of.
_TELLING = {
    (SignalKind.SAFE, Safe.NO): ("answer:not_safe", *NOT_SAFE),
    (SignalKind.SAFE, Safe.NOT_SURE): ("answer:not_sure_if_safe", Category.IMMEDIATE_DANGER, Severity.LOW),
    (SignalKind.CONTACT_WISH, 1): ("answer:wants_contact", Category.WORKER_CONTACT, Severity.LOW),
}
_WANTS_CALL = (SignalKind.CONTACT_WISH, 1)


async def open_due(parts: Parts) -> int:
    """Send the opening text of every check-in that is due and may leave now; how many were opened."""
    async with parts.database.transaction() as connection:
        due = await people.due_for_check_in(connection, parts.now())
    return sum([await _open_if_due(parts, person) for person in due])


async def _open_if_due(parts: Parts, person: UUID) -> bool:
    """One young person whose check-in cannot be opened leaves the others theirs."""
    try:
        return await open_check_in(parts, person, if_due=True)
    except (SQLAlchemyError, SealBrokenError, LookupError) as failure:
        log.error("check_in_failed", young_person=str(person), kind=type(failure).__name__)
        return False


async def open_check_in(parts: Parts, person_id: UUID, *, if_due: bool = False) -> bool:
    """Begin a check-in with its opening text, unless nothing may be sent now; whether it was opened.

    `if_due` looks again whether it is due: two workers may have found the same.
    """
    now = parts.now()
    async with parts.database.transaction() as connection:
        await people.hold(connection, person_id)
        person = await chat_access.as_spoken(connection, await people.by_id(connection, person_id), now)
        if if_due and not await _is_due(connection, parts, person, now):
            return False
        opening = await contact_profiles.opening(connection, person_id)
        state = await contact_profiles.state(connection, person)
        found = verdict(Outgoing(Purpose.CHECK_IN, now, neutral=opening.neutral), state, parts.hours, now)
        if found.refusal:
            await _put_off(connection, person_id, found, now)
            return False
        await conversations.close_earlier(connection, person_id, now)
        plan = await plans.of(connection, parts.vault, person)
        conversation = await conversations.begin(
            connection, person_id, person.language, now, planned=True, asks=plan.asking.kinds
        )
        await contact.say(
            connection,
            parts,
            person,
            await opening_text(connection, parts, person, opening, conversation),
            purpose=Purpose.CHECK_IN,
            language=person.language,
            author="service",
            now=now,
            check_in=conversation.id,
            neutral=opening.neutral,
        )
        await people.change(connection, person_id, last_language=person.language)
        # What was asked for has come: from here on the plan counts again.
        await plans.set_next(connection, person_id, None)
        await reschedule(connection, parts.hours, person_id, now)
        await audit.record(connection, now, audit.SERVICE, "check_in:open", conversation.id)
    return True


async def _is_due(connection: AsyncConnection, parts: Parts, person: YoungPerson, now: datetime) -> bool:
    """Whether it is still due: another may have been opened, or put off, since the moment was kept."""
    if person.next_check_in_at is None or person.next_check_in_at > now:
        return False
    due = await reschedule(connection, parts.hours, person.id, now)
    return due is not None and due.at <= now


async def _put_off(connection: AsyncConnection, person: UUID, found: Verdict, now: datetime) -> None:
    await people.change(connection, person, next_check_in_at=found.until or now + NOT_NOW)
    log.info("check_in_put_off", young_person=str(person), reason=found.refusal)


@dataclass(frozen=True)
class CheckIns:
    """The service's side of the assistant's actions: each returns only when what it says is committed."""

    parts: Parts

    @asynccontextmanager
    async def _conversation(self, conversation_id: str) -> AsyncIterator[Turn]:
        now = self.parts.now()
        async with self.parts.database.transaction() as connection:
            conversation = await conversations.by_conversation_id(connection, conversation_id)
            if conversation is None:
                raise UnknownConversationError("no such conversation; was the tracker purged late?")
            await people.hold(connection, conversation.young_person_id)
            yield connection, conversation, now

    async def record(self, conversation_id: str, kind: SignalKind, value: int | None) -> None:
        """Keep an answer (None: it was skipped); a telling one alerts in the same transaction."""
        if value is not None and not 0 <= value <= kind.highest:
            raise ValueError(f"a value of {kind} lies between 0 and {kind.highest}")
        async with self._conversation(conversation_id) as (connection, conversation, now):
            changed = await conversations.record_signal(connection, conversation, kind, value, now)
            telling = _TELLING.get((kind, value if value is not None else -1))
            if changed and telling:
                await self._concern(connection, conversation, *telling, now)
            if changed and (kind, value) == _WANTS_CALL:
                await cases.add_task(connection, conversation.young_person_id, "wants_call", now)
            if changed:
                await watching.look_at_answer(connection, self.parts, conversation.young_person_id, kind)

    async def complete(self, conversation_id: str) -> None:
        """Every question was answered or skipped; the conversation may go on."""
        async with self._conversation(conversation_id) as (connection, conversation, now):
            await conversations.change(connection, conversation.id, completed_at=now)

    async def ask_for_worker(self, conversation_id: str) -> None:
        """Keep the wish as an answer and a task, and alert the practitioner unless screening already heard it
        in the message itself.
        """
        async with self._conversation(conversation_id) as (connection, conversation, now):
            await conversations.record_signal(connection, conversation, *_WANTS_CALL, now)
            await cases.add_task(connection, conversation.young_person_id, "wants_call", now)
            message = await conversations.last_inbound(connection, conversation.id)
            known = await cases.concerns_of(connection, message) if message else []
            if not any(row.category == Category.WORKER_CONTACT.value for row in known):
                await self._concern(
                    connection,
                    conversation,
                    "intent:talk_to_worker",
                    Category.WORKER_CONTACT,
                    Severity.LOW,
                    now,
                )

    async def opt_out(self, conversation_id: str) -> None:
        """No more texts, as if STOP had been texted."""
        async with self._conversation(conversation_id) as (connection, conversation, now):
            person = await people.by_id(connection, conversation.young_person_id)
            if not person.opted_out:
                await contact.opt_out(connection, person.id, now)

    async def change_language(self, conversation_id: str, language: Literal["en", "cy"]) -> None:
        """Write in this language from now on."""
        async with self._conversation(conversation_id) as (connection, conversation, now):
            spoken = Language(language)
            await people.change(
                connection, conversation.young_person_id, language=spoken, last_language=spoken
            )
            await audit.record(
                connection,
                now,
                audit.SERVICE,
                "young_person:language",
                conversation.young_person_id,
                to=spoken,
            )

    async def wrong_person(self, conversation_id: str) -> None:
        """Write nothing more until a practitioner has made sure who holds the phone."""
        await self._pause(conversation_id, contact.WRONG_PERSON)

    async def not_alone(self, conversation_id: str) -> None:
        """Write nothing more until they write again."""
        await self._pause(conversation_id, contact.NOT_ALONE)

    async def _pause(self, conversation_id: str, reason: str) -> None:
        async with self._conversation(conversation_id) as (connection, conversation, now):
            await contact.pause(connection, conversation.young_person_id, reason, now)

    async def unsure(self, conversation_id: str) -> None:
        """Note which message it was, for whoever works with them to look at; none of its words."""
        async with self._conversation(conversation_id) as (connection, conversation, now):
            if message := await conversations.last_inbound(connection, conversation.id):
                await releases.note_unsure(connection, message, conversation.young_person_id, now)

    async def postpone(self, conversation_id: str, wished: Wish) -> None:
        """Go on when they would rather be asked."""
        async with self._conversation(conversation_id) as (connection, conversation, now):
            await snoozing.put_off(connection, conversation, wished, now)

    async def _concern(
        self,
        connection: AsyncConnection,
        conversation: Conversation,
        rule: str,
        category: Category,
        severity: Severity,
        now: datetime,
    ) -> None:
        message = await conversations.last_inbound(connection, conversation.id)
        concern = Concern(category, severity, "rule", rule, 1.0, None)
        subject = Subject(conversation.young_person_id, message)
        await alerts.raise_concerns(connection, self.parts, subject, [concern], now)
        await audit.record(connection, now, audit.SERVICE, "concern:record", conversation.id, rule=rule)
