"""Alerts, their concerns, who watches them, and every step that was taken."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Found, Noticed, Severity
from bot.domain.staff_replies import REFERENCE_LENGTH, REFERENCE_LETTERS
from bot.storage.tables import alert_events, alert_watchers, alerts, concerns, messages, practitioners, tasks

CHANGED = "hafan_alerts"
OPTED_IN = "opted_in"


@dataclass(frozen=True)
class Subject:
    """What concerns are about: a message of a young person, one of their answers, or an unknown number."""

    young_person: UUID | None
    message: UUID | None = None
    unknown_message: UUID | None = None


@dataclass(frozen=True)
class Alert:
    """An alert as its ladder sees it."""

    id: UUID
    reference: str
    young_person_id: UUID | None
    severity: Severity
    team: str
    drill: bool
    raise_number: int
    raised_at: datetime
    step: int
    next_step_at: datetime | None
    exhausted_at: datetime | None
    acknowledged_at: datetime | None
    closed_at: datetime | None


_COLUMNS = tuple(alerts.c[name] for name in Alert.__dataclass_fields__)


def _alert(row: Row[tuple[Any, ...]]) -> Alert:
    return Alert(**row._asdict() | {"severity": Severity(row.severity)})


async def by_id(connection: AsyncConnection, alert: UUID) -> Alert | None:
    """One alert, held against other changes until the transaction ends."""
    return await _one(connection, select(*_COLUMNS).where(alerts.c.id == alert).with_for_update())


async def not_closed(connection: AsyncConnection, subject: Subject) -> Alert | None:
    """The alert that a further concern could join: one that waits, else the one acknowledged last.

    It is held, so that nobody acknowledges it between this look and what is decided from it.
    """
    same = (
        alerts.c.young_person_id == subject.young_person
        if subject.young_person
        else alerts.c.unknown_message_id == subject.unknown_message
    )
    order = (alerts.c.acknowledged_at.desc().nulls_first(), alerts.c.opened_at.desc())
    query = select(*_COLUMNS).where(same, alerts.c.closed_at.is_(None)).order_by(*order).limit(1)
    return await _one(connection, query.with_for_update())


async def waiting(connection: AsyncConnection, now: datetime) -> list[UUID]:
    """Alerts whose next step is due."""
    query = select(alerts.c.id).where(alerts.c.next_step_at <= now).order_by(alerts.c.next_step_at)
    return list(await connection.scalars(query))


async def _one(connection: AsyncConnection, query: Select[tuple[Any, ...]]) -> Alert | None:
    row = (await connection.execute(query)).one_or_none()
    return _alert(row) if row else None


async def open_alert(
    connection: AsyncConnection, subject: Subject, severity: Severity, team: str, now: datetime
) -> Alert:
    """A new alert, which nobody has been told of yet."""
    values = {
        "id": uuid4(),
        "reference": new_reference(),
        "young_person_id": subject.young_person,
        "unknown_message_id": subject.unknown_message,
        "severity": severity.value,
        "team": team,
        "opened_at": now,
        "raised_at": now,
    }
    row = (await connection.execute(insert(alerts).values(values).returning(*_COLUMNS))).one()
    return _alert(row)


def new_reference() -> str:
    """A name for an alert that can be read aloud and says nothing about it."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))


async def change(connection: AsyncConnection, alert: UUID, **values: object) -> None:
    """Set columns of one alert."""
    await connection.execute(update(alerts).where(alerts.c.id == alert).values(**values))


async def note(
    connection: AsyncConnection,
    alert: UUID,
    now: datetime,
    kind: str,
    practitioner: UUID | None = None,
    **detail: object,
) -> None:
    """Record one step of an alert, and tell the open pages of those who see it that something changed."""
    await connection.execute(
        insert(alert_events).values(
            alert_id=alert, at=now, kind=kind, practitioner_id=practitioner, detail=detail
        )
    )
    await connection.execute(
        text("SELECT pg_notify(:channel, :alert)"), {"channel": CHANGED, "alert": str(alert)}
    )


async def record_concerns(
    connection: AsyncConnection, alert: UUID | None, subject: Subject, found: Sequence[Found], now: datetime
) -> None:
    """Store what screening found; concerns that paged nobody have no alert."""
    rows = [
        {
            "id": uuid4(),
            "alert_id": alert,
            "young_person_id": subject.young_person,
            "message_id": subject.message,
            "unknown_message_id": subject.unknown_message,
            "category": concern.category.value,
            "severity": concern.severity.value,
            "source": concern.source,
            "rule": concern.rule,
            "score": concern.score,
            "span_start": concern.span[0] if concern.span else None,
            "span_end": concern.span[1] if concern.span else None,
            "found_at": now,
            "figures": dict(concern.figures) if isinstance(concern, Noticed) else None,
        }
        for concern in found
    ]
    if rows:
        await connection.execute(insert(concerns), rows)


async def concerns_of(connection: AsyncConnection, message: UUID) -> list[Row[tuple[Any, ...]]]:
    """(category, severity) of everything found in a message."""
    query = select(concerns.c.category, concerns.c.severity).where(concerns.c.message_id == message)
    return list(await connection.execute(query))


async def watch(connection: AsyncConnection, alert: UUID, practitioner: UUID, now: datetime) -> None:
    """From now on this member of staff sees the alert, and whom it is about until it is closed."""
    row = {"alert_id": alert, "practitioner_id": practitioner, "since": now}
    await connection.execute(upsert(alert_watchers).values(row).on_conflict_do_nothing())


async def watchers(connection: AsyncConnection, alert: UUID) -> list[UUID]:
    """Everybody who was told of the alert so far and still works here."""
    query = (
        select(alert_watchers.c.practitioner_id)
        .join(practitioners, practitioners.c.id == alert_watchers.c.practitioner_id)
        .where(alert_watchers.c.alert_id == alert, practitioners.c.active)
    )
    return list(await connection.scalars(query))


async def add_task(connection: AsyncConnection, person: UUID, kind: str, now: datetime) -> None:
    """Something for the practitioner to do, unless the same still waits."""
    waits = select(tasks.c.id).where(
        tasks.c.young_person_id == person, tasks.c.kind == kind, tasks.c.done_at.is_(None)
    )
    if (await connection.execute(waits)).first() is None:
        await add_new_task(connection, person, kind, now)


async def add_new_task(connection: AsyncConnection, person: UUID, kind: str, now: datetime) -> None:
    """Something for the practitioner to do that began anew, whatever still waits."""
    await connection.execute(
        insert(tasks).values(id=uuid4(), young_person_id=person, kind=kind, created_at=now)
    )


async def opted_in(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """Whenever somebody ends an opt-out there is something to do, at the moment of their message."""
    await add_new_task(connection, person, OPTED_IN, now)


async def settle_tasks(
    connection: AsyncConnection, person: UUID, kinds: Collection[str], member: UUID, now: datetime
) -> None:
    """Take off the list what a member of staff has done by another click."""
    c = tasks.c
    query = update(tasks).where(c.young_person_id == person, c.kind.in_(kinds), c.done_at.is_(None))
    await connection.execute(query.values(done_at=now, done_by=member))


async def opted_in_by(connection: AsyncConnection, message: UUID) -> bool:
    """Whether this message ended an opt-out."""
    query = select(tasks.c.id).join(
        messages,
        (messages.c.young_person_id == tasks.c.young_person_id)
        & (messages.c.created_at == tasks.c.created_at),
    )
    found = query.where(messages.c.id == message, tasks.c.kind == OPTED_IN)
    return (await connection.execute(found.limit(1))).first() is not None
