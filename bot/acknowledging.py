"""Taking an alert from somewhere else than the pages: by a key in a call, or by its code in a text."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts
from bot.domain.ladder import Means
from bot.storage import cases, taking


class Taking(StrEnum):
    """What came of somebody's wish to take an alert."""

    TAKEN = "taken"
    SOMEBODY_ELSES = "somebody_elses"
    CLOSED = "closed"
    REFUSED = "refused"


async def take(
    connection: AsyncConnection, alert_id: UUID, member: UUID, now: datetime, *, by: Means
) -> Taking:
    """Acknowledge for a member of staff whom the pages would let do so.

    Whoever took it is told the same however often they ask. The alert is held from here on: of two who take
    it at once, one is first.
    """
    if not await taking.may_act(connection, alert_id, member):
        return Taking.REFUSED
    alert = await cases.by_id(connection, alert_id)
    if alert is None or alert.closed_at is not None:
        return Taking.CLOSED
    if alert.acknowledged_at is None:
        await alerts.acknowledge(connection, alert_id, member, now, by=by.value)
        return Taking.TAKEN
    mine = await taking.acknowledged_by(connection, alert_id) == member
    return Taking.TAKEN if mine else Taking.SOMEBODY_ELSES
