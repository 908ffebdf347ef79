"""Raise, escalate, acknowledge, close: an alert ends with a person, and only a person ends it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Concern, Severity
from bot.domain.contact_gate import Purpose
from bot.domain.ladder import Addition, Means, OpenAlert, addition
from bot.parts import Parts
from bot.storage import audit, cases, messages, queue, staff
from bot.storage.cases import Alert, Subject
from bot.storage.encryption import seal

log = structlog.get_logger()

# `dispatches.channel` of a notification.
CHANNELS = {Means.TEXT: "sms", Means.CALL: "voice", Means.EMAIL: "email"}


class Outcome(StrEnum):
    """How a person ended an alert."""

    SPOKE_TO_YOUNG_PERSON = "spoke_to_young_person"
    SAFE_AND_PLANNED = "safe_and_planned"
    PASSED_TO_SOCIAL_CARE = "passed_to_social_care"
    PASSED_TO_POLICE = "passed_to_police"
    PASSED_TO_HEALTH = "passed_to_health"
    NOT_A_CONCERN = "not_a_concern"


class AlertActionError(Exception):
    """What was asked of an alert is not possible as it stands; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def raise_concerns(
    connection: AsyncConnection, parts: Parts, subject: Subject, found: Sequence[Concern], now: datetime
) -> UUID | None:
    """Record concerns and, when one of them pages, open, raise or join the alert, in this transaction.

    The caller holds the young person (`people.hold`), so that two messages at once make one alert.
    """
    paging = [concern for concern in found if parts.policy.needs_alert(concern)]
    if not paging:
        await cases.record_concerns(connection, None, subject, found, now)
        return None
    severity = max(concern.severity for concern in paging)
    existing = await cases.not_closed(connection, subject)
    kind = _addition(parts, existing, severity, now)
    alert = existing if existing and kind is not Addition.NEW else None
    alert = alert or await cases.open_alert(connection, subject, severity, now)
    await cases.record_concerns(connection, alert.id, subject, found, now)
    await _APPLY[kind](connection, parts, alert, severity, now)
    return alert.id


def _addition(parts: Parts, existing: Alert | None, severity: Severity, now: datetime) -> Addition:
    if existing is None:
        return Addition.NEW
    return addition(OpenAlert(existing.severity, existing.acknowledged_at), severity, now, parts.policy)


async def _opened(
    connection: AsyncConnection, parts: Parts, alert: Alert, severity: Severity, now: datetime
) -> None:
    await cases.note(connection, alert.id, now, "opened", severity=severity.value)
    await take_step(connection, parts, alert, now)
    log.info("alert_opened", alert=str(alert.id), severity=severity.value)


async def _raised(
    connection: AsyncConnection, parts: Parts, alert: Alert, severity: Severity, now: datetime
) -> None:
    """Climb afresh at the graver pace; whoever was told before is told again at once."""
    number = alert.raise_number + 1
    await cases.change(
        connection, alert.id, severity=severity.value, raise_number=number, raised_at=now, step=0
    )
    await cases.note(connection, alert.id, now, "raised", severity=severity.value)
    raised = await cases.by_id(connection, alert.id)
    assert raised is not None
    await take_step(connection, parts, raised, now)
    log.info("alert_raised", alert=str(alert.id), severity=severity.value)


async def _joined(
    connection: AsyncConnection, parts: Parts, alert: Alert, severity: Severity, now: datetime
) -> None:
    await cases.note(connection, alert.id, now, "added", severity=severity.value)


_APPLY = {Addition.NEW: _opened, Addition.RAISE: _raised, Addition.JOIN: _joined}


async def take_step(connection: AsyncConnection, parts: Parts, alert: Alert, now: datetime) -> None:
    """Tell whoever stands on the alert's next rung, passing over empty ones, and set the step after."""
    ladder = parts.policy.ladders[alert.severity]
    step, told = alert.step, 0
    again = await cases.watchers(connection, alert.id) if alert.step == 0 else []
    while not told:
        rung = ladder.rung(step)
        recipients = list(
            dict.fromkeys([*await staff.on_rung(connection, rung, alert.young_person_id, now), *again])
        )
        await cases.note(connection, alert.id, now, "step", rung=rung.value, step=step, told=len(recipients))
        told = 0
        for recipient in recipients:
            told += await _tell(connection, alert, step, recipient, ladder.means(step), now)
        step += 1
        if ladder.exhausted(step):
            break
    if not told:
        log.critical("alert_reaches_nobody", alert=str(alert.id))
    due = ladder.next_due(step, alert.raised_at, now)
    await cases.change(connection, alert.id, step=step, next_step_at=due)
    await queue.enqueue(connection, queue.CLIMB, alert.id, at=due)


async def _tell(
    connection: AsyncConnection,
    alert: Alert,
    step: int,
    recipient: UUID,
    means: Sequence[Means],
    now: datetime,
) -> bool:
    """Tell one person by every means they can be reached by; False when there is none."""
    await cases.watch(connection, alert.id, recipient, now)
    reached = [one for one in means if one in await staff.reach(connection, recipient)]
    for one in reached:
        await _notify(connection, alert, step, recipient, one, now)
    return bool(reached)


async def _notify(
    connection: AsyncConnection, alert: Alert, step: int, recipient: UUID, means: Means, now: datetime
) -> None:
    dispatch = await messages.dispatch(
        connection,
        key=f"alert:{alert.id}:{alert.raise_number}:{step}:{recipient}:{means}",
        purpose=Purpose.NOTIFICATION,
        channel=CHANNELS[means],
        now=now,
        practitioner_id=recipient,
        alert_id=alert.id,
    )
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)


async def climb(parts: Parts, alert_id: UUID) -> None:
    """Take the alert's next step if it is due and nobody has acknowledged it."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        alert = await cases.by_id(connection, alert_id)
        if alert is None or alert.next_step_at is None or alert.next_step_at > now:
            return
        await take_step(connection, parts, alert, now)
        await audit.record(connection, now, audit.SERVICE, "alert:climb", alert_id, step=alert.step)


async def climb_all_due(parts: Parts) -> int:
    """Take every step that is due; covers timers that fired while the clock or the queue was away."""
    async with parts.database.transaction() as connection:
        due = await cases.waiting(connection, parts.now())
    for alert in due:
        try:
            await climb(parts, alert)
        except SQLAlchemyError as failure:
            # The other alerts must still climb; this one is tried again in a few seconds.
            log.error("climb_failed", alert=str(alert), kind=type(failure).__name__)
    return len(due)


async def acknowledge(connection: AsyncConnection, alert_id: UUID, practitioner: UUID, now: datetime) -> None:
    """A person has it now: the climb ends. Raises AlertActionError when it is not there to take."""
    alert = await _actionable(connection, alert_id)
    if alert.acknowledged_at is not None:
        raise AlertActionError("already_acknowledged")
    await cases.change(
        connection, alert_id, acknowledged_at=now, acknowledged_by=practitioner, next_step_at=None
    )
    await cases.note(connection, alert_id, now, "acknowledged", practitioner)
    await audit.record(connection, now, practitioner, "alert:acknowledge", alert_id)


async def close(
    connection: AsyncConnection,
    key: bytes,
    alert_id: UUID,
    practitioner: UUID,
    outcome: Outcome,
    note: str,
    now: datetime,
) -> None:
    """End an acknowledged alert with what was done; `key` seals the note.

    Raises AlertActionError: `not_acknowledged`, `already_closed`, or `reason_needed` for "not a concern".
    """
    alert = await _actionable(connection, alert_id)
    if alert.acknowledged_at is None:
        raise AlertActionError("not_acknowledged")
    if outcome is Outcome.NOT_A_CONCERN and not note.strip():
        raise AlertActionError("reason_needed")
    await cases.change(
        connection,
        alert_id,
        closed_at=now,
        closed_by=practitioner,
        outcome=outcome,
        outcome_note_sealed=seal(key, note.strip(), f"alerts.outcome_note:{alert_id}")
        if note.strip()
        else None,
    )
    await cases.note(connection, alert_id, now, "closed", practitioner, outcome=outcome.value)
    await audit.record(connection, now, practitioner, "alert:close", alert_id, outcome=outcome.value)


async def _actionable(connection: AsyncConnection, alert_id: UUID) -> Alert:
    alert = await cases.by_id(connection, alert_id)
    if alert is None:
        raise AlertActionError("not_found")
    if alert.closed_at is not None:
        raise AlertActionError("already_closed")
    return alert
