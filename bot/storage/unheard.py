"""What everybody must hear of though the database does not show it to them: how much, never about whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Unheard:
    """Alerts that nobody has though their whole ladder was told, since when, and young people with nobody."""

    alerts: int
    since: datetime | None
    unassigned: int


async def read(connection: AsyncConnection) -> Unheard:
    """As the signed-in member of staff may know it: nothing for whoever cares for no young person."""
    query = text("SELECT alerts, since, hafan_unassigned() AS unassigned FROM hafan_unheard()")
    row = (await connection.execute(query)).one()
    return Unheard(row.alerts, row.since, row.unassigned)
