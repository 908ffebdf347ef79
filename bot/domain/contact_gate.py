"""Whether a text may leave for a young person: the one gate that every outgoing text passes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.safe_hours import ANY_TIME, DAYTIME, HOME, Hours, SafeHours, every_day

__all__ = [
    "ANY_TIME",
    "DAYTIME",
    "HOME",
    "ContactState",
    "Hours",
    "Outgoing",
    "Purpose",
    "Refusal",
    "SafetyReplies",
    "Verdict",
    "is_safe_hour",
    "safe_week",
    "verdict",
]


class Purpose(StrEnum):
    """Why a text is sent."""

    CHECK_IN = "check_in"
    REMINDER = "reminder"
    FIRST = "first"
    REPLY = "reply"
    SAFETY_REPLY = "safety_reply"
    HEARD_AGAIN = "heard_again"
    COVER = "cover"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    OPT_IN_CONFIRMED = "opt_in_confirmed"
    UNKNOWN_NUMBER = "unknown_number"
    NOTIFICATION = "notification"
    UNREAD = "unread"
    STAFF_NOTICE = "staff_notice"
    INVITATION = "invitation"
    PERSON = "person"
    HANDOVER = "handover"
    IDENTITY = "identity"
    CHAT_LINK = "chat_link"
    SEEN = "seen"


class Refusal(StrEnum):
    """Why a text was withheld. A practitioner reads these, so they name the reason and not the rule."""

    NOT_ACTIVE = "not_active"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"
    PAUSED = "paused"
    TAKEN_OVER = "taken_over"
    NO_SAFE_HOURS = "no_safe_hours"
    SAFETY_REPLY_UNWANTED = "safety_reply_unwanted"
    NOT_NEUTRAL = "not_neutral"
    UNSAFE_HOUR = "unsafe_hour"
    STALE = "stale"
    SUPERSEDED = "superseded"


class SafetyReplies(StrEnum):
    """What was agreed about the reply to a disclosure."""

    ANY_HOUR = "any_hour"
    SAFE_HOURS = "safe_hours"
    NEUTRAL = "neutral"
    NONE = "none"


@dataclass(frozen=True)
class ContactState:
    """What is known about reaching a young person safely.

    `safe_hours` is None where none were agreed: the service's own hours then hold. `covered` means that what
    we send unasked must be in its neutral form, `read_along` that the phone is shared or watched, so that
    somebody else may write from it and read the answers. `unproven`: the pause rests on a weak doubt that
    they could not dispel themselves, so that it stops only what comes by itself.
    """

    active: bool = True
    opted_out: bool = False
    paused: bool = False
    unproven: bool = False
    consent_withdrawn: bool = False
    taken_over: bool = False
    covered: bool = False
    read_along: bool = False
    safe_hours: SafeHours | None = None
    safety_replies: SafetyReplies = SafetyReplies.ANY_HOUR

    @property
    def never(self) -> bool:
        """Whether no hour at all is safe."""
        return self.safe_hours is not None and self.safe_hours.never

    @property
    def hushed(self) -> bool:
        """Whether nothing that tells may answer a disclosure."""
        return self.safety_replies in (SafetyReplies.NEUTRAL, SafetyReplies.NONE)


@dataclass(frozen=True)
class Outgoing:
    """A text that would leave. `answers_at` is when the words that it answers were written, if it does.

    `neutral`: it tells somebody else nothing. `theirs`: it answers somebody who has shown that it is them.
    `names_help`: it speaks of danger or of whom to call, as a reply to a disclosure does.
    """

    purpose: Purpose
    written_at: datetime
    answers_at: datetime | None = None
    neutral: bool = False
    theirs: bool = False
    names_help: bool = False


@dataclass(frozen=True)
class Verdict:
    """It leaves when `refusal` is None; with `until` it is only held, and asked about again then."""

    refusal: Refusal | None = None
    until: datetime | None = None

    @property
    def held(self) -> bool:
        """Whether it may still leave later."""
        return self.until is not None


# Somebody who wrote so lately is at their phone: an answer may leave whatever the hour.
JUST_WROTE = timedelta(hours=1)
# Longer after it was written a text would arrive out of its context: a person decides what to say instead.
_KEEPS = {
    Purpose.REPLY: timedelta(hours=2),
    Purpose.COVER: timedelta(hours=2),
    Purpose.OPT_OUT_CONFIRMED: timedelta(hours=2),
    Purpose.OPT_IN_CONFIRMED: timedelta(hours=2),
    Purpose.IDENTITY: timedelta(hours=12),
    Purpose.SAFETY_REPLY: timedelta(hours=12),
    # Hours later it would say nothing that the safety reply before it did not.
    Purpose.HEARD_AGAIN: timedelta(hours=2),
    Purpose.PERSON: timedelta(hours=24),
    Purpose.HANDOVER: timedelta(hours=24),
    Purpose.CHAT_LINK: timedelta(hours=24),
    Purpose.SEEN: timedelta(hours=24),
}
_ANSWERS = frozenset(
    {
        Purpose.REPLY,
        Purpose.SAFETY_REPLY,
        Purpose.HEARD_AGAIN,
        Purpose.COVER,
        Purpose.OPT_OUT_CONFIRMED,
        Purpose.OPT_IN_CONFIRMED,
    }
)
# What leaves for somebody whose state lets nothing else through.
_CONFIRMS_END = frozenset({Purpose.OPT_OUT_CONFIRMED})
_NEUTRAL = frozenset({Purpose.COVER, Purpose.IDENTITY, Purpose.OPT_OUT_CONFIRMED})
_REPLIES_TO_HARM = frozenset({Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.SEEN})
_SAFETY = frozenset({Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.COVER, Purpose.OPT_OUT_CONFIRMED})
# A doubt keeps neither what answers harm from whoever tells of it, nor a person from writing.
_WHILE_UNPROVEN = _NEUTRAL | _SAFETY | {Purpose.PERSON, Purpose.HANDOVER}
_HAS_NEUTRAL_FORM = frozenset(
    {Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST, Purpose.HANDOVER, Purpose.SEEN}
)
# What answers whoever wrote, be it them or somebody who has their phone.
_TO_WHOEVER_WROTE = frozenset({Purpose.REPLY, Purpose.OPT_OUT_CONFIRMED, Purpose.OPT_IN_CONFIRMED})
_FROM_THE_COMPUTER = frozenset(
    {Purpose.CHECK_IN, Purpose.REMINDER, Purpose.FIRST, Purpose.REPLY, Purpose.SEEN}
)
# What was agreed about replies to a disclosure: which of them never leave, whatever they say.
_UNWANTED = frozenset(
    {
        (Purpose.SAFETY_REPLY, SafetyReplies.NEUTRAL),
        (Purpose.SAFETY_REPLY, SafetyReplies.NONE),
        (Purpose.HEARD_AGAIN, SafetyReplies.NEUTRAL),
        (Purpose.HEARD_AGAIN, SafetyReplies.NONE),
        (Purpose.SEEN, SafetyReplies.NONE),
    }
)


def must_be_neutral(purpose: Purpose, state: ContactState, *, theirs: bool = False) -> bool:
    """Whether a text of this purpose may say nothing to somebody else who reads it."""
    if purpose in _TO_WHOEVER_WROTE:
        return (state.read_along or state.hushed) and not theirs
    hushed = purpose is Purpose.SEEN and state.safety_replies is SafetyReplies.NEUTRAL
    return hushed or (state.covered and purpose in _HAS_NEUTRAL_FORM)


def help_unwanted(purpose: Purpose, state: ContactState) -> bool:
    """Whether an answer may not say what a safety reply says, because none of those was agreed."""
    return state.hushed and purpose in _TO_WHOEVER_WROTE


def _while_paused(state: ContactState) -> frozenset[Purpose]:
    return _WHILE_UNPROVEN if state.unproven else _NEUTRAL


# The first that holds is the reason. Hours and age are looked at after these.
REASONS: tuple[tuple[Refusal, Callable[[Outgoing, ContactState], bool]], ...] = (
    (Refusal.NOT_ACTIVE, lambda text, state: not state.active),
    (Refusal.OPTED_OUT, lambda text, state: state.opted_out and text.purpose not in _CONFIRMS_END),
    (Refusal.NO_CONSENT, lambda text, state: state.consent_withdrawn and text.purpose not in _SAFETY),
    (Refusal.PAUSED, lambda text, state: state.paused and text.purpose not in _while_paused(state)),
    (
        Refusal.TAKEN_OVER,
        lambda text, state: state.taken_over and text.purpose in _FROM_THE_COMPUTER,
    ),
    (Refusal.NO_SAFE_HOURS, lambda text, state: state.never and text.purpose not in _SAFETY),
    (
        Refusal.SAFETY_REPLY_UNWANTED,
        lambda text, state: (
            (text.purpose, state.safety_replies) in _UNWANTED
            or (text.names_help and help_unwanted(text.purpose, state))
        ),
    ),
    (
        Refusal.NOT_NEUTRAL,
        lambda text, state: must_be_neutral(text.purpose, state, theirs=text.theirs) and not text.neutral,
    ),
)


def verdict(text: Outgoing, state: ContactState, hours: Hours, now: datetime) -> Verdict:
    """Whether this text may leave now, must wait, or must never leave.

    Pausing means that somebody else may hold the phone: then only neutral texts leave. An answer to somebody
    who has just written leaves at any hour; everything else, and an answer that was held up, in safe hours.
    """
    for reason, holds in REASONS:
        if holds(text, state):
            return Verdict(reason)
    until = now if _any_hour(text, state, now) else safe_week(state, hours).opens(now)
    keeps = _KEEPS.get(text.purpose)
    if until is None or (keeps is not None and until - text.written_at > keeps):
        return Verdict(Refusal.STALE if until else Refusal.NO_SAFE_HOURS)
    return Verdict() if until <= now else Verdict(Refusal.UNSAFE_HOUR, until)


def _any_hour(text: Outgoing, state: ContactState, now: datetime) -> bool:
    answers_at = text.written_at if text.purpose in _ANSWERS else text.answers_at
    if text.purpose is Purpose.CHECK_IN or answers_at is None:
        return False
    if text.purpose in _REPLIES_TO_HARM and state.safety_replies is SafetyReplies.SAFE_HOURS:
        return False
    if text.purpose is Purpose.SEEN and state.covered:
        # It comes unlooked for, an hour after they wrote: somebody else may have the phone by then.
        return False
    return now - answers_at <= JUST_WROTE


def safe_week(state: ContactState, hours: Hours) -> SafeHours:
    """The hours in which unasked texts may leave: those agreed, or else the service's own every day."""
    return state.safe_hours if state.safe_hours is not None else every_day(hours)


def is_safe_hour(state: ContactState, hours: Hours, now: datetime) -> bool:
    """Whether unasked texts may leave now."""
    return safe_week(state, hours).include(now)
