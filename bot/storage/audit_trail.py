"""Reading the audit trail, for safeguarding leads: who did and saw what, and whether it was tampered with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audit as trail
from bot.storage.access_tables import audit, audit_heads
from bot.storage.tables import alerts


@dataclass(frozen=True)
class Entry:
    """One entry: identifiers only. `actor` is a member's id, or a word such as `service`."""

    at: datetime
    actor: str
    action: str
    subject: str


@dataclass(frozen=True)
class Search:
    """What to look for; None means any."""

    person: UUID | None = None
    member: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Head:
    """The last entry of a chain: kept elsewhere, it proves later that nothing before it was changed."""

    chain: int
    sequence: int
    hash: str


LOOKS = ("young_person:look", "alert:look")


def _found(search: Search) -> Select[Any]:
    c = audit.c
    query = select(c.at, c.actor, c.action, c.subject)
    if search.person:
        query = query.where(c.subject.in_(_subjects_of(search.person)))
    if search.member:
        query = query.where(c.actor == str(search.member))
    if search.action:
        query = query.where(c.action == search.action)
    if search.since:
        query = query.where(c.at >= search.since)
    if search.until:
        query = query.where(c.at < search.until)
    return query


def _subjects_of(person: UUID) -> Select[Any]:
    return select(func.audit_subjects_of(person))


async def references(connection: AsyncConnection, subjects: Collection[str]) -> dict[str, str]:
    """Subject -> the code of the alert that it is, for those that the reader sees."""
    query = select(alerts.c.id, alerts.c.reference).where(cast(alerts.c.id, Text).in_(subjects))
    return {str(row.id): row.reference for row in await connection.execute(query)}


async def entries(
    connection: AsyncConnection, search: Search, *, page: int, size: int
) -> tuple[list[Entry], bool]:
    """One page of what was found, the latest first, and whether there is another."""
    query = _found(search).order_by(audit.c.at.desc(), audit.c.chain, audit.c.sequence.desc())
    rows = (await connection.execute(query.offset((page - 1) * size).limit(size + 1))).all()
    return [Entry(row.at, row.actor, row.action, row.subject) for row in rows[:size]], len(rows) > size


async def looks_at(
    connection: AsyncConnection, person: UUID, people: Collection[str], limit: int
) -> list[Entry]:
    """Who of these looked at a young person's words most recently."""
    query = _found(Search(person=person)).where(audit.c.action.in_(LOOKS), audit.c.actor.in_(people))
    rows = await connection.execute(query.order_by(audit.c.at.desc()).limit(limit))
    return [Entry(row.at, row.actor, row.action, row.subject) for row in rows]


async def actions(connection: AsyncConnection) -> list[str]:
    """Every kind of entry that the trail holds; found by skipping through an index of them."""
    query = text(
        "WITH RECURSIVE found(action) AS ("
        " (SELECT min(action) FROM audit) UNION ALL"
        " SELECT (SELECT min(action) FROM audit WHERE action > found.action) FROM found"
        " WHERE found.action IS NOT NULL)"
        " SELECT action FROM found WHERE action IS NOT NULL"
    )
    return list(await connection.scalars(query))


async def heads(connection: AsyncConnection) -> list[Head]:
    """Where each chain ends."""
    c = audit_heads.c
    rows = await connection.execute(select(c.chain, c.sequence, c.hash).order_by(c.chain))
    return [Head(row.chain, row.sequence, row.hash.hex()) for row in rows]


async def broken_in(connection: AsyncConnection, chain: int) -> list[int]:
    """The sequence numbers of one chain's entries that were changed, removed or moved."""
    query = text("SELECT sequence FROM audit_broken() WHERE chain = :chain ORDER BY 1")
    return list(await connection.scalars(query, {"chain": chain}))


async def still_holds(connection: AsyncConnection, head: Head) -> bool:
    """Whether a chain still has, at the same place, the entry that it once ended with."""
    if not head.sequence:
        return True
    c = audit.c
    query = select(c.hash).where(c.chain == head.chain, c.sequence == head.sequence)
    stored = (await connection.execute(query)).scalar_one_or_none()
    return stored is not None and stored.hex() == head.hash


async def broken_by_chain(connection: AsyncConnection) -> dict[int, list[int]]:
    """The sequence numbers of the entries that were changed, removed or moved, by their chain."""
    broken: dict[int, list[int]] = {}
    for chain, sequence in await trail.broken_entries(connection):
        broken.setdefault(chain, []).append(sequence)
    return broken
