"""What a young person's text says about a check-in: Rasa's intent and the words themselves, read together."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from bot.domain import answers
from bot.domain.check_in_items import ASKED_BY_DEFAULT, GOALS
from bot.domain.languages import Language
from bot.domain.several import as_spoken
from bot.domain.signals import SignalKind

# Chosen by cross-validation on the training data: docs/decisions/0003-intent-classifier.md
SURE = 0.6
ENOUGH_TO_ACT = 0.5

# These end the check-in or change how it goes on: rules take over from the form.
_FOR_RULES = frozenset({"stop_messages", "wrong_person", "not_alone_now", "goodbye", "change_language"})
# How the slots of a declined question and of one that was left out are filled.
SKIPPED, NOT_ASKED = "skipped", "not_asked"

Answers = dict[SignalKind, int | None]


@dataclass(frozen=True)
class Heard:
    """One text in its place in the check-in; `pending` is the question it follows.

    `asks` is the whole check-in in its order, `scores` what was answered so far. `refusing`: an earlier
    question was declined. `as_one`: the pending question also offered a call. `last_score`: which number was
    given last, so that "meant 8" is about that one. `low_day`: words said so, without a number.
    """

    text: str = field(repr=False)
    intent: str
    confidence: float
    pending: SignalKind
    known: frozenset[SignalKind] = frozenset()
    language: str = "en"
    refusing: bool = False
    asks: tuple[SignalKind, ...] = ASKED_BY_DEFAULT
    mood: int | None = None
    as_one: bool = False
    last_score: SignalKind | None = None
    low_day: bool = False

    @property
    def sure_intent(self) -> str:
        """The intent if Rasa is sure of it, else an empty name."""
        return self.intent if self.confidence >= SURE else ""

    @property
    def in_turn(self) -> tuple[SignalKind, ...]:
        """The open questions, the pending one first."""
        later = (kind for kind in self.asks if kind not in self.known and kind is not self.pending)
        return (self.pending, *later)

    @property
    def goals(self) -> tuple[SignalKind, ...]:
        """Those of this check-in, answered or not."""
        return tuple(kind for kind in GOALS if kind in self.asks)


def hear(tracker: Tracker) -> Heard:
    """Reads Rasa's tracker; raises KeyError or ValueError if no check-in question is pending."""
    message: dict[str, Any] = tracker.latest_message
    intent = message.get("intent") or {}
    slots = {kind: tracker.get_slot(kind) for kind in SignalKind}
    known = frozenset(kind for kind, value in slots.items() if value not in (None, NOT_ASKED))
    mood, last_score = slots[SignalKind.MOOD], tracker.get_slot("last_score")
    language = tracker.get_slot("language") or "en"
    text = message.get("text") or ""
    return Heard(
        text=as_spoken(text, Language(language)),
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0),
        pending=SignalKind(tracker.slots["requested_slot"]),
        known=known,
        language=language,
        refusing=any(slots[kind] == SKIPPED for kind in known),
        asks=tuple(map(SignalKind, tracker.get_slot("asks") or ASKED_BY_DEFAULT)),
        mood=None if mood in (None, SKIPPED, NOT_ASKED) else int(mood),
        as_one=bool(tracker.get_slot("as_one")),
        last_score=SignalKind(last_score) if last_score else None,
        low_day=bool(tracker.get_slot("low_day")),
    )


def steps_aside(heard: Heard, given: Answers) -> bool:
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
    return heard.intent == "wrong_person" or (heard.intent in _FOR_RULES and not given)


def wants_worker(heard: Heard, given: Answers) -> bool:
    """Whether the text asks for a person; a no in words outweighs Rasa's guess."""
    refused = given.get(SignalKind.CONTACT_WISH) == 0 or answers.yes_or_no(heard.text) is False
    return heard.intent == "talk_to_worker" and not refused
