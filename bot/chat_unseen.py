"""What left for the web chat and was not shown on any open page: it goes by text, and somebody is told."""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.chat import CHAT
from bot.domain.contact_gate import Purpose
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, dispatches, messages, people
from bot.storage.encryption import SealBrokenError
from bot.storage.messages import SMS
from bot.storage.people import YoungPerson
from bot.storage.tables import dispatches as table

log = structlog.get_logger()

# Whoever is in the chat sees a message within seconds.
UNSEEN = timedelta(minutes=30)
# Later it would come out of its context, whatever it is.
TOO_LATE = timedelta(hours=12)
# What must not get lost: the answer to a disclosure, and questions that nobody would know of.
_CARRIED = (Purpose.SAFETY_REPLY, Purpose.CHECK_IN)


async def text_instead(parts: Parts) -> int:
    """Text what nobody saw in the chat, as far as that is safe; how many messages were looked at."""
    now = parts.now()
    c = table.c
    query = select(c.id).where(
        c.channel == CHAT,
        c.status == "sent",
        c.settled_at.is_(None),
        c.purpose.in_(_CARRIED),
        c.sent_at.between(now - TOO_LATE, now - UNSEEN),
    )
    async with parts.database.transaction() as connection:
        unseen = list(await connection.scalars(query))
    return sum([await _one(parts, dispatch) for dispatch in unseen])


async def _one(parts: Parts, dispatch: UUID) -> bool:
    """What fails for one young person leaves the others theirs."""
    try:
        async with parts.database.transaction() as connection:
            return await _carry(connection, parts, dispatch)
    except (SQLAlchemyError, SealBrokenError, LookupError) as failure:
        log.error("unseen_failed", dispatch=str(dispatch), kind=type(failure).__name__)
        return False


async def _carry(connection: AsyncConnection, parts: Parts, dispatch: UUID) -> bool:
    now = parts.now()
    row = await dispatches.held(connection, dispatch)
    if row.status != "sent" or row.settled_at is not None:
        # Another worker was quicker, or they have seen it meanwhile.
        return False
    await dispatches.change(connection, dispatch, settled_at=now)
    person = await people.by_id(connection, row.young_person_id)
    purpose = Purpose(row.purpose)
    if purpose is Purpose.SAFETY_REPLY:
        await cases.add_task(connection, person.id, "safety_reply_unseen", now)
    if purpose is Purpose.CHECK_IN or not (await contact_profiles.state(connection, person)).covered:
        await _text(connection, parts, person, row.message_id, purpose, neutral=row.neutral)
    await audit.record(connection, now, audit.SERVICE, "chat:unseen", person.id, purpose=purpose)
    return True


async def _text(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    message: UUID,
    purpose: Purpose,
    *,
    neutral: bool,
) -> None:
    """The same words by text; the contact gate has the last word on them there."""
    said = await messages.inbound(connection, parts.vault, person, message)
    await contact.say(
        connection,
        parts,
        person,
        said.text,
        purpose=purpose,
        language=said.language,
        author="service",
        now=parts.now(),
        check_in=said.check_in_id,
        neutral=neutral,
        key=f"unseen:{message}",
        channel=SMS,
    )
