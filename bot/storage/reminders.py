"""Check-ins that arrived and that nobody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.plan_tables import check_in_plans
from bot.storage.tables import check_ins, dispatches, messages, young_people


@dataclass(frozen=True)
class Unanswered:
    """A check-in without a word since it was opened."""

    id: UUID
    young_person_id: UUID


async def unanswered(
    connection: AsyncConnection,
    opened: tuple[datetime, datetime],
    next_after: datetime,
    only: UUID | None = None,
) -> Sequence[Unanswered]:
    """Those opened between two moments that nobody was reminded of, whose plan wants reminders.

    Left out is whoever has the next check-in before `next_after`: that one is reminder enough.
    """
    c, y = check_ins.c, young_people.c
    query = (
        select(c.id, c.young_person_id)
        .join(young_people, y.id == c.young_person_id)
        .join(check_in_plans, check_in_plans.c.young_person_id == c.young_person_id)
        .where(
            c.planned,
            c.opened_at.between(*opened),
            c.closed_at.is_(None),
            c.completed_at.is_(None),
            c.snoozed_until.is_(None),
            c.reminded_at.is_(None),
            check_in_plans.c.reminder,
            y.next_check_in_at.is_(None) | (y.next_check_in_at > next_after),
            _arrived(),
            ~_answered(),
        )
    )
    if only:
        query = query.where(c.id == only)
    return [Unanswered(row.id, row.young_person_id) for row in await connection.execute(query)]


def _arrived() -> ColumnElement[bool]:
    sent = messages.join(dispatches, dispatches.c.message_id == messages.c.id)
    return exists(select(messages.c.id).select_from(sent)).where(
        messages.c.check_in_id == check_ins.c.id, dispatches.c.status.in_(("sent", "delivered"))
    )


def _answered() -> ColumnElement[bool]:
    m = messages.c
    return exists().where(
        m.young_person_id == check_ins.c.young_person_id, m.inbound, m.created_at >= check_ins.c.opened_at
    )
