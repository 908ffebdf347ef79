"""What a young person said of themselves, over months."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.signals import SignalKind
from bot.storage.tables import signals


@dataclass(frozen=True)
class Point:
    """One answer."""

    at: datetime
    value: int


async def points(
    connection: AsyncConnection, person: UUID, kinds: Sequence[SignalKind], since: datetime
) -> dict[SignalKind, list[Point]]:
    """The answers to these questions since then, oldest first; skipped ones are left out."""
    s = signals.c
    query = select(s.kind, s.value, s.recorded_at).where(
        s.young_person_id == person,
        s.kind.in_([kind.value for kind in kinds]),
        s.value.is_not(None),
        s.recorded_at >= since,
    )
    found: dict[SignalKind, list[Point]] = defaultdict(list)
    for row in await connection.execute(query.order_by(s.recorded_at)):
        found[SignalKind(row.kind)].append(Point(row.recorded_at, row.value))
    return found
