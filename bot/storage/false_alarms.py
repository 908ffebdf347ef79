"""Counts of what was wrong about alerts that were no concern; nothing leads back to a person or an alert."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import HOME
from bot.domain.follow_up import FalseAlarm
from bot.storage.follow_up_tables import false_alarms


@dataclass(frozen=True)
class Count:
    """How often one rule, or the model at one tenth of its score, was wrong for one reason in one month."""

    month: date
    category: str
    severity: str
    rule: str
    score_tenths: int
    reason: str
    count: int


async def count(connection: AsyncConnection, alert: UUID, reason: FalseAlarm, now: datetime) -> None:
    """Add what was found in an alert, which was closed as no concern, to this month's counts."""
    today = now.astimezone(HOME).date()
    await connection.execute(select(func.hafan_count_false_alarm(alert, reason.value, today)))


async def since(connection: AsyncConnection, month: date) -> list[Count]:
    """Every count from a month on."""
    query = select(false_alarms).where(false_alarms.c.month >= month)
    return [Count(**row._asdict()) for row in await connection.execute(query)]
