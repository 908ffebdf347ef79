"""What staff text to us, and what is texted back to them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Purpose
from bot.storage import queue
from bot.storage.encryption import Vault, seal
from bot.storage.means_tables import staff_messages
from bot.storage.messages import SMS
from bot.storage.tables import dispatches


async def accept(
    connection: AsyncConnection, vault: Vault, member: UUID, provider_id: str, body: str, now: datetime
) -> UUID | None:
    """Keep one text from one of the staff; None when this provider id is already here."""
    message = uuid4()
    row = {
        "id": message,
        "channel": SMS,
        "provider_id": provider_id,
        "practitioner_id": member,
        "body_sealed": seal(vault.service_key(), body, f"staff_messages.body:{message}"),
        "created_at": now,
    }
    query = (
        insert(staff_messages).values(row).on_conflict_do_nothing(index_elements=["channel", "provider_id"])
    )
    stored: UUID | None = await connection.scalar(query.returning(staff_messages.c.id))
    return stored


async def answer(
    connection: AsyncConnection, vault: Vault, member: UUID, text: str, *, key: str, now: datetime
) -> None:
    """Text one of the staff back, once for each `key`."""
    row = {
        "id": uuid4(),
        "key": key,
        "purpose": Purpose.NOTIFICATION,
        "channel": SMS,
        "practitioner_id": member,
        "body_sealed": seal(vault.service_key(), text, f"dispatches.body:{key}"),
        "status": "queued",
        "created_at": now,
    }
    query = insert(dispatches).values(row).on_conflict_do_nothing(index_elements=["key"])
    dispatch: UUID | None = await connection.scalar(query.returning(dispatches.c.id))
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)
