"""Young people as their practitioners see them; row-level security decides whose."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import contact_record, trend
from bot.domain.concerns import Severity
from bot.domain.contact_record import Prompt, Record
from bot.domain.languages import Language
from bot.domain.signals import SignalKind
from bot.domain.staff import Capacity
from bot.domain.trend import Course
from bot.domain.triage import OpenAlert, Standing
from bot.storage.encryption import Vault
from bot.storage.reading import name_of, staff_name
from bot.storage.tables import assignments, check_ins, practitioners, signals, tasks


@dataclass(frozen=True)
class Case:
    """One young person at a glance.

    `capacity` is the reader's own, None for whom an alert led to; `same_team` tells whether whoever is
    assigned is of the reader's team.

    `moods` and `prompts` are the newest, oldest first. `held_back` is the contact gate's reason for which
    nothing may be sent unasked just now, where it is not one that they asked for themselves, nor a pause.
    """

    id: UUID
    name: str = field(repr=False)
    language: Language
    active: bool
    opted_out_at: datetime | None
    paused_at: datetime | None
    pause_reason: str | None
    next_check_in_at: datetime | None
    capacity: Capacity | None
    same_team: bool
    last_contact_at: datetime | None
    unread: int
    oldest_unread_at: datetime | None
    alerts: tuple[OpenAlert, ...]
    next_clock_at: datetime | None
    moods: tuple[int, ...]
    prompts: tuple[Prompt, ...]
    held_back: str | None = None

    @property
    def gravest(self) -> Severity | None:
        """The severity of the gravest open alert."""
        return max((alert.severity for alert in self.alerts), default=None)

    @property
    def mood(self) -> Course:
        """How their mood goes, by their own measure."""
        return trend.course(self.moods)

    def contact(self, now: datetime) -> Record:
        """How they answer, by their own measure."""
        opted_out, paused = self.opted_out_at is not None, self.pause_reason is not None
        return contact_record.record(
            self.prompts, now, opted_out=opted_out, paused=paused, held_back=self.held_back is not None
        )

    def standing(self, now: datetime) -> Standing:
        """What triage asks."""
        return Standing(
            alerts=self.alerts,
            next_clock_at=self.next_clock_at,
            contact=self.contact(now).contact,
            trend=self.mood.trend,
            unread=self.unread,
            oldest_unread_at=self.oldest_unread_at,
        )


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


_SAME = (
    "id same_team active opted_out_at paused_at pause_reason next_check_in_at "
    "last_contact_at unread oldest_unread_at next_clock_at"
).split()


def _case(vault: Vault, row: Any, held_back: Mapping[UUID, str]) -> Case:
    return Case(
        **{name: getattr(row, name) for name in _SAME},
        name=name_of(vault, row.id, row.data_key, row.name_sealed),
        language=Language(row.language),
        capacity=Capacity(row.capacity) if row.capacity else None,
        alerts=tuple(OpenAlert(Severity(severity), waits) for severity, waits in row.alerts or ()),
        moods=tuple(row.moods),
        prompts=tuple(
            Prompt(datetime.fromisoformat(opened_at), status, answered)
            for opened_at, status, answered in row.check_ins or ()
        ),
        held_back=held_back.get(row.id),
    )


async def caseload(connection: AsyncConnection, vault: Vault) -> list[Case]:
    """Everybody who is visible, by name."""
    held_back = await _held_back(connection)
    rows = await connection.execute(text("SELECT * FROM hafan_caseload()"))
    found = [_case(vault, row, held_back) for row in rows]
    return sorted(found, key=lambda case: case.name.casefold())


async def case(connection: AsyncConnection, vault: Vault, person: UUID) -> Case | None:
    """One young person, if they are visible."""
    query = text("SELECT * FROM hafan_caseload(:person)")
    row = (await connection.execute(query, {"person": person})).one_or_none()
    return _case(vault, row, await _held_back(connection)) if row else None


async def _held_back(connection: AsyncConnection) -> dict[UUID, str]:
    """Why nothing may be sent unasked just now to those of whom this is so."""
    rows = await connection.execute(text("SELECT id, reason FROM hafan_held_back()"))
    return {row.id: row.reason for row in rows}


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
