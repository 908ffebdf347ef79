"""Young people as their practitioners see them; row-level security decides whose."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Severity
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.storage.encryption import Vault
from bot.storage.reading import name_of, staff_name
from bot.storage.tables import (
    alerts,
    assignments,
    check_ins,
    messages,
    practitioners,
    signals,
    tasks,
    young_people,
)


@dataclass(frozen=True)
class Case:
    """One young person at a glance."""

    id: UUID
    name: str = field(repr=False)
    language: Language
    active: bool
    opted_out_at: datetime | None
    paused_at: datetime | None
    pause_reason: str | None
    check_in_every_days: int
    next_check_in_at: datetime | None
    last_contact_at: datetime | None
    unread: int
    open_alerts: int
    gravest: Severity | None


@dataclass(frozen=True)
class Worker:
    """Somebody who is attached to a young person."""

    name: str = field(repr=False)
    capacity: str


@dataclass(frozen=True)
class CheckIn:
    """A planned check-in and what it brought; a value is None for a question that was skipped."""

    id: UUID
    opened_at: datetime
    completed_at: datetime | None
    signals: Mapping[SignalKind, int | None]


@dataclass(frozen=True)
class TaskDone:
    """A task of the past, or one that still waits."""

    kind: str
    created_at: datetime
    done_at: datetime | None
    done_by: str | None = field(repr=False)


def _cases() -> Select[Any]:
    m, a = messages.c, alerts.c
    mine = m.young_person_id == young_people.c.id
    inbound = select(func.max(m.created_at)).where(mine, m.inbound).scalar_subquery()
    unread = select(func.count(m.id)).where(mine, m.inbound, m.read_at.is_(None)).scalar_subquery()
    graves = (
        select(func.array_agg(a.severity))
        .where(a.young_person_id == young_people.c.id, a.closed_at.is_(None))
        .scalar_subquery()
    )
    return select(
        young_people, inbound.label("last_contact_at"), unread.label("unread"), graves.label("graves")
    )


def _case(vault: Vault, row: Any) -> Case:
    graves = [Severity(severity) for severity in row.graves or ()]
    return Case(
        row.id,
        name_of(vault, row.id, row.data_key, row.name_sealed),
        Language(row.language),
        *(row.active, row.opted_out_at, row.paused_at, row.pause_reason, row.check_in_every_days),
        next_check_in_at=row.next_check_in_at,
        last_contact_at=row.last_contact_at,
        unread=row.unread,
        open_alerts=len(graves),
        gravest=max(graves, default=None),
    )


async def caseload(connection: AsyncConnection, vault: Vault) -> list[Case]:
    """Everybody who is visible: whoever has an open alert first, then unread messages, then by name."""
    found = [_case(vault, row) for row in await connection.execute(_cases())]
    return sorted(found, key=_order)


def _order(case: Case) -> tuple[int, bool, str]:
    return (-1 - case.gravest.rank if case.gravest else 0, not case.unread, case.name.casefold())


async def case(connection: AsyncConnection, vault: Vault, person: UUID) -> Case | None:
    """One young person, if they are visible."""
    row = (await connection.execute(_cases().where(young_people.c.id == person))).one_or_none()
    return _case(vault, row) if row else None


async def workers(connection: AsyncConnection, vault: Vault, person: UUID, now: datetime) -> list[Worker]:
    """Who works with a young person now."""
    a = assignments.c
    query = (
        select(practitioners.c.id, practitioners.c.name_sealed, a.capacity)
        .join(practitioners, practitioners.c.id == a.practitioner_id)
        .where(a.young_person_id == person, a.since <= now, a.until.is_(None) | (a.until > now))
        .order_by(a.capacity, a.since)
    )
    rows = await connection.execute(query)
    return [Worker(staff_name(vault, row.id, row.name_sealed) or "", row.capacity) for row in rows]


async def planned_check_ins(
    connection: AsyncConnection, person: UUID, since: datetime, until: datetime
) -> list[CheckIn]:
    """The check-ins that were opened in a stretch of time, oldest first."""
    c = check_ins.c
    query = select(c.id, c.opened_at, c.completed_at).where(
        c.young_person_id == person, c.planned, c.opened_at >= since, c.opened_at < until
    )
    rows = (await connection.execute(query.order_by(c.opened_at))).all()
    answers = await _answers(connection, [row.id for row in rows])
    return [CheckIn(row.id, row.opened_at, row.completed_at, answers[row.id]) for row in rows]


async def _answers(connection: AsyncConnection, ids: list[UUID]) -> dict[UUID, dict[SignalKind, int | None]]:
    s = signals.c
    found: dict[UUID, dict[SignalKind, int | None]] = defaultdict(dict)
    query = select(s.check_in_id, s.kind, s.value).where(s.check_in_id.in_(ids)).order_by(s.recorded_at)
    for row in await connection.execute(query):
        found[row.check_in_id][SignalKind(row.kind)] = row.value
    return found


async def tasks_of(
    connection: AsyncConnection, vault: Vault, person: UUID, since: datetime, until: datetime
) -> list[TaskDone]:
    """The tasks that arose in a stretch of time."""
    c = tasks.c
    query = (
        select(c.kind, c.created_at, c.done_at, c.done_by, practitioners.c.name_sealed)
        .outerjoin(practitioners, practitioners.c.id == c.done_by)
        .where(c.young_person_id == person, c.created_at >= since, c.created_at < until)
    )
    return [
        TaskDone(row.kind, row.created_at, row.done_at, staff_name(vault, row.done_by, row.name_sealed))
        for row in await connection.execute(query)
    ]
