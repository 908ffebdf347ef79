"""Drills and what became of their notifications."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Severity
from bot.storage.cases import new_reference
from bot.storage.encryption import Vault
from bot.storage.reading import staff_name
from bot.storage.rota_tables import drills
from bot.storage.tables import alerts, dispatches, practitioners

LISTED = 30


@dataclass(frozen=True)
class Drill:
    """One drill; `started_by` is None when it was started from the command line."""

    id: UUID
    reference: str
    team: str
    severity: Severity
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None = field(repr=False)
    closed_at: datetime | None
    stopped_at: datetime | None
    started_by: str | None = field(repr=False)


@dataclass(frozen=True)
class Notice:
    """One notification of a drill."""

    name: str = field(repr=False)
    role: str
    channel: str
    status: str
    told_at: datetime
    arrived_at: datetime | None


async def running(connection: AsyncConnection, team: str) -> bool:
    """Whether a drill of this team has not ended."""
    c = alerts.c
    query = select(c.id).where(c.drill, c.team == team, c.closed_at.is_(None)).limit(1)
    return (await connection.execute(query)).first() is not None


async def add(
    connection: AsyncConnection,
    team: str,
    severity: Severity,
    by: UUID | None,
    assigned: UUID | None,
    deputy: UUID | None,
    now: datetime,
) -> tuple[UUID, str]:
    """(id, reference) of a new drill, whose first step is due."""
    drill, reference = uuid4(), new_reference()
    await connection.execute(
        insert(alerts).values(
            id=drill,
            reference=reference,
            severity=severity.value,
            team=team,
            drill=True,
            opened_at=now,
            raised_at=now,
            next_step_at=now,
        )
    )
    played = {"assigned_id": assigned, "deputy_id": deputy}
    await connection.execute(insert(drills).values(alert_id=drill, started_by=by, **played))
    return drill, reference


async def stop(connection: AsyncConnection, drill: UUID, by: UUID, now: datetime) -> bool:
    """End a drill; False when it had ended or is not there."""
    c = alerts.c
    ended = update(alerts).where(c.id == drill, c.drill, c.closed_at.is_(None))
    done = await connection.execute(ended.values(closed_at=now, next_step_at=None))
    if not done.rowcount:
        return False
    query = update(drills).where(drills.c.alert_id == drill).values(stopped_at=now, stopped_by=by)
    await connection.execute(query)
    return True


def _drills() -> Select[Any]:
    c, taker, starter = alerts.c, practitioners.alias(), practitioners.alias()
    return (
        select(
            *(c.id, c.reference, c.team, c.severity, c.opened_at, c.acknowledged_at, c.closed_at),
            drills.c.stopped_at,
            taker.c.id.label("taker"),
            taker.c.name_sealed.label("taker_sealed"),
            starter.c.id.label("starter"),
            starter.c.name_sealed.label("starter_sealed"),
        )
        .join(drills, drills.c.alert_id == c.id)
        .outerjoin(taker, taker.c.id == c.acknowledged_by)
        .outerjoin(starter, starter.c.id == drills.c.started_by)
        .order_by(c.opened_at.desc())
    )


async def newest(connection: AsyncConnection, vault: Vault) -> list[Drill]:
    """The last drills, the newest first."""
    return [_drill(vault, row) for row in await connection.execute(_drills().limit(LISTED))]


async def by_reference(connection: AsyncConnection, vault: Vault, reference: str) -> Drill | None:
    """One drill, if it is visible."""
    query = _drills().where(alerts.c.reference == reference.upper())
    row = (await connection.execute(query)).one_or_none()
    return _drill(vault, row) if row else None


def _drill(vault: Vault, row: Any) -> Drill:
    return Drill(
        *(row.id, row.reference, row.team, Severity(row.severity), row.opened_at, row.acknowledged_at),
        acknowledged_by=staff_name(vault, row.taker, row.taker_sealed),
        closed_at=row.closed_at,
        stopped_at=row.stopped_at,
        started_by=staff_name(vault, row.starter, row.starter_sealed),
    )


async def notices(connection: AsyncConnection, vault: Vault, drill: UUID) -> list[Notice]:
    """Every notification of a drill in the order in which people were told."""
    d, p = dispatches.c, practitioners.c
    query = (
        select(
            *(p.id, p.name_sealed, p.role, d.channel, d.status, d.created_at),
            func.coalesce(d.sent_at, d.settled_at).label("arrived_at"),
        )
        .join(practitioners, p.id == d.practitioner_id)
        .where(d.alert_id == drill)
        .order_by(d.created_at, d.key)
    )
    return [
        Notice(
            staff_name(vault, row.id, row.name_sealed) or "",
            *(row.role, row.channel, row.status, row.created_at),
            arrived_at=row.arrived_at if row.status in ("sent", "delivered") else None,
        )
        for row in await connection.execute(query)
    ]
