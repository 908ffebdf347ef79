"""Alerts and tasks as the pages show them; row-level security decides whose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Matter, Severity, matter
from bot.storage.encryption import Vault, unseal
from bot.storage.tables import alert_events, alerts, concerns, practitioners, tasks, young_people


@dataclass(frozen=True)
class AlertSummary:
    """One alert on a list. `name` is None for an unknown number, or for somebody no longer seen."""

    id: UUID
    reference: str
    severity: Severity
    categories: tuple[Matter, ...]
    young_person_id: UUID | None
    unknown_message_id: UUID | None
    name: str | None = field(repr=False)
    team: str
    drill: bool
    step: int
    opened_at: datetime
    raised_at: datetime
    next_step_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None = field(repr=False)
    closed_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """One concern of an alert, and where it lies in which message."""

    category: Matter
    severity: Severity
    source: str
    rule: str | None
    score: float
    span: tuple[int, int] | None
    message_id: UUID | None
    unknown_message_id: UUID | None
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One step that was taken with an alert; `by` is None when the service took it."""

    at: datetime
    kind: str
    by: str | None = field(repr=False)
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Ending:
    """How an alert was closed."""

    outcome: str
    reason: str | None
    note: str | None = field(repr=False)
    by: str = field(repr=False)


@dataclass(frozen=True)
class Task:
    """Something for a practitioner to do."""

    id: UUID
    kind: str
    young_person_id: UUID
    name: str = field(repr=False)
    created_at: datetime


def name_of(vault: Vault, person: UUID, data_key: bytes, sealed: bytes) -> str:
    """A young person's name, opened."""
    key = vault.open_data_key(data_key, str(person))
    return unseal(key, sealed, f"young_people.name:{person}")


def staff_name(vault: Vault, member: UUID | None, sealed: bytes | None) -> str | None:
    """The name of a member of staff, opened; None for nobody."""
    return unseal(vault.service_key(), sealed, f"practitioners.name:{member}") if sealed else None


_FIELDS = (
    "id reference severity young_person_id unknown_message_id team drill step opened_at raised_at "
    "next_step_at acknowledged_at acknowledged_by closed_at"
).split()


def _alerts() -> Select[Any]:
    return (
        select(
            *(alerts.c[name] for name in _FIELDS),
            young_people.c.data_key,
            young_people.c.name_sealed,
            practitioners.c.name_sealed.label("staff_sealed"),
        )
        .outerjoin(young_people, young_people.c.id == alerts.c.young_person_id)
        .outerjoin(practitioners, practitioners.c.id == alerts.c.acknowledged_by)
    )


async def open_alerts(connection: AsyncConnection, vault: Vault) -> list[AlertSummary]:
    """Every alert that is not closed: those that nobody has first, then the gravest, then the oldest."""
    query = _alerts().where(alerts.c.closed_at.is_(None), ~alerts.c.drill)
    found = await _summaries(connection, vault, query)
    return sorted(found, key=_urgency)


def _urgency(alert: AlertSummary) -> tuple[bool, int, datetime]:
    return (alert.acknowledged_at is not None, -alert.severity.rank, alert.opened_at)


async def alerts_of(
    connection: AsyncConnection, vault: Vault, person: UUID, since: datetime, until: datetime
) -> list[AlertSummary]:
    """The alerts about one young person that were opened in a stretch of time."""
    time = alerts.c.opened_at
    query = _alerts().where(alerts.c.young_person_id == person, time >= since, time < until)
    return await _summaries(connection, vault, query)


async def open_drills(connection: AsyncConnection, vault: Vault) -> list[AlertSummary]:
    """Drills that still climb, apart from every alert."""
    return await _summaries(connection, vault, _alerts().where(alerts.c.closed_at.is_(None), alerts.c.drill))


async def open_alerts_of(connection: AsyncConnection, vault: Vault, person: UUID) -> list[AlertSummary]:
    """The alerts about one young person that are not closed, in the same order."""
    query = _alerts().where(alerts.c.young_person_id == person, alerts.c.closed_at.is_(None))
    return sorted(await _summaries(connection, vault, query), key=_urgency)


async def alert(connection: AsyncConnection, vault: Vault, reference: str) -> AlertSummary | None:
    """The alert with this reference, if it is visible."""
    found = await _summaries(connection, vault, _alerts().where(alerts.c.reference == reference.upper()))
    return found[0] if found else None


async def _summaries(connection: AsyncConnection, vault: Vault, query: Select[Any]) -> list[AlertSummary]:
    rows = (await connection.execute(query)).all()
    categories = await _categories(connection, [row.id for row in rows])
    return [_summary(vault, row, categories[row.id]) for row in rows]


async def _categories(
    connection: AsyncConnection, ids: Collection[UUID]
) -> Mapping[UUID, tuple[Matter, ...]]:
    """What each alert is about, the gravest first."""
    c = concerns.c
    rows = await connection.execute(select(c.alert_id, c.category, c.severity).where(c.alert_id.in_(ids)))
    found: dict[UUID, list[tuple[Severity, Matter]]] = {alert: [] for alert in ids}
    for row in rows:
        found[row.alert_id].append((Severity(row.severity), matter(row.category)))
    return {alert: _gravest_first(of) for alert, of in found.items()}


def _gravest_first(concerns: list[tuple[Severity, Matter]]) -> tuple[Matter, ...]:
    ordered = sorted(concerns, key=lambda concern: -concern[0].rank)
    return tuple(dict.fromkeys(category for _, category in ordered))


def _summary(vault: Vault, row: Any, categories: tuple[Matter, ...]) -> AlertSummary:
    values = {name: getattr(row, name) for name in _FIELDS}
    name = name_of(vault, row.young_person_id, row.data_key, row.name_sealed) if row.name_sealed else None
    return AlertSummary(
        **values
        | {
            "severity": Severity(row.severity),
            "categories": categories,
            "name": name,
            "acknowledged_by": staff_name(vault, row.acknowledged_by, row.staff_sealed),
        }
    )


async def evidence(connection: AsyncConnection, alert: UUID) -> list[Evidence]:
    """What was found, the gravest first."""
    c = concerns.c
    rows = await connection.execute(select(concerns).where(c.alert_id == alert).order_by(c.found_at))
    found = [
        Evidence(
            matter(row.category),
            Severity(row.severity),
            row.source,
            row.rule,
            row.score,
            (row.span_start, row.span_end) if row.span_start is not None else None,
            row.message_id,
            row.unknown_message_id,
            row.figures or {},
        )
        for row in rows
    ]
    return sorted(found, key=lambda concern: -concern.severity.rank)


async def events(connection: AsyncConnection, vault: Vault, alert: UUID) -> list[Event]:
    """Every step that was taken with an alert, oldest first."""
    c = alert_events.c
    query = (
        select(c.at, c.kind, c.detail, c.practitioner_id, practitioners.c.name_sealed)
        .outerjoin(practitioners, practitioners.c.id == c.practitioner_id)
        .where(c.alert_id == alert)
        .order_by(c.id)
    )
    return [
        Event(row.at, row.kind, staff_name(vault, row.practitioner_id, row.name_sealed), row.detail)
        for row in await connection.execute(query)
    ]


async def ending(connection: AsyncConnection, vault: Vault, alert: UUID, key: bytes | None) -> Ending | None:
    """How an alert was closed; without the young person's `key` the note stays sealed."""
    c = alerts.c
    query = (
        select(c.outcome, c.outcome_reason, c.outcome_note_sealed, c.closed_by, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.closed_by)
        .where(c.id == alert)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    sealed = row.outcome_note_sealed
    note = unseal(key, sealed, f"alerts.outcome_note:{alert}") if key and sealed else None
    return Ending(
        row.outcome, row.outcome_reason, note, staff_name(vault, row.closed_by, row.name_sealed) or ""
    )


async def waiting_tasks(
    connection: AsyncConnection, vault: Vault, *, person: UUID | None = None
) -> list[Task]:
    """What is still to be done, oldest first."""
    c = tasks.c
    query = (
        select(
            c.id, c.kind, c.young_person_id, c.created_at, young_people.c.data_key, young_people.c.name_sealed
        )
        .join(young_people, young_people.c.id == c.young_person_id)
        .where(c.done_at.is_(None))
        .order_by(c.created_at)
    )
    query = query.where(c.young_person_id == person) if person else query
    return [
        Task(
            row.id,
            row.kind,
            row.young_person_id,
            name_of(vault, row.young_person_id, row.data_key, row.name_sealed),
            row.created_at,
        )
        for row in await connection.execute(query)
    ]


async def finish_task(connection: AsyncConnection, task: UUID, member: UUID, now: datetime) -> UUID | None:
    """Note that a task was done; whose it was, or None when it is not there to do."""
    query = update(tasks).where(tasks.c.id == task, tasks.c.done_at.is_(None))
    done = query.values(done_at=now, done_by=member).returning(tasks.c.young_person_id)
    owner: UUID | None = await connection.scalar(done)
    return owner


async def unacknowledged(connection: AsyncConnection) -> int:
    """How many alerts nobody has yet."""
    c = alerts.c
    query = select(func.count()).where(c.acknowledged_at.is_(None), c.closed_at.is_(None), ~c.drill)
    return (await connection.execute(query)).scalar_one()
