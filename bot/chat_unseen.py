"""What left for the web chat and was not shown on any open page: it goes by text, and somebody is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.chat import CHAT
from bot.domain.contact_gate import Outgoing, Purpose, verdict
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, dispatches, people
from bot.storage.encryption import SealBrokenError
from bot.storage.messages import SMS
from bot.storage.people import YoungPerson
from bot.storage.tables import dispatches as table
from bot.withholding import answers_at

log = structlog.get_logger()

# Whoever is in the chat sees a message within seconds.
UNSEEN = timedelta(minutes=30)
# Later it would come out of its context, whatever it is.
TOO_LATE = timedelta(hours=12)
# What must not get lost: the answer to a disclosure, that a person has it, what a person wrote, and questions
# that nobody would know of.
_CARRIED = (Purpose.SAFETY_REPLY, Purpose.SEEN, Purpose.PERSON, Purpose.CHECK_IN)
# Whether it is texted or not, somebody reaches them; of the others, only where nothing may be texted.
_ALWAYS_TOLD = "safety_reply_unseen"
_TOLD = {Purpose.SEEN: "chat_unseen", Purpose.PERSON: "chat_unseen"}


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
    goes = await _may_follow(connection, parts, person, row)
    if purpose is Purpose.SAFETY_REPLY:
        await cases.add_task(connection, person.id, _ALWAYS_TOLD, now)
    elif purpose in _TOLD and not goes:
        await cases.add_task(connection, person.id, _TOLD[purpose], now)
    if goes:
        # The same message once more, so that whoever comes back to the chat finds it there once.
        key, message = f"unseen:{row.message_id}", row.message_id
        await contact.put_on_the_way(
            connection, person.id, message, purpose, now, key=key, channel=SMS, neutral=row.neutral
        )
    await audit.record(connection, now, audit.SERVICE, "chat:unseen", person.id, purpose=purpose)
    return True


async def _may_follow(connection: AsyncConnection, parts: Parts, person: YoungPerson, row: Row[Any]) -> bool:
    """Whether it may go to their phone: an opening as the gate says, anything else to a phone of their own.

    Why the gate refuses a safety reply is a task of its own, so that one is left to it.
    """
    purpose, now = Purpose(row.purpose), parts.now()
    if purpose is Purpose.CHECK_IN:
        return True
    state = await contact_profiles.state(connection, person)
    if state.covered or purpose is Purpose.SAFETY_REPLY:
        return not state.covered
    wanted = Outgoing(purpose, now, await answers_at(connection, row), row.neutral)
    found = verdict(wanted, state, parts.hours, now)
    return found.refusal is None or found.held
