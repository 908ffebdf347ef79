"""Whether a text may leave for a young person: the one gate that every outgoing text passes."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/London")


class Purpose(StrEnum):
    """Why a text is sent."""

    CHECK_IN = "check_in"
    REPLY = "reply"
    SAFETY_REPLY = "safety_reply"
    COVER = "cover"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    OPT_IN_CONFIRMED = "opt_in_confirmed"
    UNKNOWN_NUMBER = "unknown_number"
    NOTIFICATION = "notification"


class Refusal(StrEnum):
    """Why a text was withheld. A practitioner reads these, so they name the reason and not the rule."""

    NOT_ACTIVE = "not_active"
    OPTED_OUT = "opted_out"
    PAUSED = "paused"
    UNSAFE_HOUR = "unsafe_hour"


@dataclass(frozen=True)
class Hours:
    """The hours of a day at home within which unasked texts may leave; `until` is the first that may not."""

    since: time
    until: time

    def include(self, now: datetime) -> bool:
        """Whether an unasked text may leave now."""
        return self.since <= now.astimezone(HOME).time() < self.until


DAYTIME = Hours(time(8, 0), time(21, 0))
# For the demo and rehearsals, which nobody's sleep depends on.
ANY_TIME = Hours(time.min, time.max)


@dataclass(frozen=True)
class ContactState:
    """What is known about reaching a young person safely."""

    active: bool
    opted_out: bool
    paused: bool


def refusal(purpose: Purpose, state: ContactState, hours: Hours, now: datetime) -> Refusal | None:
    """Why this text must not leave now, or None when it may.

    A reply answers somebody who has just written, whatever the hour. Pausing means that somebody else may
    hold the phone: then only the neutral cover text leaves.
    """
    if not state.active:
        return Refusal.NOT_ACTIVE
    if state.opted_out and purpose is not Purpose.OPT_OUT_CONFIRMED:
        return Refusal.OPTED_OUT
    if state.paused and purpose not in (Purpose.COVER, Purpose.OPT_OUT_CONFIRMED):
        return Refusal.PAUSED
    if purpose is Purpose.CHECK_IN and not hours.include(now):
        return Refusal.UNSAFE_HOUR
    return None
