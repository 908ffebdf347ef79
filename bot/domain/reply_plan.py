"""How a message is answered: decided here, carried out by `bot.replies`."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concerns import Severity
from bot.domain.keywords import Keyword


class Answer(StrEnum):
    """What a young person's message is answered with."""

    NOTHING = "nothing"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    OPT_IN_CONFIRMED = "opt_in_confirmed"
    SAFETY_REPLY = "safety_reply"
    HELP = "help"
    MEDIA_ONLY = "media_only"
    ASSISTANT = "assistant"


@dataclass(frozen=True)
class Situation:
    """All that the decision rests on. `answered_distress` is the gravest severity that a safety reply
    answered a short while ago, so that one distress told in five texts is not answered five times.
    """

    keyword: Keyword | None
    network_acts: bool
    opted_out: bool
    paused: bool
    severity: Severity | None
    answered_distress: Severity | None
    empty: bool


def plan(situation: Situation) -> Answer:
    """The first of these that fits; nothing is written against an opt-out or a pause."""
    if situation.keyword is Keyword.STOP:
        # The network confirms its own words and would refuse ours; it does not know the Welsh ones.
        return Answer.NOTHING if situation.network_acts else Answer.OPT_OUT_CONFIRMED
    if situation.opted_out or situation.paused:
        return Answer.NOTHING
    if situation.keyword is Keyword.START:
        return Answer.OPT_IN_CONFIRMED
    if _needs_safety_reply(situation):
        return Answer.SAFETY_REPLY
    if situation.keyword is Keyword.HELP:
        return Answer.HELP
    return Answer.MEDIA_ONLY if situation.empty else Answer.ASSISTANT


def _needs_safety_reply(situation: Situation) -> bool:
    if situation.severity is None or situation.severity < Severity.HIGH:
        return False
    return situation.answered_distress is None or situation.severity > situation.answered_distress
