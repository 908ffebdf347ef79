"""The spine: a text comes in, is stored and screened, and only then acknowledged.

One transaction holds the message, its concerns, its alerts, the jobs that act on them and the audit entry.
Nothing here depends on the assistant, on Twilio or on the network.
"""

import asyncio
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts, contact_signals, staff_texts
from bot.channels.contract import ChatMessage, InboundText
from bot.contact_signals import Arrived
from bot.domain.chat import CHAT
from bot.domain.contact_gate import Purpose
from bot.domain.keywords import is_the_networks
from bot.domain.languages import Language, answer_language
from bot.parts import Parts
from bot.storage import audit, conversations, messages, people, queue, staff
from bot.storage.cases import Subject
from bot.storage.people import YoungPerson

log = structlog.get_logger()

# In seconds; Twilio waits for 15.
TRY_AGAIN_AFTER = (0.2, 1.0, 3.0)


class Receipt(StrEnum):
    """What became of an inbound text. Whichever it is, the provider is told that we have it."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    UNKNOWN_NUMBER = "unknown_number"
    STAFF = "staff"


async def receive(inbound: InboundText | ChatMessage, parts: Parts) -> Receipt:
    """Accept one text, or one message of the chat. When this returns, it is committed; when it raises, it
    must be brought again.

    Twilio asks only its fallback URL, if there is one: so a lost connection, a restarting database or a
    deadlock is first met with another attempt here, within the time that Twilio waits.
    """
    for pause in TRY_AGAIN_AFTER:
        try:
            return await _receive_once(inbound, parts)
        except DBAPIError as failure:
            log.warning("text_not_yet_received", kind=type(failure.orig).__name__)
            await asyncio.sleep(pause)
    return await _receive_once(inbound, parts)


async def _receive_once(inbound: InboundText | ChatMessage, parts: Parts) -> Receipt:
    now = parts.now()
    async with parts.database.transaction() as connection:
        if isinstance(inbound, ChatMessage):
            person = await people.by_id(connection, inbound.young_person)
            receipt = await _accept(connection, parts, person, inbound, now)
        else:
            receipt = await _accept_text(connection, parts, inbound, now)
    log.info("text_received", receipt=receipt)
    return receipt


async def _accept_text(
    connection: AsyncConnection, parts: Parts, inbound: InboundText, now: datetime
) -> Receipt:
    person = await people.by_phone(connection, parts.vault, inbound.sender)
    if person is not None:
        return await _accept(connection, parts, person, inbound, now)
    if members := await staff.by_phone(connection, parts.vault, inbound.sender):
        fresh = await staff_texts.accept(connection, parts, members, inbound, now)
        return Receipt.STAFF if fresh else Receipt.REPEATED
    return await _keep_apart(connection, parts, inbound, now)


async def _accept(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    inbound: InboundText | ChatMessage,
    now: datetime,
) -> Receipt:
    await people.hold(connection, person.id)
    # Another text or the assistant may have changed their state while we waited.
    person = await people.by_id(connection, person.id)
    language = parts.detect(inbound.body, person.last_language)
    conversation = await conversations.current(connection, person.id, now) or await conversations.begin(
        connection,
        person.id,
        answer_language(language, person.last_language, inbound.body),
        now,
        planned=False,
    )
    channel = CHAT if isinstance(inbound, ChatMessage) else messages.SMS
    message = await messages.accept(
        connection,
        parts.vault,
        person,
        check_in=conversation.id,
        provider_id=inbound.provider_id,
        body=inbound.body,
        media_count=inbound.media_count,
        language=language,
        now=now,
        channel=channel,
    )
    if message is None:
        return Receipt.REPEATED
    found = parts.screen(inbound.body)
    arrived = Arrived(message, inbound.body, language, found, channel)
    found += await contact_signals.act_on(connection, parts, person, arrived, now)
    await alerts.raise_concerns(connection, parts, Subject(person.id, message), found, now)
    await queue.enqueue(connection, queue.REPLY, message, lock=f"person:{person.id}")
    await audit.record(connection, now, audit.SERVICE, "message:accept", message, concerns=len(found))
    return Receipt.ACCEPTED


async def _keep_apart(
    connection: AsyncConnection, parts: Parts, inbound: InboundText, now: datetime
) -> Receipt:
    """A number that belongs to nobody: kept, screened, shown to duty managers, and answered once."""
    message = await messages.accept_unknown(
        connection,
        parts.vault,
        provider_id=inbound.provider_id,
        number=inbound.sender,
        body=inbound.body,
        media_count=inbound.media_count,
        language=parts.detect(inbound.body, Language.ENGLISH),
        now=now,
    )
    if message is None:
        return Receipt.REPEATED
    await alerts.raise_concerns(
        connection, parts, Subject(None, unknown_message=message), parts.screen(inbound.body), now
    )
    await _answer_once(connection, parts, inbound, message, now)
    await audit.record(connection, now, audit.SERVICE, "unknown_message:accept", message)
    return Receipt.UNKNOWN_NUMBER


async def _answer_once(
    connection: AsyncConnection, parts: Parts, inbound: InboundText, message: UUID, now: datetime
) -> None:
    """Nobody gets more than one answer; a short code or a word as sender cannot be answered at all, and
    what is meant for the network alone needs no answer.
    """
    if not inbound.sender.startswith("+") or is_the_networks(inbound.body):
        return
    index = parts.vault.blind_index("phone", inbound.sender)
    dispatch = await messages.dispatch(
        connection,
        key=f"unknown:{index.hex()}",
        purpose=Purpose.UNKNOWN_NUMBER,
        now=now,
        unknown_message_id=message,
    )
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)
