"""Check-ins, the conversations they are held in, and the signals they gave."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.check_in_items import ASKED_BY_DEFAULT
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.storage.tables import check_ins, messages, signals, trackers

# Long conversations slow the assistant down and mix old answers with new: after this a new one begins.
CONVERSATION_HOURS = 48


@dataclass(frozen=True)
class Conversation:
    """One check-in, or the texts of somebody who wrote to us unasked (`planned` is then False)."""

    id: UUID
    conversation_id: str
    young_person_id: UUID
    planned: bool
    language: Language
    opened_at: datetime
    paused_at: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    asks: tuple[SignalKind, ...] = ASKED_BY_DEFAULT
    snoozed_until: datetime | None = None
    times_resumed: int = 0

    @property
    def asking(self) -> bool:
        """Whether the check-in's questions are still open, and not put off."""
        return self.planned and self.completed_at is None and self.snoozed_until is None


_COLUMNS = tuple(check_ins.c[name] for name in Conversation.__dataclass_fields__)


async def begin(
    connection: AsyncConnection,
    person: UUID,
    language: Language,
    now: datetime,
    *,
    planned: bool,
    asks: Sequence[SignalKind] = ASKED_BY_DEFAULT,
) -> Conversation:
    """A new conversation under a random id that says nothing about whose it is.

    `asks` are the questions of a check-in in their order.
    """
    row = {
        "id": uuid4(),
        "conversation_id": secrets.token_urlsafe(18),
        "young_person_id": person,
        "planned": planned,
        "asks": list(asks),
        "language": language,
        "opened_at": now,
    }
    return _conversation((await connection.execute(insert(check_ins).values(row).returning(*_COLUMNS))).one())


async def current(connection: AsyncConnection, person: UUID, now: datetime) -> Conversation | None:
    """The conversation that a text written now belongs to."""
    query = (
        select(*_COLUMNS)
        .where(
            check_ins.c.young_person_id == person,
            check_ins.c.closed_at.is_(None),
            check_ins.c.opened_at > now - timedelta(hours=CONVERSATION_HOURS),
        )
        .order_by(check_ins.c.opened_at.desc())
        .limit(1)
    )
    return await _one(connection, query)


async def by_id(connection: AsyncConnection, check_in: UUID) -> Conversation:
    """A conversation that a stored message belongs to."""
    return _conversation(
        (await connection.execute(select(*_COLUMNS).where(check_ins.c.id == check_in))).one()
    )


async def by_conversation_id(connection: AsyncConnection, conversation_id: str) -> Conversation | None:
    """The conversation that the assistant knows under this id."""
    return await _one(connection, select(*_COLUMNS).where(check_ins.c.conversation_id == conversation_id))


async def _one(connection: AsyncConnection, query: Select[tuple[Any, ...]]) -> Conversation | None:
    row = (await connection.execute(query)).one_or_none()
    return _conversation(row) if row else None


def _conversation(row: Row[tuple[Any, ...]]) -> Conversation:
    plain = {"language": Language(row.language), "asks": tuple(map(SignalKind, row.asks))}
    return Conversation(**row._asdict() | plain)


async def change(connection: AsyncConnection, check_in: UUID, **values: object) -> None:
    """Set columns of one conversation."""
    await connection.execute(update(check_ins).where(check_ins.c.id == check_in).values(**values))


async def close_earlier(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """End whatever conversations a young person still has open."""
    await connection.execute(
        update(check_ins)
        .where(check_ins.c.young_person_id == person, check_ins.c.closed_at.is_(None))
        .values(closed_at=now)
    )


async def close_old(connection: AsyncConnection, now: datetime) -> None:
    """End conversations that are past their time."""
    limit = now - timedelta(hours=CONVERSATION_HOURS)
    await connection.execute(
        update(check_ins)
        .where(check_ins.c.closed_at.is_(None), check_ins.c.opened_at <= limit)
        .values(closed_at=now)
    )


async def forget_closed_trackers(connection: AsyncConnection) -> int:
    """Purge what the assistant remembered of conversations that are closed; how many there were."""
    closed = select(check_ins.c.conversation_id).where(check_ins.c.closed_at.is_not(None))
    gone = await connection.execute(delete(trackers).where(trackers.c.conversation_id.in_(closed)))
    return gone.rowcount


async def last_inbound(connection: AsyncConnection, check_in: UUID) -> UUID | None:
    """The newest message of the young person in a conversation."""
    query = (
        select(messages.c.id)
        .where(messages.c.check_in_id == check_in, messages.c.inbound)
        .order_by(messages.c.sequence.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar()


async def record_signal(
    connection: AsyncConnection,
    conversation: Conversation,
    kind: SignalKind,
    value: int | None,
    now: datetime,
) -> bool:
    """Keep an answer, replacing an earlier one to the same question; whether this changed anything."""
    row = {
        "id": uuid4(),
        "young_person_id": conversation.young_person_id,
        "check_in_id": conversation.id,
        "kind": kind,
        "value": value,
        "recorded_at": now,
    }
    query = insert(signals).values(row)
    query = query.on_conflict_do_update(
        index_elements=["check_in_id", "kind"],
        set_={"value": value, "recorded_at": now},
        where=signals.c.value.is_distinct_from(value),
    )
    return (await connection.execute(query.returning(signals.c.id))).first() is not None


async def signals_of(connection: AsyncConnection, check_in: UUID) -> list[Row[tuple[Any, ...]]]:
    """(kind, value) of each answer of one check-in."""
    query = select(signals.c.kind, signals.c.value).where(signals.c.check_in_id == check_in)
    return list(await connection.execute(query))


async def unanswered_since(connection: AsyncConnection, limit: datetime) -> int:
    """How many messages were accepted before `limit` and never answered: their jobs were lost or stuck."""
    query = select(func.count()).where(
        messages.c.inbound, messages.c.handled_at.is_(None), messages.c.created_at < limit
    )
    return (await connection.execute(query)).scalar_one()
