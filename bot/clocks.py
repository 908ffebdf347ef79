"""Clocks after a report: they remind, climb and repeat until an action that a person records stops them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.clocks import ClockKind, ClockPolicy, ClockState
from bot.domain.ladder import Rung
from bot.domain.rota import Moment, resolve
from bot.parts import Parts
from bot.storage import audit, cases, queue, staff
from bot.storage import clocks as stored
from bot.storage import rota as rotas
from bot.storage.clocks import Clock

log = structlog.get_logger()


async def start(
    connection: AsyncConnection,
    policy: ClockPolicy,
    kind: ClockKind,
    *,
    alert: UUID,
    person: UUID | None,
    agency: str,
    since: datetime,
    action: UUID,
    holder: UUID,
    now: datetime,
) -> UUID:
    """Start the clock of an action that happened at `since`; it may be overdue when it is recorded late."""
    ends_at = policy.end(kind, since)
    step = policy.first_useful_step(kind, ends_at, now)
    clock = await stored.add(
        connection,
        kind=kind,
        alert=alert,
        person=person,
        holder=holder,
        agency=agency,
        started_at=since,
        ends_at=ends_at,
        step=step,
        next_step_at=policy.next_due(kind, step, ends_at, now),
        started_by=action,
    )
    await cases.note(connection, alert, now, "clock_started", holder, clock=kind.value, agency=agency)
    log.info("clock_started", clock=str(clock), kind=kind.value)
    return clock


async def stop(connection: AsyncConnection, clock: Clock, action: UUID, actor: UUID, now: datetime) -> None:
    """End a clock by an action that somebody recorded."""
    await stored.change(connection, clock.id, stopped_at=now, stopped_by=action, next_step_at=None)
    await cases.note(
        connection, clock.alert_id, now, "clock_stopped", actor, clock=clock.kind.value, agency=clock.agency
    )


async def run_again(
    connection: AsyncConnection, policy: ClockPolicy, clock: Clock, actor: UUID, now: datetime
) -> None:
    """Let a clock run on: what had stopped it did not happen."""
    due = policy.next_due(clock.kind, clock.step, clock.ends_at, now)
    await stored.change(connection, clock.id, stopped_at=None, stopped_by=None, next_step_at=due)
    await cases.note(
        connection, clock.alert_id, now, "clock_started", actor, clock=clock.kind.value, agency=clock.agency
    )


async def climb(parts: Parts, clock_id: UUID) -> None:
    """Take a clock's next step if it is due and nobody has stopped it."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        clock = await stored.held(connection, clock_id)
        if clock is None or clock.next_step_at is None or clock.next_step_at > now:
            return
        await _take_step(connection, parts, clock, now)
        await audit.record(connection, now, audit.SERVICE, "clock:climb", clock_id, step=clock.step)


async def climb_all_due(parts: Parts) -> int:
    """Take every step that is due."""
    async with parts.database.transaction() as connection:
        due = await stored.due(connection, parts.now())
    for clock in due:
        try:
            await climb(parts, clock)
        except SQLAlchemyError as failure:
            # The other clocks must still climb; this one is tried again in a few seconds.
            log.error("clock_climb_failed", clock=str(clock), kind=type(failure).__name__)
    return len(due)


async def _take_step(connection: AsyncConnection, parts: Parts, clock: Clock, now: datetime) -> None:
    """Tell whoever stands on the clock's next rung, passing over empty ones, and set the step after."""
    timeline, told = parts.clocks.timelines[clock.kind], 0
    step = parts.clocks.step_to_take(clock.kind, clock.step, clock.ends_at, now)
    while not told:
        rung = timeline.rung(step)
        recipients = await _recipients(connection, parts, clock, rung, now)
        await cases.note(
            *(connection, clock.alert_id, now, "clock_step"),
            clock=clock.kind.value,
            rung=rung.value,
            told=len(recipients),
        )
        for recipient in recipients:
            await _remind(connection, parts, clock, step, recipient, now)
        told, step = len(recipients), step + 1
        if timeline.exhausted(step):
            break
    if not told:
        log.critical("clock_reaches_nobody", clock=str(clock.id))
    due = parts.clocks.next_due(clock.kind, step, clock.ends_at, now)
    await stored.change(connection, clock.id, step=step, next_step_at=due)


async def _recipients(
    connection: AsyncConnection, parts: Parts, clock: Clock, rung: Rung, now: datetime
) -> list[UUID]:
    """Whom a rung means now: leave and cover count, hours do not, for a clock runs through the night."""
    rota = await rotas.read(connection, parts.policy, now)
    alert = await cases.by_id(connection, clock.alert_id)
    assert alert is not None
    moment = Moment(rota, now, alert.team, any_hour=True)
    attached = replace(await rotas.of_alert(connection, clock.alert_id, now), holder=clock.holder_id)
    rungs = (Rung.HOLDER, Rung.ASSIGNED) if rung is Rung.ASSIGNED else (rung,)
    verdicts = [verdict for one in rungs for verdict in resolve(one, attached, moment)]
    return list(dict.fromkeys(verdict.member for verdict in verdicts if verdict.told))


async def _remind(
    connection: AsyncConnection, parts: Parts, clock: Clock, step: int, recipient: UUID, now: datetime
) -> None:
    """A text that names no person: which alert, and how late it is."""
    await cases.watch(connection, clock.alert_id, recipient, now)
    overdue = parts.clocks.state(clock.kind, clock.ends_at, now) is ClockState.OVERDUE
    text = parts.content.text(
        f"notifications.clock_{'overdue' if overdue else 'near'}",
        await staff.language_of(connection, recipient),
        reference=clock.reference,
        url=f"{parts.public_address}/alerts/{clock.reference}",
    )
    dispatch = await stored.remind(connection, parts.vault, clock, step, recipient, text, now)
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)


async def not_delivered(connection: AsyncConnection, parts: Parts, dispatch: UUID, now: datetime) -> None:
    """A reminder did not arrive: take the next step now, unless it would only ring the same dead phones."""
    clock = await stored.of_reminder(connection, dispatch)
    if clock is None or not clock.running or parts.clocks.timelines[clock.kind].exhausted(clock.step):
        return
    if clock.next_step_at and clock.next_step_at > now:
        await cases.note(connection, clock.alert_id, now, "not_delivered")
        await stored.change(connection, clock.id, next_step_at=now)
