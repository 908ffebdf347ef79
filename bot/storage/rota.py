"""The rota as ladders read it, and what people enter into it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert_policy import DEFAULT_TEAM, Policy
from bot.domain.rota import Attached, Cover, Duty, Member, Rota
from bot.domain.staff import Capacity, Role
from bot.domain.working_hours import Shift, Span, Week, WorkingHours
from bot.storage.encryption import Vault, unseal
from bot.storage.rota_tables import (
    cover,
    drills,
    lead_order,
    leave,
    on_call,
    team_members,
    working_hours,
)
from bot.storage.tables import alerts, assignments, practitioners

JUST_NOW = timedelta(hours=1)
CARERS = (Role.PRACTITIONER, Role.DUTY_MANAGER, Role.SAFEGUARDING_LEAD)


@dataclass(frozen=True)
class Entered:
    """One entry of leave, cover or duty that was not taken back; `other` is the cover, `team` the duty's."""

    id: UUID
    member: UUID
    span: Span
    other: UUID | None = None
    team: str | None = None


@dataclass(frozen=True)
class NewCover:
    """Cover that runs or is to come."""

    id: UUID
    cover: UUID
    since: datetime
    entered_at: datetime

    def just_entered(self, now: datetime) -> bool:
        """Whether it runs from the moment at which somebody entered it, and that was a moment ago."""
        return self.since <= self.entered_at and now - self.entered_at < JUST_NOW


async def covers_to_come(connection: AsyncConnection, now: datetime) -> list[NewCover]:
    """The cover that runs or is to come, and that nobody took back."""
    c = cover.c
    query = select(c.id, c.cover_id.label("cover"), c.since, c.entered_at)
    rows = await connection.execute(query.where(c.ended_at.is_(None), c.until > now).order_by(c.entered_at))
    return [NewCover(**row._mapping) for row in rows]


async def read(
    connection: AsyncConnection, policy: Policy, now: datetime, until: datetime | None = None
) -> Rota:
    """The rota as it stands from now on, or up to some later moment."""
    c, order = practitioners.c, lead_order.c
    query = (
        select(c.id, c.role, team_members.c.team)
        .outerjoin(team_members, team_members.c.practitioner_id == c.id)
        .outerjoin(lead_order, order.practitioner_id == c.id)
        .where(c.active, c.role.in_(CARERS))
        .order_by(order.place.nulls_last(), c.created_at, c.id)
    )
    rows = (await connection.execute(query)).all()
    weeks, away = await own_weeks(connection), await _leave(connection, now)
    members = {row.id: _member(row, policy, weeks.get(row.id), away.get(row.id, [])) for row in rows}
    covers = [
        Cover(one.member, one.other, one.span) for one in await entered(connection, cover, now) if one.other
    ]
    duties = [Duty(one.member, one.span, one.team) for one in await entered(connection, on_call, now)]
    leads = tuple(one.id for one in members.values() if one.role is Role.SAFEGUARDING_LEAD)
    return Rota(members, leads, tuple(covers), tuple(duties))


def _member(row: Any, policy: Policy, week: Week | None, leave: list[Span]) -> Member:
    name = row.team or DEFAULT_TEAM
    hours = policy.team(name).hours
    own = hours if week is None else WorkingHours(week, hours.closed)
    return Member(row.id, Role(row.role), name, own, tuple(leave))


async def names(connection: AsyncConnection, vault: Vault) -> Mapping[UUID, str]:
    """The names of all who care for young people, in their order."""
    c = practitioners.c
    query = select(c.id, c.name_sealed).where(c.active, c.role.in_(CARERS))
    found = {
        row.id: unseal(vault.service_key(), row.name_sealed, f"practitioners.name:{row.id}")
        for row in await connection.execute(query)
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


async def own_weeks(connection: AsyncConnection) -> Mapping[UUID, Week]:
    """The working hours of whoever entered their own."""
    found: dict[UUID, dict[int, Shift]] = defaultdict(dict)
    for row in await connection.execute(select(working_hours)):
        found[row.practitioner_id][row.weekday] = Shift(row.since, row.until)
    return found


async def _leave(connection: AsyncConnection, now: datetime) -> Mapping[UUID, list[Span]]:
    found: dict[UUID, list[Span]] = defaultdict(list)
    for one in await entered(connection, leave, now):
        found[one.member].append(one.span)
    return found


async def entered(
    connection: AsyncConnection, table: Table, after: datetime, member: UUID | None = None
) -> list[Entered]:
    """What was entered into `leave`, `cover` or `on_call` and is not over by then, the earliest first."""
    c = table.c
    whose = c.absent_id if table is cover else c.practitioner_id
    other = c.cover_id if table is cover else None
    query = select(table).where(c.ended_at.is_(None), c.until > after).order_by(c.since, c.id)
    if member:
        mine = whose == member if other is None else or_(whose == member, other == member)
        query = query.where(mine)
    return [_entered(row) for row in (await connection.execute(query)).mappings()]


def _entered(row: Any) -> Entered:
    member = row["absent_id"] if "absent_id" in row else row["practitioner_id"]
    span = Span(row["since"], row["until"])
    return Entered(row["id"], member, span, row.get("cover_id"), row.get("team"))


async def enter(
    connection: AsyncConnection, table: Table, span: Span, by: UUID, now: datetime, **values: object
) -> UUID:
    """Add leave, cover or a duty; who may is decided by row-level security."""
    row = {"id": uuid4(), "since": span.since, "until": span.until, "entered_by": by, "entered_at": now}
    await connection.execute(insert(table).values(row | values))
    return UUID(str(row["id"]))


async def take_back(connection: AsyncConnection, table: Table, entry: UUID, now: datetime) -> Entered | None:
    """End an entry now; what it was, or None when it is not there to end."""
    c = table.c
    query = update(table).where(c.id == entry, c.ended_at.is_(None), c.until > now).values(ended_at=now)
    row = (await connection.execute(query.returning(table))).mappings().one_or_none()
    return _entered(row) if row else None


async def set_week(connection: AsyncConnection, member: UUID, week: Week | None) -> None:
    """Put somebody's own working hours in place of what they had; None for their team's."""
    await connection.execute(delete(working_hours).where(working_hours.c.practitioner_id == member))
    rows = [
        {"practitioner_id": member, "weekday": day, "since": shift.since, "until": shift.until}
        for day, shift in (week or {}).items()
    ]
    if rows:
        await connection.execute(insert(working_hours), rows)


async def set_team(connection: AsyncConnection, member: UUID, team: str) -> None:
    """Put somebody into a team."""
    row = upsert(team_members).values(practitioner_id=member, team=team)
    await connection.execute(
        row.on_conflict_do_update(index_elements=["practitioner_id"], set_={"team": team})
    )


async def set_lead_order(connection: AsyncConnection, leads: list[UUID]) -> None:
    """Put the leads into this order."""
    await connection.execute(delete(lead_order))
    rows = [{"practitioner_id": lead, "place": place} for place, lead in enumerate(leads)]
    if rows:
        await connection.execute(insert(lead_order), rows)


async def attached(
    connection: AsyncConnection, person: UUID | None, now: datetime, holder: UUID | None = None
) -> Attached:
    """Who works with a young person now, the longest first."""
    a = assignments.c
    query = (
        select(a.practitioner_id, a.capacity)
        .where(a.young_person_id == person, a.since <= now, or_(a.until.is_(None), a.until > now))
        .order_by(a.since, a.id)
    )
    rows = (await connection.execute(query)).all() if person else []
    of = {
        capacity: tuple(row.practitioner_id for row in rows if row.capacity == capacity)
        for capacity in Capacity
    }
    return Attached(of[Capacity.ASSIGNED], of[Capacity.DEPUTY], holder)


async def of_alert(connection: AsyncConnection, alert: UUID, now: datetime) -> Attached:
    """Who stands on the first rungs for an alert; for a drill those who play them."""
    a, d = alerts.c, drills.c
    query = (
        select(a.young_person_id, a.acknowledged_by, a.drill, d.assigned_id, d.deputy_id)
        .outerjoin(drills, d.alert_id == a.id)
        .where(a.id == alert)
    )
    row = (await connection.execute(query)).one()
    if not row.drill:
        return await attached(connection, row.young_person_id, now, row.acknowledged_by)
    assigned = (row.assigned_id,) if row.assigned_id else ()
    return Attached(assigned, (row.deputy_id,) if row.deputy_id else (), row.acknowledged_by)


async def team_of(connection: AsyncConnection, person: UUID | None, now: datetime) -> str:
    """The team that a young person belongs to: that of whoever is assigned to them."""
    for member in (await attached(connection, person, now)).assigned:
        query = select(team_members.c.team).where(team_members.c.practitioner_id == member)
        return await connection.scalar(query) or DEFAULT_TEAM
    return DEFAULT_TEAM
