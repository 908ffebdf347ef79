"""Pauses for doubt that nobody has ended, and the tasks that remind of them: no other memory is kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import cases
from bot.storage.tables import tasks, young_people

REMINDER = "doubt_waits"


@dataclass(frozen=True)
class Forgotten:
    """A young person whose pause waits for somebody, and how often that was said since it began."""

    young_person_id: UUID
    reminded: int


async def forgotten(
    connection: AsyncConnection,
    reasons: Collection[str],
    after: timedelta,
    now: datetime,
    only: UUID | None = None,
) -> Sequence[Forgotten]:
    """Those paused for one of these reasons, and not reminded of, for so long."""
    y = young_people.c
    reminders = select(func.count()).where(*_of_this_pause()).correlate(young_people).scalar_subquery()
    query = select(y.id, reminders.label("reminded")).where(
        *_waits(reasons),
        y.paused_at <= now - after,
        ~exists().where(*_of_this_pause(), tasks.c.created_at > now - after),
    )
    if only:
        query = query.where(y.id == only)
    return [Forgotten(row.id, row.reminded) for row in await connection.execute(query)]


def _waits(reasons: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """Whoever left, or asked us to stop, hears nothing for another reason."""
    y = young_people.c
    return y.active, y.opted_out_at.is_(None), y.pause_reason.in_(reasons)


def _of_this_pause() -> tuple[ColumnElement[bool], ...]:
    t, y = tasks.c, young_people.c
    return t.young_person_id == y.id, t.kind == REMINDER, t.created_at >= y.paused_at


async def remind(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """A new task in the place of the one before: the list holds one, and the days show each."""
    c = tasks.c
    before = update(tasks).where(c.young_person_id == person, c.kind == REMINDER, c.done_at.is_(None))
    await connection.execute(before.values(done_at=now))
    await cases.add_new_task(connection, person, REMINDER, now)


async def settle(connection: AsyncConnection, reasons: Collection[str], now: datetime) -> None:
    """Take reminders of a pause off the list that somebody ended, or that began anew with a graver doubt."""
    c = tasks.c
    still = exists().where(*_waits(reasons), *_of_this_pause())
    over = update(tasks).where(c.kind == REMINDER, c.done_at.is_(None), ~still)
    await connection.execute(over.values(done_at=now))
