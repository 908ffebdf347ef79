"""What open pages ask when something changed, in as few words to the database as can be."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Severity
from bot.storage.encryption import Vault
from bot.storage.reading import staff_name
from bot.storage.tables import alert_events, alerts, practitioners

# What people do and what comes in; the ladder's own steps interrupt nobody who reads.
TOLD = ("raised", "added", "acknowledged", "closed")


@dataclass(frozen=True)
class Waiting:
    """An alert that nobody has yet: how urgent, and nothing of whom it is about."""

    reference: str
    severity: Severity


@dataclass(frozen=True)
class Change:
    """Something that happened to an alert, and who did it, if it was one of the staff."""

    kind: str
    by: str | None = field(repr=False)


async def audience(connection: AsyncConnection, changed: Collection[UUID]) -> set[UUID]:
    """Whose open pages should look anew because these alerts changed."""
    told = func.hafan_audience(bindparam("changed", list(changed), type_=ARRAY(Uuid)))
    return set(await connection.scalars(select(told)))


async def waiting(connection: AsyncConnection) -> list[Waiting]:
    """The alerts that wait for the signed-in member of staff, or for whoever else they reach; no drills."""
    c = alerts.c
    query: Select[Any] = select(c.reference, c.severity).where(
        c.acknowledged_at.is_(None), c.closed_at.is_(None), ~c.drill
    )
    return [Waiting(row.reference, Severity(row.severity)) for row in await connection.execute(query)]


async def changes(connection: AsyncConnection, vault: Vault, reference: str, seen: int) -> list[Change]:
    """What happened to an alert after the last event that a page has shown, oldest first."""
    e = alert_events.c
    query: Select[Any] = (
        select(e.kind, e.practitioner_id, practitioners.c.name_sealed)
        .join(alerts, alerts.c.id == e.alert_id)
        .outerjoin(practitioners, practitioners.c.id == e.practitioner_id)
        .where(alerts.c.reference == reference, e.id > seen, e.kind.in_(TOLD))
        .order_by(e.id)
    )
    return [
        Change(row.kind, staff_name(vault, row.practitioner_id, row.name_sealed))
        for row in await connection.execute(query)
    ]


async def last_event(connection: AsyncConnection, reference: str) -> int:
    """The newest event of an alert: what a page that shows it now has seen."""
    query = (
        select(func.coalesce(func.max(alert_events.c.id), 0))
        .join(alerts, alerts.c.id == alert_events.c.alert_id)
        .where(alerts.c.reference == reference)
    )
    return int((await connection.execute(query)).scalar_one())
