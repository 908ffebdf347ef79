"""How a message is answered: decided here, carried out by `bot.replies`."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concerns import Severity
from bot.domain.contact_gate import SafetyReplies
from bot.domain.keywords import Keyword


class Answer(StrEnum):
    """What a young person's message is answered with."""

    NOTHING = "nothing"
    OPT_OUT_CONFIRMED = "opt_out_confirmed"
    OPT_IN_CONFIRMED = "opt_in_confirmed"
    SAFETY_REPLY = "safety_reply"
    HEARD_AGAIN = "heard_again"
    HELP = "help"
    COVER = "cover"
    IDENTITY = "identity"
    HEARD = "heard"
    WELCOME_BACK = "welcome_back"
    MEDIA_ONLY = "media_only"
    ASSISTANT = "assistant"


@dataclass(frozen=True)
class Situation:
    """All that the decision rests on.

    `answered_distress` is the gravest severity that a safety reply answered a short while ago, so that one
    distress told in five texts is not answered five times; `heard_again`: that more of it arrived was said as
    well. `covered` says the same of the neutral cover text. `unproven`: the pause rests on a doubt that no
    word could dispel. `who_is_it`: whether it is them is still to be asked; `who_answered`: it was, and
    this is the first that came back. `silent`: no texts are agreed on at all.
    """

    keyword: Keyword | None = None
    network_acts: bool = False
    opted_out: bool = False
    paused: bool = False
    severity: Severity | None = None
    answered_distress: Severity | None = None
    heard_again: bool = False
    empty: bool = False
    danger_word: bool = False
    safe_word: bool = False
    not_alone: bool = False
    unproven: bool = False
    who_is_it: bool = False
    who_answered: bool = False
    covered: bool = False
    silent: bool = False
    taken_over: bool = False
    safety_replies: SafetyReplies = SafetyReplies.ANY_HOUR
    safe_hour: bool = True


def plan(situation: Situation) -> Answer:
    """The first of these that fits; nothing is written against an opt-out, and to a phone that somebody else
    may hold only what is neutral.
    """
    if situation.keyword is Keyword.STOP:
        # The network confirms its own words and would refuse ours; it does not know the Welsh ones.
        return Answer.NOTHING if situation.network_acts else Answer.OPT_OUT_CONFIRMED
    if situation.opted_out:
        return Answer.NOTHING
    if situation.danger_word or situation.not_alone:
        return _cover(situation)
    return _while_paused(situation) if situation.paused else _in_contact(situation)


def _in_contact(situation: Situation) -> Answer:
    if _asks_for_safety(situation):
        return _to_harm(situation)
    return Answer.NOTHING if situation.silent else _in_calm(situation)


def _asks_for_safety(situation: Situation) -> bool:
    lone_help = situation.keyword is Keyword.HELP
    return lone_help or _needs_safety_reply(situation) or _tells_more(situation)


def _to_harm(situation: Situation) -> Answer:
    if _needs_safety_reply(situation):
        return _safety(situation, Answer.SAFETY_REPLY)
    if situation.keyword is Keyword.HELP:
        return _safety(situation, Answer.HELP)
    said = situation.heard_again or situation.taken_over
    return Answer.NOTHING if said else _safety(situation, Answer.HEARD_AGAIN)


def _in_calm(situation: Situation) -> Answer:
    if situation.safe_word:
        return Answer.WELCOME_BACK
    if situation.keyword is Keyword.START:
        return Answer.OPT_IN_CONFIRMED
    if situation.taken_over:
        # A person answers.
        return Answer.NOTHING
    return Answer.MEDIA_ONLY if situation.empty else Answer.ASSISTANT


def _while_paused(situation: Situation) -> Answer:
    if situation.unproven and _asks_for_safety(situation):
        return _to_harm(situation)
    if _needs_safety_reply(situation) and not _asked_instead(situation):
        return _cover(situation)
    if situation.silent or (situation.unproven and situation.taken_over):
        return Answer.NOTHING
    if situation.who_is_it:
        return Answer.IDENTITY
    return Answer.HEARD if situation.who_answered else Answer.NOTHING


def _asked_instead(situation: Situation) -> bool:
    """What answered the wrong person was the neutral text: harm told after it is not met with silence."""
    agreed = situation.safety_replies is not SafetyReplies.NONE
    return agreed and situation.covered and situation.who_is_it


def _safety(situation: Situation, answer: Answer) -> Answer:
    agreed = situation.safety_replies
    if agreed is SafetyReplies.ANY_HOUR or (agreed is SafetyReplies.SAFE_HOURS and situation.safe_hour):
        return answer
    return _cover(situation)


def _cover(situation: Situation) -> Answer:
    said = situation.covered or situation.safety_replies is SafetyReplies.NONE
    return Answer.NOTHING if said else Answer.COVER


def _needs_safety_reply(situation: Situation) -> bool:
    if situation.severity is None or situation.severity < Severity.HIGH:
        return False
    return situation.answered_distress is None or situation.severity > situation.answered_distress


def _tells_more(situation: Situation) -> bool:
    """What adds to an answered distress is no talk for the assistant, whatever it would make of the words."""
    if situation.severity is None or situation.answered_distress is None:
        return False
    return situation.severity >= Severity.MEDIUM
