"""The append-only trail of who did and saw what: identifiers only, never words, names or numbers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.access_tables import audit

SERVICE = "service"


async def record(
    connection: AsyncConnection,
    now: datetime,
    actor: UUID | str,
    action: str,
    subject: UUID | str,
    **detail: object,
) -> None:
    """Append one entry; `action` reads `subject:verb`. The chain's head stays locked until the commit, so
    this comes last in a transaction.
    """
    await connection.execute(
        insert(audit).values(at=now, actor=str(actor), action=action, subject=str(subject), detail=detail)
    )


async def broken_entries(connection: AsyncConnection) -> list[tuple[int, int]]:
    """(chain, sequence) of every entry that was changed, removed or put in another place."""
    rows = await connection.execute(text("SELECT chain, sequence FROM audit_broken() ORDER BY 1, 2"))
    return [(row.chain, row.sequence) for row in rows]
