"""Break-glass: a duty manager opened one young person's record for a limited time, and said why."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.storage.account_tables import break_glass
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class Visit:
    """One time that the glass was broken."""

    id: UUID
    young_person: UUID
    member: UUID
    name: str = field(repr=False)
    reason: str = field(repr=False)
    opened_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str | None = field(repr=False)
    review: str | None = field(repr=False)

    def is_open(self, now: datetime) -> bool:
        """Whether the record can still be seen by it."""
        return self.ended_at is None and self.expires_at > now

    @property
    def over_at(self) -> datetime:
        """When it ended, or will by itself."""
        return self.ended_at or self.expires_at


async def begin(
    connection: AsyncConnection,
    vault: Vault,
    *,
    person: UUID,
    member: UUID,
    reason: str,
    now: datetime,
    lasts: timedelta,
) -> UUID:
    """Open a record. Whoever reviews it may not see the person: the service's key seals the reason."""
    visit = uuid4()
    await connection.execute(
        insert(break_glass).values(
            id=visit,
            young_person_id=person,
            practitioner_id=member,
            reason_sealed=seal(vault.service_key(), reason, f"break_glass.reason:{visit}"),
            opened_at=now,
            expires_at=now + lasts,
        )
    )
    return visit


async def end(connection: AsyncConnection, member: UUID, visit: UUID, now: datetime) -> UUID | None:
    """Close a record before its time; whose it is, or None when it is not open, or not theirs."""
    c = break_glass.c
    query = update(break_glass).where(
        c.id == visit, c.practitioner_id == member, c.ended_at.is_(None), c.expires_at > now
    )
    ended = await connection.execute(query.values(ended_at=now).returning(c.young_person_id))
    person: UUID | None = ended.scalar_one_or_none()
    return person


async def review(connection: AsyncConnection, vault: Vault, visit: UUID, remark: str, now: datetime) -> bool:
    """Note that a lead has looked at it; False when it was reviewed, or is not there."""
    sealed = seal(vault.service_key(), remark, f"break_glass.review:{visit}")
    query = select(func.break_glass_review(visit, sealed, now))
    return bool((await connection.execute(query)).scalar_one())


def _visits() -> Select[Any]:
    c, reviewer = break_glass.c, aliased(practitioners)
    return (
        select(break_glass, practitioners.c.name_sealed, reviewer.c.name_sealed.label("reviewer_sealed"))
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .outerjoin(reviewer, reviewer.c.id == c.reviewed_by)
        .order_by(c.opened_at.desc())
    )


async def to_review(connection: AsyncConnection, vault: Vault) -> list[Visit]:
    """What no lead has reviewed."""
    query = _visits().where(break_glass.c.reviewed_at.is_(None))
    return [_visit(vault, row) for row in await connection.execute(query)]


async def reviewed(connection: AsyncConnection, vault: Vault, limit: int = 50) -> list[Visit]:
    """The latest that were reviewed."""
    query = _visits().where(break_glass.c.reviewed_at.is_not(None)).limit(limit)
    return [_visit(vault, row) for row in await connection.execute(query)]


async def about(connection: AsyncConnection, vault: Vault, person: UUID, since: datetime) -> list[Visit]:
    """When a young person's record was opened this way, for whoever works with them."""
    c = break_glass.c
    query = _visits().where(c.young_person_id == person, c.opened_at >= since)
    return [_visit(vault, row) for row in await connection.execute(query)]


async def reasons(
    connection: AsyncConnection, vault: Vault, moments: Collection[datetime]
) -> dict[tuple[str, datetime], str]:
    """(young person, moment) -> why the glass was broken then, for those moments of the audit trail."""
    query = _visits().where(break_glass.c.opened_at.in_(moments))
    visits = [_visit(vault, row) for row in await connection.execute(query)] if moments else []
    return {(str(visit.young_person), visit.opened_at): visit.reason for visit in visits}


def _visit(vault: Vault, row: Any) -> Visit:
    key = vault.service_key()
    review = row.review_sealed and unseal(key, row.review_sealed, f"break_glass.review:{row.id}")
    return Visit(
        *(row.id, row.young_person_id, row.practitioner_id),
        staff_name(vault, row.practitioner_id, row.name_sealed) or "",
        unseal(key, row.reason_sealed, f"break_glass.reason:{row.id}"),
        *(row.opened_at, row.expires_at, row.ended_at, row.reviewed_at),
        staff_name(vault, row.reviewed_by, row.reviewer_sealed),
        review,
    )
