"""Who works with whom, as duty managers and leads arrange it, and what somebody leaving must hand over."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Row, func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from bot.storage.encryption import Vault
from bot.storage.reading import name_of, staff_name
from bot.storage.tables import assignments, practitioners


@dataclass(frozen=True)
class Listed:
    """A young person by name, for arranging: nothing that they wrote, nothing about them."""

    id: UUID
    name: str = field(repr=False)
    active: bool


@dataclass(frozen=True)
class Assignment:
    """One stretch of somebody's work with a young person."""

    id: UUID
    young_person: UUID
    member: UUID
    name: str = field(repr=False)
    capacity: str
    since: datetime
    until: datetime | None
    assigned_by: str | None = field(repr=False)
    ended_by: str | None = field(repr=False)

    def lasts(self, now: datetime) -> bool:
        """Whether it has not ended."""
        return self.until is None or self.until > now


@dataclass(frozen=True)
class Holding:
    """Something that a person who leaves must hand over: a place beside a young person, or an open alert."""

    kind: str
    id: UUID
    young_person: UUID | None
    since: datetime


async def roster(connection: AsyncConnection, vault: Vault) -> dict[UUID, Listed]:
    """Everybody by name; empty for whoever does not arrange."""
    rows = await connection.execute(
        sql("SELECT id, data_key, name_sealed, active FROM young_people_roster()")
    )
    found = [
        Listed(row.id, name_of(vault, row.id, row.data_key, row.name_sealed), row.active) for row in rows
    ]
    return {one.id: one for one in sorted(found, key=lambda one: (not one.active, one.name.casefold()))}


async def history(
    connection: AsyncConnection, vault: Vault, person: UUID | None = None, *, now: datetime | None = None
) -> list[Assignment]:
    """Who worked with a young person, or with everybody, the latest first; with `now`, who still does."""
    a, by, end = assignments.c, aliased(practitioners), aliased(practitioners)
    query = (
        select(assignments, practitioners.c.name_sealed)
        .add_columns(by.c.name_sealed.label("by_sealed"), end.c.name_sealed.label("end_sealed"))
        .join(practitioners, practitioners.c.id == a.practitioner_id)
        .outerjoin(by, by.c.id == a.assigned_by)
        .outerjoin(end, end.c.id == a.ended_by)
        .order_by(a.since.desc(), a.capacity)
    )
    query = query if person is None else query.where(a.young_person_id == person)
    query = query if now is None else query.where(a.until.is_(None) | (a.until > now))
    return [_assignment(vault, row) for row in await connection.execute(query)]


def _assignment(vault: Vault, row: Row[tuple[object, ...]]) -> Assignment:
    return Assignment(
        *(row.id, row.young_person_id, row.practitioner_id),
        staff_name(vault, row.practitioner_id, row.name_sealed) or "",
        *(row.capacity, row.since, row.until),
        staff_name(vault, row.assigned_by, row.by_sealed),
        staff_name(vault, row.ended_by, row.end_sealed),
    )


async def begin(
    connection: AsyncConnection, person: UUID, member: UUID, capacity: str, now: datetime
) -> UUID | None:
    """Put somebody beside a young person; None when they are there, or may not be."""
    added = uuid4()
    query = select(func.assignment_begin(added, person, member, capacity, now))
    return added if (await connection.execute(query)).scalar_one() else None


async def end(connection: AsyncConnection, assignment: UUID, now: datetime) -> bool:
    """End an assignment; False when it has ended, or nobody assigned would be left."""
    return bool((await connection.execute(select(func.assignment_end(assignment, now)))).scalar_one())


async def holdings(connection: AsyncConnection, member: UUID, now: datetime) -> list[Holding]:
    """What somebody holds now."""
    query = sql("SELECT kind, id, young_person_id, since FROM account_holdings(:member, :now)")
    rows = await connection.execute(query, {"member": member, "now": now})
    return [Holding(row.kind, row.id, row.young_person_id, row.since) for row in rows]


async def hand_over(
    connection: AsyncConnection, holding: Holding, member: UUID, successor: UUID, now: datetime
) -> bool:
    """Give one thing to a successor; False when it is no longer the member's, or the successor may not."""
    give = func.alert_hand_over if holding.kind == "alert" else func.assignment_hand_over
    return bool((await connection.execute(select(give(holding.id, member, successor, now)))).scalar_one())
