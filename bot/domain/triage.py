"""In which order a caseload is looked at, and why each young person stands where they stand: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.domain.concerns import Severity
from bot.domain.contact_record import Contact
from bot.domain.trend import Trend


class Reason(IntEnum):
    """Why somebody is looked at, the most pressing first."""

    EMERGENCY = 0
    UNACKNOWLEDGED = 1
    CLOCK = 2
    MISSED = 3
    UNREACHED = 4
    DOWNWARD = 5
    UNREAD = 6
    OPEN_ALERT = 7


@dataclass(frozen=True)
class OpenAlert:
    """An alert that is not closed."""

    severity: Severity
    unacknowledged: bool


@dataclass(frozen=True)
class Standing:
    """What is known of one young person today; `next_clock_at` is when a clock that presses runs out."""

    alerts: tuple[OpenAlert, ...]
    next_clock_at: datetime | None
    contact: Contact
    trend: Trend
    unread: int
    oldest_unread_at: datetime | None


def reasons(standing: Standing) -> tuple[Reason, ...]:
    """Everything that speaks for looking at somebody, the most pressing first."""
    speaks = {
        Reason.EMERGENCY: any(alert.severity is Severity.EMERGENCY for alert in standing.alerts),
        Reason.UNACKNOWLEDGED: any(alert.unacknowledged for alert in standing.alerts),
        Reason.CLOCK: standing.next_clock_at is not None,
        Reason.MISSED: standing.contact is Contact.MISSED,
        Reason.UNREACHED: standing.contact is Contact.UNREACHED,
        Reason.DOWNWARD: standing.trend.downward,
        Reason.UNREAD: standing.unread > 0,
        Reason.OPEN_ALERT: bool(standing.alerts),
    }
    return tuple(reason for reason, holds in speaks.items() if holds)


def place(standing: Standing) -> tuple[int, tuple[int, ...], int, float]:
    """Sorts a caseload: the most pressing reason first, then every further one, the gravest alert, the
    longest wait. Whoever has no reason comes last.
    """
    found = reasons(standing)
    gravest = max((alert.severity.rank for alert in standing.alerts), default=-1)
    waits = standing.next_clock_at or standing.oldest_unread_at
    return (
        found[0] if found else len(Reason),
        _padded(found),
        -gravest,
        waits.timestamp() if waits else float("inf"),
    )


def _padded(found: Sequence[Reason]) -> tuple[int, ...]:
    """Of two with the same first reasons, whoever has more comes first."""
    return (*found, *[len(Reason)] * (len(Reason) - len(found)))
