"""What the owner of an account is told on every page until they have seen it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.staff import Capacity
from bot.storage.account_tables import notices
from bot.storage.tables import assignments


@dataclass(frozen=True)
class Notice:
    """One thing to be told."""

    id: UUID
    kind: NoticeKind
    young_person: UUID | None
    at: datetime


async def tell(
    connection: AsyncConnection, member: UUID, kind: NoticeKind, now: datetime, person: UUID | None = None
) -> None:
    """Put a notice on somebody's pages."""
    await connection.execute(
        insert(notices).values(id=uuid4(), practitioner_id=member, kind=kind, young_person_id=person, at=now)
    )


async def tell_assigned(connection: AsyncConnection, person: UUID, kind: NoticeKind, now: datetime) -> None:
    """Tell everybody who is the assigned practitioner of a young person."""
    a = assignments.c
    query = select(a.practitioner_id).where(
        a.young_person_id == person,
        a.capacity == Capacity.ASSIGNED,
        a.since <= now,
        a.until.is_(None) | (a.until > now),
    )
    for member in (await connection.scalars(query)).all():
        await tell(connection, member, kind, now, person)


async def waiting(connection: AsyncConnection, member: UUID) -> list[Notice]:
    """What somebody has not yet dismissed, the newest first."""
    c = notices.c
    query = select(c.id, c.kind, c.young_person_id, c.at).where(
        c.practitioner_id == member, c.seen_at.is_(None)
    )
    rows = await connection.execute(query.order_by(c.at.desc()).limit(5))
    return [Notice(row.id, NoticeKind(row.kind), row.young_person_id, row.at) for row in rows]


async def told(connection: AsyncConnection, member: UUID, kind: NoticeKind) -> frozenset[datetime]:
    """When what somebody was told of this kind happened, as far as they have not dismissed it."""
    c = notices.c
    query = select(c.at).where(c.practitioner_id == member, c.kind == kind, c.seen_at.is_(None))
    return frozenset(await connection.scalars(query))


async def dismiss_told(
    connection: AsyncConnection,
    member: UUID,
    kind: NoticeKind,
    now: datetime,
    at: Collection[datetime],
) -> None:
    """Take off those of a kind that tell what happened at these moments: they read it where it stands."""
    c = notices.c
    query = update(notices).where(c.practitioner_id == member, c.kind == kind, c.seen_at.is_(None))
    await connection.execute(query.where(c.at.in_(at)).values(seen_at=now))


async def dismiss(connection: AsyncConnection, member: UUID, notice: UUID, now: datetime) -> bool:
    """Take a notice off; False when there is none of theirs."""
    c = notices.c
    query = update(notices).where(c.id == notice, c.practitioner_id == member, c.seen_at.is_(None))
    return bool((await connection.execute(query.values(seen_at=now))).rowcount)
