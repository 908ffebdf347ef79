"""Plays texts to the action of the check-in as Rasa's form would, without Rasa."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.check_in import ValidateCheckInForm
from bot.domain.check_in_items import ASKED_BY_DEFAULT
from bot.domain.signals import SignalKind
from tests.actions.recording import RecordingCheckIns

CONVERSATION = "invented-conversation"


def fresh_slots(*asks: SignalKind) -> dict[str, Any]:
    """The slots of a check-in whose opening has just gone out."""
    asked = list(asks or ASKED_BY_DEFAULT)
    slots: dict[str, Any] = dict.fromkeys(SignalKind)
    return slots | {
        "requested_slot": asked[0],
        "asks": asked,
        "language": "en",
        "paused": False,
        "short_question": False,
        "questions_asked": 1,
        "misses": 0,
        "as_one": False,
        "low_day": False,
        "put_off": False,
        "last_score": None,
    }


def tracker_with(
    text: str, intent: str, confidence: float, slots: dict[str, Any], said: Iterable[str] = ()
) -> Tracker:
    """`said` is what we answered to the text before."""
    message = {"text": text, "intent": {"name": intent, "confidence": confidence}, "entities": []}
    answers = [{"event": "bot", "metadata": {"utter_action": name}} for name in said]
    events = [{"event": "user"}, *answers, {"event": "user"}]
    return Tracker(CONVERSATION, slots, message, events, False, None, {}, "action_listen")


@dataclass
class CheckIn:
    """An open check-in. After `hears`, `said` holds the responses, and `asks` the next question, if any."""

    checkins: RecordingCheckIns = field(default_factory=RecordingCheckIns)
    slots: dict[str, Any] = field(default_factory=fresh_slots)
    said: list[str] = field(default_factory=list)
    stepped_aside: bool = False

    @property
    def asks(self) -> str | None:
        pending: str | None = self.slots["requested_slot"]
        return pending

    async def hears(self, text: str, intent: str = "nlu_fallback", confidence: float = 0.9) -> None:
        dispatcher = CollectingDispatcher()
        tracker = tracker_with(text, intent, confidence, dict(self.slots), self.said)
        events = await ValidateCheckInForm(self.checkins).run(dispatcher, tracker, {})
        filled = {event["name"]: event["value"] for event in events}
        self.stepped_aside = set(filled) == {"requested_slot"}
        self.slots |= filled
        self.said = [message["response"] for message in dispatcher.messages]
