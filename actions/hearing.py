"""What a young person's text says about a check-in: Rasa's intent and the words themselves, read together."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from bot.domain import answers, scores
from bot.domain.signals import Safe, SignalKind, Sleep

# Chosen by cross-validation on the training data: docs/decisions/0003-intent-classifier.md
SURE = 0.6
ENOUGH_TO_ACT = 0.5
# Fewer words than this are not news, whatever they are.
_NEWS_WORDS = 3

# These end the check-in or change how it goes on: rules take over from the form.
_FOR_RULES = frozenset(
    {"stop_messages", "wrong_person", "not_alone_now", "reschedule_checkin", "goodbye", "change_language"}
)
_NEWS = frozenset({"mood_report_low", "mood_report_good", "school_worry", "friend_or_family_worry"})
# How the slot of a declined question is filled.
SKIPPED = "skipped"
_QUESTIONS_TO_US = frozenset({"ask_who_sees_this", "ask_are_you_a_bot", "ask_what_is_this"})

Answers = dict[SignalKind, int | None]


@dataclass(frozen=True)
class Heard:
    """One text in its place in the check-in; `pending` is the question it follows.

    `refusing`: an earlier question was declined.
    """

    text: str = field(repr=False)
    intent: str
    confidence: float
    pending: SignalKind
    known: frozenset[SignalKind]
    language: str = "en"
    refusing: bool = False

    @property
    def sure_intent(self) -> str:
        """The intent if Rasa is sure of it, else an empty name."""
        return self.intent if self.confidence >= SURE else ""


def hear(tracker: Tracker) -> Heard:
    """Reads Rasa's tracker; raises KeyError or ValueError if no check-in question is pending."""
    message: dict[str, Any] = tracker.latest_message
    intent = message.get("intent") or {}
    known = frozenset(kind for kind in SignalKind if tracker.get_slot(kind) is not None)
    return Heard(
        text=message.get("text") or "",
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0),
        pending=SignalKind(tracker.slots["requested_slot"]),
        known=known,
        language=tracker.get_slot("language") or "en",
        refusing=any(tracker.get_slot(kind) == SKIPPED for kind in known),
    )


def steps_aside(heard: Heard) -> bool:
    """Whether a rule must take this text and not the form.

    Ending a check-in on a weak guess is worse than asking once more, except where somebody may read along.
    """
    if heard.intent == "not_alone_now":
        return True
    if heard.confidence < ENOUGH_TO_ACT:
        return False
    if heard.intent == "stop_messages":
        return answers.wants_texts_stopped(heard.text) or answers.sends_away(heard.text)
    if heard.intent == "change_language" and answers.names_language(heard.text):
        return True
    return heard.intent == "wrong_person" or (heard.intent in _FOR_RULES and not answers_in(heard))


def answers_in(heard: Heard) -> Answers:
    """Every answer in the text, the pending question's and any other; None for one that is declined."""
    found = _volunteered(heard)
    if heard.pending not in found and not _takes_back(found, heard):
        found |= _asked_for(heard)
    return found


def _takes_back(found: Answers, heard: Heard) -> bool:
    """Whether the text corrects an earlier answer: its "no wait" is then none to the pending question."""
    return SignalKind.MOOD in found or (scores.corrects(heard.text) and not heard.known.isdisjoint(found))


def wants_worker(heard: Heard) -> bool:
    """Whether the text asks for a person; a no in words outweighs Rasa's guess."""
    return heard.intent == "talk_to_worker" and answers.yes_or_no(heard.text) is not False


def _volunteered(heard: Heard) -> Answers:
    found: Answers = {}
    mood_known = SignalKind.MOOD in heard.known
    score = scores.corrected_mood(heard.text) if mood_known else None
    if score is not None:
        found[SignalKind.MOOD] = score
    sleep = answers.sleep_quality(heard.text, asked=False)
    if sleep is not None:
        found[SignalKind.SLEEP] = sleep
    safe = answers.feels_safe(heard.text, asked=False)
    if safe is not None:
        found[SignalKind.SAFE] = safe
    return found


def _asked_for(heard: Heard) -> Answers:
    if heard.intent in _QUESTIONS_TO_US or heard.sure_intent == "stop_messages":
        return {}
    if _refuses(heard):
        return {heard.pending: None}
    value = _READERS[heard.pending](heard)
    if value is None and (heard.pending is SignalKind.MOOD or not answers.shrugs(heard.text)):
        return {}
    return {heard.pending: value}


def _refuses(heard: Heard) -> bool:
    """A plain no refuses the question for the mood, which has no yes or no; to a call it is an answer."""
    if heard.pending is SignalKind.MOOD and heard.sure_intent == "deny":
        return scores.mood_score(heard.text) is None
    if heard.pending is SignalKind.SLEEP and heard.refusing and answers.is_plain_no(heard.text):
        return True
    begins_with_no = answers.yes_or_no(" ".join(heard.text.split()[:1])) is False
    return answers.declines(heard.text) and not (heard.pending is SignalKind.CONTACT_WISH and begins_with_no)


def _mood(heard: Heard) -> int | None:
    """The score, but not of an English "naw", which is nine in Welsh."""
    if heard.language == "en" and answers.is_plain_no(heard.text):
        return None
    return scores.mood_score(heard.text)


def _sleep(heard: Heard) -> int | None:
    by_intent: dict[str, int] = {
        "sleep_bad": Sleep.BAD,
        "mood_report_low": Sleep.BAD,
        "sleep_good": Sleep.GOOD,
        "mood_report_good": Sleep.GOOD,
    }
    in_words = answers.sleep_quality(heard.text, asked=True)
    return in_words if in_words is not None else _unless_contradicted(by_intent, heard)


def _safe(heard: Heard) -> int | None:
    by_intent: dict[str, int] = {
        "deny": Safe.NO,
        "affirm": Safe.YES,
        "mood_report_good": Safe.YES,
        "mood_report_low": Safe.NOT_SURE,
    }
    in_words = answers.feels_safe(heard.text, asked=True)
    return in_words if in_words is not None else _unless_contradicted(by_intent, heard)


def _unless_contradicted(by_intent: dict[str, int], heard: Heard) -> int | None:
    """Rasa's guess, but not a good one for a text with a no in it: "havent slept"."""
    value = by_intent.get(heard.sure_intent)
    return None if value and answers.negates(heard.text) else value


def _tell(heard: Heard) -> int | None:
    words = len(heard.text.split())
    agreed = answers.yes_or_no(heard.text)
    if agreed is False and words <= _NEWS_WORDS:
        return 0
    if heard.sure_intent == "deny":
        return 0
    says_something = agreed or heard.intent in _NEWS or words >= _NEWS_WORDS
    return 1 if says_something else None


def _contact_wish(heard: Heard) -> int | None:
    agreed = answers.wants_contact(heard.text)
    if agreed is None and heard.intent in ("talk_to_worker", "affirm"):
        agreed = True if heard.intent == "talk_to_worker" else heard.confidence >= SURE or None
    if agreed is None and heard.sure_intent == "deny":
        agreed = False
    return None if agreed is None else int(agreed)


_READERS = {
    SignalKind.MOOD: _mood,
    SignalKind.SLEEP: _sleep,
    SignalKind.SAFE: _safe,
    SignalKind.TELL: _tell,
    SignalKind.CONTACT_WISH: _contact_wish,
}
