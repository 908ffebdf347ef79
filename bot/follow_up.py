"""What a person records on an alert: the action, the clocks that it starts and stops, and the trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import clocks
from bot.domain.agencies import Agency
from bot.domain.clocks import ClockPolicy
from bot.domain.follow_up import Action, ActionKind, starts, stops
from bot.storage import actions, audit
from bot.storage import clocks as stored
from bot.storage.actions import Recorded


@dataclass(frozen=True)
class OnAlert:
    """Where something is recorded, by whom; `key` is the young person's and seals the words."""

    alert: UUID
    person: UUID | None
    by: UUID
    key: bytes = field(repr=False)


class FollowUpError(Exception):
    """What was asked cannot be recorded as things stand; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def record(
    connection: AsyncConnection,
    policy: ClockPolicy,
    where: OnAlert,
    action: Action,
    agency: Agency | None,
    now: datetime,
    report: tuple[UUID, int] | None = None,
) -> UUID:
    """Record an action, and start and stop the clocks that it starts and stops; the action's id."""
    new = await actions.add(
        connection,
        where.key,
        action,
        alert=where.alert,
        person=where.person,
        by=where.by,
        now=now,
        report=report,
    )
    await _stop_clocks(connection, where, action, new, now)
    kind = starts(action, agency)
    if kind and agency:
        await clocks.start(
            connection,
            policy,
            kind,
            alert=where.alert,
            person=where.person,
            agency=agency.id,
            since=action.happened_at,
            action=new,
            holder=where.by,
            now=now,
        )
    detail = {"kind": action.kind.value, "agency": action.agency, "entry": str(new)}
    await audit.record(connection, now, where.by, "alert:action", where.alert, **detail)
    return new


async def _stop_clocks(
    connection: AsyncConnection, where: OnAlert, action: Action, new: UUID, now: datetime
) -> None:
    """What came before a clock began does not stop it: it answered something earlier."""
    kind = stops(action)
    for clock in await stored.clocks_of_alert(connection, where.alert):
        same = (clock.kind, clock.agency) == (kind, action.agency)
        if same and clock.running and clock.started_at <= action.happened_at:
            await clocks.stop(connection, clock, new, where.by, now)


async def correct(
    connection: AsyncConnection,
    policy: ClockPolicy,
    where: OnAlert,
    earlier: Recorded,
    before: Sequence[Recorded],
    *,
    note: str,
    withdraws: bool,
    now: datetime,
) -> UUID:
    """Record what was wrong about an earlier action.

    When the earlier action did not happen at all, the clock that it started stops, and those that it had
    stopped run again. Raises FollowUpError: `already_withdrawn`, or `not_withdrawable` for a correction.
    """
    if withdraws and any(one.corrects == earlier.id and one.withdraws for one in before):
        raise FollowUpError("already_withdrawn")
    if withdraws and earlier.action.kind is ActionKind.CORRECTION:
        raise FollowUpError("not_withdrawable")
    correction = Action(ActionKind.CORRECTION, now, note=note.strip())
    new = await actions.add(
        connection,
        where.key,
        correction,
        alert=where.alert,
        person=where.person,
        by=where.by,
        now=now,
        corrects=earlier.id,
        withdraws=withdraws,
    )
    if withdraws:
        await _undo_clocks(connection, policy, where, earlier.id, new, now)
    detail = {"corrects": str(earlier.id), "withdraws": withdraws, "entry": str(new)}
    await audit.record(connection, now, where.by, "alert:correct", where.alert, **detail)
    return new


async def _undo_clocks(
    connection: AsyncConnection, policy: ClockPolicy, where: OnAlert, earlier: UUID, new: UUID, now: datetime
) -> None:
    started, stopped = await stored.touched_by(connection, earlier)
    for clock in started:
        await clocks.stop(connection, clock, new, where.by, now)
    for clock in stopped:
        await clocks.run_again(connection, policy, clock, where.by, now)
