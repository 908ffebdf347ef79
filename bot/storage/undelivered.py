"""What could not be sent, what still waits, and messages without an answer: a person must see each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.encryption import Vault
from bot.storage.reading import name_of, staff_name
from bot.storage.tables import alerts, dispatches, messages, practitioners, young_people

FAILED = ("dead", "undelivered", "failed")
WAITING = ("queued", "sending", "unclear")
# A text that waits longer than this is shown, though it may still go out.
LATE = timedelta(minutes=5)
# A message that got no answer for so long is shown: its job was lost or is stuck.
UNANSWERED = timedelta(minutes=2)


@dataclass(frozen=True)
class FailedDispatch:
    """A text that did not arrive, to a young person or to one of the staff."""

    id: UUID
    purpose: str
    status: str
    error_code: int | None
    attempts: int
    young_person_id: UUID | None
    to: str | None = field(repr=False)
    alert: str | None
    at: datetime

    @property
    def waits(self) -> bool:
        """Whether it may still go out by itself."""
        return self.status in WAITING


@dataclass(frozen=True)
class Unanswered:
    """A message that was accepted, and neither answered nor read."""

    id: UUID
    young_person_id: UUID
    name: str = field(repr=False)
    at: datetime


def _shown(now: datetime) -> ColumnElement[bool]:
    c = dispatches.c
    late = and_(c.status.in_(WAITING), c.created_at < now - LATE)
    # What did not arrive in a drill is on the drill's own report.
    rehearsed = exists().where(alerts.c.id == c.alert_id, alerts.c.drill).correlate(dispatches)
    return and_(c.handled_at.is_(None), or_(c.status.in_(FAILED), late), ~rehearsed)


def _silent(now: datetime) -> ColumnElement[bool]:
    c = messages.c
    return and_(c.inbound, c.handled_at.is_(None), c.read_at.is_(None), c.created_at < now - UNANSWERED)


async def failed(connection: AsyncConnection, vault: Vault, now: datetime) -> list[FailedDispatch]:
    """Texts that did not arrive and that nobody has dealt with, newest first."""
    c = dispatches.c
    query = (
        select(
            *(c.id, c.purpose, c.status, c.error_code, c.attempts, c.young_person_id, c.practitioner_id),
            func.coalesce(c.settled_at, c.created_at).label("at"),
            young_people.c.data_key,
            young_people.c.name_sealed,
            practitioners.c.name_sealed.label("staff_sealed"),
            alerts.c.reference,
        )
        .outerjoin(young_people, young_people.c.id == c.young_person_id)
        .outerjoin(practitioners, practitioners.c.id == c.practitioner_id)
        .outerjoin(alerts, alerts.c.id == c.alert_id)
        .where(_shown(now))
        .order_by(func.coalesce(c.settled_at, c.created_at).desc())
    )
    return [_failed(vault, row) for row in await connection.execute(query)]


def _failed(vault: Vault, row: Any) -> FailedDispatch:
    to = staff_name(vault, row.practitioner_id, row.staff_sealed)
    if row.name_sealed:
        to = name_of(vault, row.young_person_id, row.data_key, row.name_sealed)
    return FailedDispatch(
        *(row.id, row.purpose, row.status, row.error_code, row.attempts, row.young_person_id),
        to=to,
        alert=row.reference,
        at=row.at,
    )


async def unanswered(connection: AsyncConnection, vault: Vault, now: datetime) -> list[Unanswered]:
    """Messages that got no answer, oldest first."""
    c = messages.c
    query = (
        select(c.id, c.young_person_id, c.created_at, young_people.c.data_key, young_people.c.name_sealed)
        .join(young_people, young_people.c.id == c.young_person_id)
        .where(_silent(now))
        .order_by(c.sequence)
    )
    return [
        Unanswered(
            row.id,
            row.young_person_id,
            name_of(vault, row.young_person_id, row.data_key, row.name_sealed),
            row.created_at,
        )
        for row in await connection.execute(query)
    ]


async def count(connection: AsyncConnection, now: datetime) -> int:
    """How much there is that somebody should deal with."""
    texts = select(func.count()).select_from(dispatches).where(_shown(now))
    silent = select(func.count()).select_from(messages).where(_silent(now))
    return (await connection.execute(texts)).scalar_one() + (await connection.execute(silent)).scalar_one()


async def deal_with(connection: AsyncConnection, dispatch: UUID, member: UUID, now: datetime) -> bool:
    """Note that a person saw to a failed text; False when it is not there to deal with."""
    c = dispatches.c
    query = update(dispatches).where(
        c.id == dispatch, c.handled_at.is_(None), c.status.in_((*FAILED, *WAITING))
    )
    return bool((await connection.execute(query.values(handled_at=now, handled_by=member))).rowcount)
