"""Drills: a ladder climbs with real notifications and is acknowledged as a real one, and is about nobody."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert_policy import Policy
from bot.domain.concerns import Severity
from bot.storage import audit, cases, queue
from bot.storage import drills as stored
from bot.storage.drills import Drill, Notice
from bot.storage.encryption import Vault


class DrillError(Exception):
    """What was asked of a drill is not possible; the text says why."""


@dataclass(frozen=True)
class Reached:
    """One notification of a drill, and how long after its beginning each thing happened."""

    notice: Notice = field(repr=False)
    told_after: timedelta
    arrived_after: timedelta | None


@dataclass(frozen=True)
class Report:
    """How a drill went. Nobody acknowledged it when `acknowledged_after` is None."""

    drill: Drill = field(repr=False)
    reached: tuple[Reached, ...]
    acknowledged_after: timedelta | None

    @property
    def running(self) -> bool:
        """Whether it still climbs."""
        return self.drill.closed_at is None


async def start(
    connection: AsyncConnection,
    policy: Policy,
    team: str,
    severity: Severity,
    now: datetime,
    *,
    by: UUID | None = None,
    assigned: UUID | None = None,
    deputy: UUID | None = None,
) -> str:
    """Begin a drill; its reference. `by` is None for one that was started from the command line.

    The worker tells the first rung at once, as it does for an alert.
    """
    if team not in policy.teams:
        raise DrillError(f"there is no team {team}; there are: {', '.join(policy.teams)}")
    if await stored.running(connection, team):
        raise DrillError("a drill of this team is running: stop it, or acknowledge it, first")
    drill, reference = await stored.add(connection, team, severity, by, assigned, deputy, now)
    await cases.note(connection, drill, now, "drill_started", by)
    await queue.enqueue(connection, queue.CLIMB, drill)
    await audit.record(connection, now, by or audit.SERVICE, "drill:start", drill, severity=severity.value)
    return reference


async def stop(connection: AsyncConnection, drill: Drill, by: UUID, now: datetime) -> bool:
    """End a drill that nobody needs to acknowledge any more; False when it had ended."""
    if not await stored.stop(connection, drill.id, by, now):
        return False
    await queue.enqueue(connection, queue.HANG_UP, drill.id)
    await cases.note(connection, drill.id, now, "drill_stopped", by)
    await audit.record(connection, now, by, "drill:stop", drill.id)
    return True


async def report(connection: AsyncConnection, vault: Vault, drill: Drill) -> Report:
    """Who was told when and by which means, and when somebody acknowledged."""
    notices = await stored.notices(connection, vault, drill.id)
    began: datetime = drill.opened_at
    return Report(
        drill,
        tuple(
            Reached(one, one.told_at - began, one.arrived_at - began if one.arrived_at else None)
            for one in notices
        ),
        drill.acknowledged_at - began if drill.acknowledged_at else None,
    )


def lines(found: Report) -> list[dict[str, Any]]:
    """The report as the command line prints it: one object for the drill and one for each notification."""
    ended = None if found.acknowledged_after is None else found.acknowledged_after.total_seconds()
    drill = found.drill
    head = {
        "drill": drill.reference,
        "team": drill.team,
        "severity": drill.severity.value,
        "running": found.running,
        "acknowledged_after_seconds": ended,
    }
    return [
        head,
        *(
            {
                "channel": one.notice.channel,
                "role": one.notice.role,
                "status": one.notice.status,
                "told_after_seconds": one.told_after.total_seconds(),
                "arrived_after_seconds": one.arrived_after.total_seconds() if one.arrived_after else None,
            }
            for one in found.reached
        ),
    ]
