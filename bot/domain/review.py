"""Messages that trainers may learn from: who may see them, and what becomes of them."""

from enum import StrEnum
from typing import Final

LONGEST_EXAMPLE: Final = 300


class Audience(StrEnum):
    """For whom a message is released; what sounds like a disclosure is for safeguarding leads alone."""

    TRAINERS = "trainers"
    LEADS = "leads"


class Unsure(StrEnum):
    """Why a message is a candidate."""

    ASSISTANT = "assistant"
    PRACTITIONER = "practitioner"


class Outcome(StrEnum):
    """What a trainer made of a released message."""

    REWRITTEN = "rewritten"
    ACCEPTED = "accepted"
    DROPPED = "dropped"


class WhyDropped(StrEnum):
    """Why a released message teaches nothing."""

    NOT_CLEAR = "not_clear"
    NO_TOPIC = "no_topic"
    KNOWN = "known"
    TOO_PERSONAL = "too_personal"
    SENSITIVE = "sensitive"


class Refused(StrEnum):
    """Why a message was not released."""

    ABSENT = "absent"
    GRAVE = "grave"
    BEFORE = "before"
    NOT_CONFIRMED = "not_confirmed"
