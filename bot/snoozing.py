"""Check-ins that somebody would rather do later: put off, and taken up again by themselves before that."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import snooze
from bot.domain.check_in_items import open_questions
from bot.domain.contact_gate import Outgoing, Purpose, Verdict, verdict
from bot.domain.contact_profile import Opening
from bot.domain.schedule import Reason
from bot.domain.signals import SignalKind
from bot.domain.snooze import Wish
from bot.parts import Parts
from bot.storage import audit, contact_profiles, conversations, people, plans
from bot.storage.conversations import CONVERSATION_HOURS, Conversation
from bot.storage.people import YoungPerson

# So long before a conversation ends, too little of it would be left.
_TOO_LATE = timedelta(hours=4)


async def put_off(
    connection: AsyncConnection, conversation: Conversation, wished: Wish, now: datetime
) -> None:
    """Ask on when they would rather be asked; with a new check-in if this one will have ended by then."""
    at = snooze.until(wished, now)
    await snooze_until(connection, conversation, at)
    await audit.record(connection, now, audit.SERVICE, "check_in:put_off", conversation.id)


async def snooze_until(connection: AsyncConnection, conversation: Conversation, at: datetime) -> None:
    """Leave the questions until then, or have a new check-in opened if this one will have ended."""
    goes_on = conversation.planned and conversation.completed_at is None and conversation.paused_at is None
    if goes_on:
        await conversations.change(connection, conversation.id, snoozed_until=at)
    if not goes_on or at > conversation.opened_at + timedelta(hours=CONVERSATION_HOURS) - _TOO_LATE:
        await plans.wish_for(connection, conversation.young_person_id, at, Reason.SNOOZED)


async def settled(
    connection: AsyncConnection, parts: Parts, person: YoungPerson, check_in: UUID
) -> datetime | None:
    """When they will really be asked, as far as the contact gate can say; None if nobody can.

    A moment in an unsafe hour is moved, so that what we say now is what we do then.
    """
    conversation = await conversations.by_id(connection, check_in)
    at = conversation.snoozed_until or (await people.by_id(connection, person.id)).next_check_in_at
    if at is None:
        return None
    opening = await contact_profiles.opening(connection, person.id)
    found = await verdict_at(connection, parts, person, opening, at)
    if found.refusal and found.until:
        await snooze_until(connection, conversation, found.until)
    return found.until if found.refusal else at


async def verdict_at(
    connection: AsyncConnection, parts: Parts, person: YoungPerson, opening: Opening, at: datetime
) -> Verdict:
    """Whether the text that goes on may leave at that moment."""
    state = await contact_profiles.state(connection, person)
    return verdict(Outgoing(Purpose.CHECK_IN, at, neutral=opening.neutral), state, parts.hours, at)


async def taken_up(connection: AsyncConnection, check_in: UUID, text: str) -> Conversation:
    """The conversation of a message, which takes it up again before its time if it has an answer in it."""
    conversation = await conversations.by_id(connection, check_in)
    if conversation.snoozed_until is None:
        return conversation
    pending = await still_open(connection, conversation)
    if not pending or not snooze.comes_back(text, pending):
        return conversation
    return await go_on(connection, conversation)


async def go_on(connection: AsyncConnection, conversation: Conversation) -> Conversation:
    """Let the assistant ask again."""
    times = conversation.times_resumed + 1
    await conversations.change(connection, conversation.id, snoozed_until=None, times_resumed=times)
    return replace(conversation, snoozed_until=None, times_resumed=times)


async def still_open(connection: AsyncConnection, conversation: Conversation) -> tuple[SignalKind, ...]:
    """What is left to ask."""
    rows = await conversations.signals_of(connection, conversation.id)
    return open_questions(conversation.asks, {SignalKind(row.kind): row.value for row in rows})
