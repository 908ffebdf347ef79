"""What taking an alert by phone asks of the database: who may, who did, and which alerts wait for whom."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, Role, allows
from bot.storage.tables import alert_watchers, alerts


async def may_act(connection: AsyncConnection, alert: UUID, member: UUID) -> bool:
    """Whether the pages would show this alert to a member of staff and let them act on it."""
    await connection.execute(select(func.set_config("app.user_id", str(member), True)))
    query = select(func.hafan_role().label("role"), func.hafan_sees_alert(alert).label("sees"))
    row = (await connection.execute(query)).one()
    await connection.execute(select(func.set_config("app.user_id", "", True)))
    return bool(row.role and row.sees and allows(Role(row.role), Permission.ACT_ON_ALERTS))


async def acknowledged_by(connection: AsyncConnection, alert: UUID) -> UUID | None:
    """Who has the alert."""
    return await connection.scalar(select(alerts.c.acknowledged_by).where(alerts.c.id == alert))


async def by_reference(connection: AsyncConnection, reference: str) -> UUID | None:
    """The alert of a code, in capitals."""
    return await connection.scalar(select(alerts.c.id).where(alerts.c.reference == reference))


async def waiting_for(connection: AsyncConnection, member: UUID) -> dict[str, UUID]:
    """The alerts that somebody was told of and nobody has, by their codes, the oldest first."""
    query = (
        select(alerts.c.reference, alerts.c.id)
        .join(alert_watchers, alert_watchers.c.alert_id == alerts.c.id)
        .where(
            alert_watchers.c.practitioner_id == member,
            alerts.c.acknowledged_at.is_(None),
            alerts.c.closed_at.is_(None),
        )
        .order_by(alerts.c.opened_at)
    )
    return {row.reference: row.id for row in await connection.execute(query)}
