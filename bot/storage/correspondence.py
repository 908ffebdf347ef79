"""The words that were exchanged, opened for those whom row-level security lets read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.storage.encryption import Vault, unseal
from bot.storage.tables import alerts, dispatches, messages, unknown_messages


@dataclass(frozen=True)
class Delivery:
    """What became of a text that we sent, by one channel."""

    channel: str
    status: str
    withheld_reason: str | None
    error_code: int | None
    held_until: datetime | None


@dataclass(frozen=True)
class Text:
    """One message in either direction."""

    id: UUID
    inbound: bool
    author: str
    body: str = field(repr=False)
    media_count: int
    language: Language
    at: datetime
    read_at: datetime | None
    deliveries: tuple[Delivery, ...]
    written_by: UUID | None


@dataclass(frozen=True)
class UnknownText:
    """A text from a number that belongs to nobody we know."""

    id: UUID
    number: str = field(repr=False)
    body: str = field(repr=False)
    media_count: int
    language: Language
    at: datetime
    read_at: datetime | None
    alert: str | None


_COLUMNS = (
    messages.c.id,
    messages.c.inbound,
    messages.c.author,
    messages.c.body_sealed,
    messages.c.media_count,
    messages.c.language,
    messages.c.created_at,
    messages.c.read_at,
    dispatches.c.channel,
    dispatches.c.status,
    dispatches.c.withheld_reason,
    dispatches.c.error_code,
    dispatches.c.held_until,
    dispatches.c.created_at.label("dispatched_at"),
    messages.c.written_by,
)


def _with_delivery(person: UUID) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .outerjoin(dispatches, dispatches.c.message_id == messages.c.id)
        .where(messages.c.young_person_id == person)
    )


async def between(
    connection: AsyncConnection, key: bytes, person: UUID, since: datetime, until: datetime
) -> list[Text]:
    """The messages of a stretch of time, oldest first; `key` is the young person's."""
    query = _with_delivery(person).where(messages.c.created_at >= since, messages.c.created_at < until)
    return _opened(key, (await connection.execute(query.order_by(messages.c.sequence))).all())


async def latest(connection: AsyncConnection, key: bytes, person: UUID, most: int) -> list[Text]:
    """So many of the newest messages, oldest first."""
    query = _with_delivery(person).order_by(messages.c.sequence.desc()).limit(most)
    return _opened(key, (await connection.execute(query)).all())[::-1]


async def around(
    connection: AsyncConnection, key: bytes, person: UUID, evidence: Iterable[UUID], before: int, after: int
) -> list[Text]:
    """The messages that evidence lies in, with as many `before` the first and `after` it as there are."""
    first = select(messages.c.sequence).where(messages.c.id.in_(list(evidence))).order_by(messages.c.sequence)
    start = (await connection.execute(first.limit(1))).scalar()
    if start is None:
        return []
    place, query = messages.c.sequence, _with_delivery(person)
    earlier = (
        await connection.execute(query.where(place < start).order_by(place.desc()).limit(before))
    ).all()
    later = (await connection.execute(query.where(place >= start).order_by(place).limit(after))).all()
    return _opened(key, [*reversed(earlier), *later])


def _opened(key: bytes, rows: Iterable[Any]) -> list[Text]:
    """One text for the rows of each message: it may have left for the web chat, and then by text as well."""
    return [_text(key, list(same)) for _, same in groupby(rows, lambda row: row.id)]


def _text(key: bytes, rows: Sequence[Any]) -> Text:
    row = rows[0]
    return Text(
        row.id,
        row.inbound,
        row.author,
        unseal(key, row.body_sealed, f"messages.body:{row.id}"),
        row.media_count,
        Language(row.language),
        row.created_at,
        row.read_at,
        tuple(
            Delivery(one.channel, one.status, one.withheld_reason, one.error_code, one.held_until)
            for one in sorted((one for one in rows if one.status), key=lambda one: one.dispatched_at)
        ),
        row.written_by,
    )


async def mark_read(
    connection: AsyncConnection, member: UUID, now: datetime, shown: Collection[UUID]
) -> list[UUID] | None:
    """Note that a person read the messages that were shown to them; those that nobody had read before.

    None when one of them is not theirs to see: then nothing is noted. Of two who read at once, one is first.
    """
    c = messages.c
    visible = select(func.count()).where(c.id.in_(shown), c.inbound)
    if not shown or await connection.scalar(visible) != len(set(shown)):
        return None
    query = update(messages).where(c.id.in_(shown), c.read_at.is_(None))
    return list(await connection.scalars(query.values(read_at=now, read_by=member).returning(c.id)))


async def mark_unknown_read(
    connection: AsyncConnection, member: UUID, now: datetime, message: UUID
) -> bool | None:
    """The same for one text from an unknown number: whether nobody had before; None if it is not visible."""
    c = unknown_messages.c
    if await connection.scalar(select(c.id).where(c.id == message)) is None:
        return None
    query = update(unknown_messages).where(c.id == message, c.read_at.is_(None))
    return bool((await connection.execute(query.values(read_at=now, read_by=member))).rowcount)


async def from_unknown_numbers(
    connection: AsyncConnection,
    vault: Vault,
    *,
    only: UUID | None = None,
    unread: bool = False,
    most: int = 50,
) -> list[UnknownText]:
    """Texts from numbers that nobody has, newest first: `only` one of them, or the `unread` ones."""
    c = unknown_messages.c
    query = select(c.id, c.number_sealed, c.body_sealed, c.media_count, c.language, c.created_at, c.read_at)
    query = query.add_columns(alerts.c.reference).outerjoin(alerts, alerts.c.unknown_message_id == c.id)
    query = query.where(c.id == only) if only else query
    query = query.where(c.read_at.is_(None)) if unread else query
    rows = await connection.execute(query.order_by(c.created_at.desc()).limit(most))
    return [_unknown_text(vault.service_key(), row) for row in rows]


def _unknown_text(key: bytes, row: Any) -> UnknownText:
    return UnknownText(
        row.id,
        unseal(key, row.number_sealed, f"unknown_messages.number:{row.id}"),
        unseal(key, row.body_sealed, f"unknown_messages.body:{row.id}"),
        row.media_count,
        Language(row.language),
        row.created_at,
        row.read_at,
        row.reference,
    )
