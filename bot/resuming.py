"""Going on with check-ins that were put off, when their time has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact, opening_texts, snoozing
from bot.domain.contact_gate import Purpose
from bot.parts import Parts
from bot.storage import audit, chat_access, contact_profiles, conversations, people
from bot.storage.encryption import SealBrokenError
from bot.storage.tables import check_ins

log = structlog.get_logger()

# What may not leave now is tried again after this long.
NOT_NOW = timedelta(hours=1)


async def resume_due(parts: Parts) -> int:
    """Go on with every check-in whose time has come and whose text may leave now; how many there were."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        due = await _due(connection, now)
    return sum([await _resume(parts, check_in) for check_in in due])


async def _due(connection: AsyncConnection, now: datetime) -> Sequence[UUID]:
    c = check_ins.c
    query = select(c.id).where(c.snoozed_until <= now, c.closed_at.is_(None), c.completed_at.is_(None))
    return list(await connection.scalars(query))


async def _resume(parts: Parts, check_in: UUID) -> bool:
    """What fails for one young person leaves the others theirs."""
    try:
        async with parts.database.transaction() as connection:
            return await _resume_one(connection, parts, check_in)
    except (SQLAlchemyError, SealBrokenError, LookupError) as failure:
        log.error("resume_failed", check_in=str(check_in), kind=type(failure).__name__)
        return False


async def _resume_one(connection: AsyncConnection, parts: Parts, check_in: UUID) -> bool:
    now = parts.now()
    await people.hold(connection, (await conversations.by_id(connection, check_in)).young_person_id)
    # Looked at again: another worker may have found the same, or they may have written meanwhile.
    conversation = await conversations.by_id(connection, check_in)
    if conversation.snoozed_until is None or conversation.snoozed_until > now or conversation.closed_at:
        return False
    person = await people.by_id(connection, conversation.young_person_id)
    person = await chat_access.as_spoken(connection, person, now)
    opening = await contact_profiles.opening(connection, person.id)
    found = await snoozing.verdict_at(connection, parts, person, opening, now)
    if found.refusal:
        await snoozing.snooze_until(connection, conversation, found.until or now + NOT_NOW)
        return False
    pending = await snoozing.still_open(connection, conversation)
    conversation = await snoozing.go_on(connection, conversation)
    if not pending:
        await conversations.change(connection, check_in, completed_at=now)
        return False
    text = await opening_texts.resuming_text(connection, parts, person, opening, conversation, pending[0])
    await contact.say(
        connection,
        parts,
        person,
        text,
        purpose=Purpose.CHECK_IN,
        language=person.language,
        author="service",
        now=now,
        check_in=check_in,
        neutral=opening.neutral,
    )
    await audit.record(connection, now, audit.SERVICE, "check_in:go_on", check_in)
    return True
