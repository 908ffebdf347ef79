"""Texts on their way: what waits to be sent, and what became of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import queue
from bot.storage.tables import dispatches

# A held text waits for a safe hour of the young person's.
WAITING = ("queued", "sending", "unclear", "held")
FAILED = ("dead", "undelivered", "failed", "withheld")
DAY = timedelta(days=1)


async def held(connection: AsyncConnection, dispatch: UUID) -> Row[Any]:
    """One dispatch, held against other attempts and receipts until the transaction ends."""
    query = select(dispatches).where(dispatches.c.id == dispatch).with_for_update()
    return (await connection.execute(query)).one()


async def exists(connection: AsyncConnection, key: str) -> bool:
    """Whether something was put on its way under this key."""
    query = select(dispatches.c.id).where(dispatches.c.key == key)
    return (await connection.execute(query)).first() is not None


async def change(connection: AsyncConnection, dispatch: UUID, **values: object) -> None:
    """Set columns of one dispatch."""
    await connection.execute(update(dispatches).where(dispatches.c.id == dispatch).values(**values))


async def all_failed(connection: AsyncConnection, key: str) -> bool:
    """Whether nothing whose key begins like this has arrived, or still may."""
    c = dispatches.c
    query = select(c.id).where(c.key.startswith(key, autoescape=True), c.status.not_in(FAILED)).limit(1)
    return (await connection.execute(query)).first() is None


async def other_texts(connection: AsyncConnection, row: Row[Any]) -> frozenset[str]:
    """The provider ids of further texts to the same person: two equal texts must not be taken for one."""
    c = dispatches.c
    whose = c.young_person_id if row.young_person_id else c.practitioner_id
    query = select(c.provider_id).where(
        whose == (row.young_person_id or row.practitioner_id),
        c.id != row.id,
        c.provider_id.is_not(None),
        c.created_at > row.created_at - DAY,
    )
    return frozenset(await connection.scalars(query))


async def without_job(connection: AsyncConnection, before: datetime) -> list[UUID]:
    """What still waits, was last touched before then, and has no job left that could send it."""
    c = dispatches.c
    query = select(c.id).where(
        c.status.in_(WAITING),
        func.coalesce(c.claimed_at, c.created_at) < before,
        ~queue.has_job(queue.SEND, c.id),
    )
    return list(await connection.scalars(query))
