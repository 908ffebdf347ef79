"""What an alert is about, as the text to the young person that somebody has it asks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import alert_events, alerts, concerns, messages

_GRAVE = ("high", "emergency")
# What the alert's history calls it when the young person was told that somebody has it, or was not.
TOLD, NOT_TOLD = "told", "not_told"


@dataclass(frozen=True)
class TakenAlert:
    """An alert and who took it how: `by` is None until somebody does, `means` is where they said so, and
    `settled` whether it was decided already what the young person is told.
    """

    person: UUID | None
    by: UUID | None
    means: str | None
    settled: bool
    rules: frozenset[str]


@dataclass(frozen=True)
class Words:
    """The newest message in which something high or worse was found."""

    message: UUID
    at: datetime


async def taken_alert(connection: AsyncConnection, alert: UUID) -> TakenAlert:
    """One alert, and every rule that something on it was found by."""
    a, e = alerts.c, alert_events.c
    row = (await connection.execute(select(a.young_person_id, a.acknowledged_by).where(a.id == alert))).one()
    kinds = ("acknowledged", TOLD, NOT_TOLD)
    events = select(e.kind, e.detail["by"].astext.label("by")).where(e.alert_id == alert, e.kind.in_(kinds))
    steps = {row.kind: row.by for row in await connection.execute(events.order_by(e.id))}
    rules = select(concerns.c.rule).where(concerns.c.alert_id == alert, concerns.c.rule.is_not(None))
    return TakenAlert(
        row.young_person_id,
        row.acknowledged_by,
        steps.get("acknowledged"),
        TOLD in steps or NOT_TOLD in steps,
        frozenset(await connection.scalars(rules)),
    )


async def newest_words(connection: AsyncConnection, alert: UUID) -> Words | None:
    """What the young person hears an answer to."""
    c, m = concerns.c, messages.c
    query = (
        select(m.id, m.created_at)
        .join(concerns, c.message_id == m.id)
        .where(c.alert_id == alert, c.severity.in_(_GRAVE), m.inbound)
        .order_by(m.sequence.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return Words(row.id, row.created_at) if row else None
