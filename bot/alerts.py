"""Raise, escalate, acknowledge, close: an alert ends with a person, and only a person ends it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Found, Severity
from bot.domain.ladder import Addition, OpenAlert, addition
from bot.parts import Parts
from bot.storage import audit, cases, queue, rota
from bot.storage.cases import Alert, Subject
from bot.storage.encryption import seal
from bot.telling import take_step

log = structlog.get_logger()


class Outcome(StrEnum):
    """How a person ended an alert."""

    SPOKE_TO_YOUNG_PERSON = "spoke_to_young_person"
    SAFE_AND_PLANNED = "safe_and_planned"
    PASSED_TO_SOCIAL_CARE = "passed_to_social_care"
    PASSED_TO_POLICE = "passed_to_police"
    PASSED_TO_HEALTH = "passed_to_health"
    NO_FURTHER_ACTION = "no_further_action"
    NOT_A_CONCERN = "not_a_concern"


# Ways to end an alert that say nothing unless somebody says why.
NEEDS_REASON = frozenset({Outcome.NO_FURTHER_ACTION, Outcome.NOT_A_CONCERN})


class AlertActionError(Exception):
    """What was asked of an alert is not possible as it stands; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def raise_concerns(
    connection: AsyncConnection, parts: Parts, subject: Subject, found: Sequence[Found], now: datetime
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
    if alert is None:
        team = await rota.team_of(connection, subject.young_person, now)
        alert = await cases.open_alert(connection, subject, severity, team, now)
    await cases.record_concerns(connection, alert.id, subject, found, now)
    await _APPLY[kind](connection, parts, alert, severity, now)
    return alert.id


def _addition(parts: Parts, existing: Alert | None, severity: Severity, now: datetime) -> Addition:
    if existing is None:
        return Addition.NEW
    standing = OpenAlert(existing.severity, existing.acknowledged_at)
    return addition(standing, severity, now, parts.policy.join_after_acknowledgement)


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
        *(connection, alert.id),
        severity=severity.value,
        raise_number=number,
        raised_at=now,
        step=0,
        exhausted_at=None,
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


async def climb(parts: Parts, alert_id: UUID) -> None:
    """Take the step that is due of an alert that nobody has acknowledged, or that somebody has left open."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        alert = await cases.by_id(connection, alert_id)
        if alert is None or alert.next_step_at is None or alert.next_step_at > now:
            return
        if await _not_yet(connection, parts, alert, now):
            return
        await take_step(connection, parts, alert, now)
        await audit.record(connection, now, audit.SERVICE, "alert:climb", alert_id, step=alert.step)


async def _not_yet(connection: AsyncConnection, parts: Parts, alert: Alert, now: datetime) -> bool:
    """Set the time of the first reminder of an alert that somebody has just acknowledged."""
    if alert.acknowledged_at is None or alert.step > 0:
        return False
    since = alert.acknowledged_at
    due = parts.policy.follow_up_due(alert.team, alert.severity, alert.step, since, since)
    if due <= now:
        return False
    await cases.change(connection, alert.id, next_step_at=due)
    await queue.enqueue(connection, queue.CLIMB, alert.id, at=due)
    return True


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


async def acknowledge(
    connection: AsyncConnection, alert_id: UUID, practitioner: UUID, now: datetime, *, by: str = "page"
) -> None:
    """A person has it now: the climb ends. Raises AlertActionError when it is not there to take.

    `by` is where they said so: on the page, or by which means.
    The next look at it sets when its holder is reminded, should nobody close it.
    """
    alert = await _actionable(connection, alert_id)
    if alert.acknowledged_at is not None:
        raise AlertActionError("already_acknowledged")
    await cases.change(
        *(connection, alert_id),
        acknowledged_at=now,
        acknowledged_by=practitioner,
        step=0,
        # There is nothing to be done about a drill.
        next_step_at=None if alert.drill else now,
        closed_at=now if alert.drill else None,
        exhausted_at=None,
    )
    await queue.enqueue(connection, queue.HANG_UP, alert_id)
    if not alert.drill:
        await queue.enqueue(connection, queue.SEEN, alert_id)
    await cases.note(connection, alert_id, now, "acknowledged", practitioner, by=by)
    await audit.record(connection, now, practitioner, "alert:acknowledge", alert_id, by=by)


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
    if outcome in NEEDS_REASON and not note.strip():
        raise AlertActionError("reason_needed")
    await cases.change(
        connection,
        alert_id,
        next_step_at=None,
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
