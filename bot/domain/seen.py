"""Whether a young person is told that a person has taken what they wrote, and in which words: pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.contact_gate import (
    ContactState,
    Hours,
    Outgoing,
    Purpose,
    Refusal,
    must_be_neutral,
    verdict,
)


class Unsaid(StrEnum):
    """Why nobody is told, besides what the contact gate refuses."""

    NOT_GRAVE = "not_grave"
    DANGER_WORD = "danger_word"
    SAID_ALREADY = "said_already"


@dataclass(frozen=True)
class Taken:
    """What an alert is about: `words_at` is when the newest words were written in which something high or
    worse was found, None when it was found in no words. `read`: whoever took it had the words before them.
    """

    words_at: datetime | None
    danger_word: bool = False
    said_since: bool = False
    read: bool = True


@dataclass(frozen=True)
class FollowUp:
    """What is said: `text` names it, without which `unsaid` says why not; `until` is when it may leave, if it
    waits for a safe hour.
    """

    text: str | None = None
    unsaid: Unsaid | Refusal | None = None
    until: datetime | None = None
    neutral: bool = False


def follow_up(taken: Taken, state: ContactState, hours: Hours, now: datetime, *, named: bool) -> FollowUp:
    """What is said to whoever wrote, now that a person has the alert."""
    if reason := _unsaid(taken):
        return FollowUp(unsaid=reason)
    neutral = must_be_neutral(Purpose.SEEN, state)
    found = verdict(Outgoing(Purpose.SEEN, now, taken.words_at, neutral), state, hours, now)
    if found.refusal and not found.held:
        return FollowUp(unsaid=found.refusal)
    which = "neutral" if neutral else "read" if taken.read else "taken"
    return FollowUp(f"seen.{which}{'_named' if named else ''}", None, found.until, neutral)


def _unsaid(taken: Taken) -> Unsaid | None:
    """The danger word promises that nothing shows; one text answers everything that was written before it."""
    if taken.danger_word:
        return Unsaid.DANGER_WORD
    if taken.words_at is None:
        return Unsaid.NOT_GRAVE
    return Unsaid.SAID_ALREADY if taken.said_since else None
