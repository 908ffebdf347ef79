"""Texts, calls and e-mails on their way: what waits to be sent, and what became of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import queue
from bot.storage.tables import dispatches

# A held text waits for a safe hour of the young person's.
WAITING = ("queued", "sending", "unclear", "held")
# Nobody answered the call, or nobody pressed a key in it: the phone works, so nobody has to see to it.
UNANSWERED = "unanswered"
FAILED = ("dead", "undelivered", "failed", "withheld", UNANSWERED)
DAY = timedelta(days=1)


async def held(connection: AsyncConnection, dispatch: UUID) -> Row[Any]:
    """One dispatch, held against other attempts and receipts until the transaction ends."""
    query = select(dispatches).where(dispatches.c.id == dispatch).with_for_update()
    return (await connection.execute(query)).one()


async def exists(connection: AsyncConnection, key: str) -> bool:
    """Whether something was put on its way under this key."""
    query = select(dispatches.c.id).where(dispatches.c.key == key)
    return (await connection.execute(query)).first() is not None


async def notification(connection: AsyncConnection, dispatch: UUID) -> Row[Any]:
    """Whom a dispatch tells of which alert, in which telling; only what whoever accepts messages may see."""
    c = dispatches.c
    query: Select[Any] = select(c.key, c.alert_id, c.practitioner_id).where(c.id == dispatch)
    row: Row[Any] = (await connection.execute(query)).one()
    return row


async def change(connection: AsyncConnection, dispatch: UUID, **values: object) -> None:
    """Set columns of one dispatch."""
    await connection.execute(update(dispatches).where(dispatches.c.id == dispatch).values(**values))


async def call(connection: AsyncConnection, dispatch: UUID) -> Row[Any] | None:
    """One call to one of the staff, held as by `held`; only what whoever accepts messages may see."""
    c = dispatches.c
    query: Select[Any] = select(c.id, c.status, c.provider_id, c.practitioner_id, c.alert_id)
    query = query.where(c.id == dispatch, c.channel == "voice").with_for_update()
    row: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return row


async def calls_out(connection: AsyncConnection, alert: UUID) -> list[str]:
    """The provider ids of the calls about an alert of whose end nothing is known."""
    c = dispatches.c
    query = select(c.provider_id).where(
        c.alert_id == alert,
        c.channel == "voice",
        c.status.in_((*WAITING, "sent")),
        c.provider_id.is_not(None),
    )
    return [one for one in await connection.scalars(query) if one]


async def let_go(connection: AsyncConnection, provider_id: str) -> UUID | None:
    """Take a provider's id away from the dispatch that it was mistaken for, which is in doubt again."""
    c = dispatches.c
    query = update(dispatches).where(c.provider_id == provider_id).values(provider_id=None, status="unclear")
    found: UUID | None = await connection.scalar(query.returning(c.id))
    return found


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
