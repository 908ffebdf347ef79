"""Whether whoever writes has shown lately that it is the young person, and not another with their phone."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agreed_words import Kind
from bot.domain.chat import CHAT
from bot.domain.concerns import Category
from bot.domain.contact_gate import ContactState, Purpose
from bot.domain.signals import SignalKind
from bot.storage import contact_profiles, conversations, messages
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson
from bot.storage.tables import concerns, signals
from bot.storage.tables import messages as message_table

# Whoever showed it so lately still holds the phone.
STILL_THEM = timedelta(minutes=15)


async def plainly_theirs(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    state: ContactState,
    *,
    check_in: UUID | None,
    channel: str,
    now: datetime,
) -> bool:
    """Whether an answer goes to the young person beyond reasonable doubt.

    They answered the check-in, asked for their worker, or said the safe word; the chat has its PIN. A cover
    text since then says that somebody else may be there, and so does harm that only neutral replies, or none,
    were agreed for.
    """
    if state.hushed and check_in and (await conversations.by_id(connection, check_in)).paused_at:
        return False
    if channel == CHAT:
        return True
    shown = await _shown_at(connection, vault, person, now - STILL_THEM)
    return shown is not None and not await messages.said_since(connection, person.id, Purpose.COVER, shown)


async def _shown_at(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, since: datetime
) -> datetime | None:
    found = [
        await _answered_at(connection, person.id, since),
        await _asked_for_worker_at(connection, person.id, since),
        await _said_safe_word_at(connection, vault, person, since),
    ]
    return max((at for at in found if at), default=None)


async def _answered_at(connection: AsyncConnection, person: UUID, since: datetime) -> datetime | None:
    """A question left out shows nothing; a wish for a call is also heard where nobody was asked."""
    c = signals.c
    query = select(func.max(c.recorded_at)).where(
        c.young_person_id == person,
        c.recorded_at >= since,
        c.value.is_not(None),
        c.kind != SignalKind.CONTACT_WISH,
    )
    at: datetime | None = await connection.scalar(query)
    return at


async def _asked_for_worker_at(connection: AsyncConnection, person: UUID, since: datetime) -> datetime | None:
    """In words that screening knows: what the assistant guesses may be a plain yes."""
    c = concerns.c
    query = select(func.max(c.found_at)).where(
        c.young_person_id == person,
        c.found_at >= since,
        c.category == Category.WORKER_CONTACT.value,
        ~func.coalesce(c.rule, "").like("intent:%"),
        ~func.coalesce(c.rule, "").like("answer:%"),
    )
    at: datetime | None = await connection.scalar(query)
    return at


async def _said_safe_word_at(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, since: datetime
) -> datetime | None:
    if not await contact_profiles.has_safe_word(connection, person.id):
        return None
    c = message_table.c
    query = select(c.id, c.created_at).where(c.young_person_id == person.id, c.inbound, c.created_at >= since)
    for row in await connection.execute(query.order_by(c.sequence.desc())):
        text = (await messages.inbound(connection, vault, person, row.id)).text
        if Kind.SAFE in await contact_profiles.heard(connection, vault, person.id, text):
            said_at: datetime = row.created_at
            return said_at
    return None
