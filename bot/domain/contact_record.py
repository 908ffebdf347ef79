"""Who still answers, judged against their own habit: pure, with time as an argument.

Not answering one check-in is normal. What never arrived says something about the phone, and what they asked
us not to send says nothing at all: neither counts as silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

# Young people answer about 72 of 100 prompts. That stands in for their own habit, weighing as much as four
# check-ins, until there are more of their own.
USUAL_SHARE = 0.72
WEIGHT = 4
# A check-in counts as unanswered only after a day.
TIME_TO_ANSWER = timedelta(hours=24)
# So many silences in a row must be less likely than this, by their own habit, to be called missed contact.
UNLIKELY = 0.1
FEWEST_SILENT = 2
NOT_ARRIVED = frozenset({"undelivered", "failed", "dead"})
# Still with us or with the provider, whatever the reason: nobody can have read it.
UNDER_WAY = frozenset({"queued", "sending", "unclear", "held"})


class Answer(StrEnum):
    """What became of one check-in."""

    ANSWERED = "answered"
    SILENT = "silent"
    UNDELIVERED = "undelivered"
    NOT_SENT = "not_sent"
    PENDING = "pending"


class Contact(StrEnum):
    """How contact stands now."""

    NONE_YET = "none_yet"
    USUAL = "usual"
    MISSED = "missed"
    UNREACHED = "unreached"
    HELD_BACK = "held_back"
    PAUSED = "paused"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True)
class Prompt:
    """One check-in as it was sent; `status` is its opening text's, None when there is none."""

    opened_at: datetime
    status: str | None
    answered: bool


@dataclass(frozen=True)
class Record:
    """How somebody answers: `share` is their habit before the `silent` check-ins since the last answer.

    `not_sent` counts the check-ins that our own rules held back.
    """

    contact: Contact
    answered: int
    reached: int
    undelivered: int
    silent: int
    share: float
    not_sent: int = 0


def answer(prompt: Prompt, now: datetime) -> Answer:
    """What became of one check-in by now; an answer counts whatever the network said of our text."""
    if prompt.answered:
        return Answer.ANSWERED
    if prompt.status in NOT_ARRIVED:
        return Answer.UNDELIVERED
    if prompt.status in (None, "withheld"):
        return Answer.NOT_SENT
    if prompt.status in UNDER_WAY:
        return Answer.PENDING
    return Answer.SILENT if now - prompt.opened_at >= TIME_TO_ANSWER else Answer.PENDING


def once_each(prompts: Sequence[Prompt]) -> list[Prompt]:
    """Each check-in once, however often its opening left: for the chat and then by text, or put off.

    Of what became of the openings, the one counts by which it reached them, or still may.
    """
    by_moment = groupby(sorted(prompts, key=_how_far), lambda prompt: prompt.opened_at)
    return [
        replace(same[-1], answered=any(one.answered for one in same))
        for same in (list(group) for _, group in by_moment)
    ]


def _how_far(prompt: Prompt) -> tuple[datetime, bool, bool, bool]:
    status = prompt.status
    not_sent = status in (None, "withheld")
    return prompt.opened_at, not not_sent, status not in NOT_ARRIVED, status not in UNDER_WAY


def record(
    prompts: Sequence[Prompt], now: datetime, *, opted_out: bool, paused: bool, held_back: bool = False
) -> Record:
    """Judge contact from check-ins, oldest first; `held_back`: what was agreed lets nothing leave now."""
    answers = [answer(prompt, now) for prompt in once_each(prompts)]
    told = [one for one in answers if one in (Answer.ANSWERED, Answer.SILENT)]
    silent = _at_end(told, Answer.SILENT)
    before = told[: len(told) - silent]
    share = (before.count(Answer.ANSWERED) + USUAL_SHARE * WEIGHT) / (len(before) + WEIGHT)
    return Record(
        contact=_agreed(opted_out, paused, held_back) or _contact(answers, silent, share),
        answered=told.count(Answer.ANSWERED),
        reached=len(told),
        undelivered=answers.count(Answer.UNDELIVERED),
        silent=silent,
        share=share,
        not_sent=answers.count(Answer.NOT_SENT),
    )


def _agreed(opted_out: bool, paused: bool, held_back: bool) -> Contact | None:
    """What explains that nothing comes, before any habit does."""
    if opted_out:
        return Contact.OPTED_OUT
    if paused:
        return Contact.PAUSED
    return Contact.HELD_BACK if held_back else None


def _contact(answers: Sequence[Answer], silent: int, share: float) -> Contact:
    settled = [one for one in answers if one is not Answer.PENDING]
    if settled and settled[-1] is Answer.UNDELIVERED:
        return Contact.UNREACHED
    if silent >= FEWEST_SILENT and (1 - share) ** silent < UNLIKELY:
        return Contact.MISSED
    if settled and settled[-1] is Answer.NOT_SENT:
        return Contact.HELD_BACK
    return Contact.USUAL if settled else Contact.NONE_YET


def _at_end(answers: Sequence[Answer], kind: Answer) -> int:
    others = [place for place, one in enumerate(answers, 1) if one is not kind]
    return len(answers) - max(others, default=0)
