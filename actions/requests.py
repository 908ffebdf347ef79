"""What a young person can ask of the service at any time; each is confirmed only after it was done."""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.contract import CheckIns
from actions.hearing import ENOUGH_TO_ACT
from actions.turns import said_last
from bot.domain import answers, snooze

Events = list[dict[str, Any]]


class Request(Action):
    """Does one thing for a conversation, then says so."""

    def __init__(self, name: str, do: Callable[[str], Awaitable[None]], response: str) -> None:
        self._name, self._do, self._response = name, do, response

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        await self._do(tracker.sender_id)
        dispatcher.utter_message(response=self._response)
        return []


class OptOut(Action):
    """Ends our texts, but only if the wish is addressed to us: "he wont stop" is something else entirely."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_opt_out"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        text = tracker.latest_message.get("text") or ""
        if not answers.wants_texts_stopped(text):
            response = "utter_left_alone" if answers.sends_away(text) else "utter_stop_unclear"
            dispatcher.utter_message(response="utter_ok" if response in said_last(tracker) else response)
            return []
        await self._checkins.opt_out(tracker.sender_id)
        dispatcher.utter_message(response="utter_opted_out")
        return []


class WrongPerson(Action):
    """Tells the service that somebody else has the phone, unless that is a weak guess."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_wrong_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if tracker.latest_message["intent"]["confidence"] < ENOUGH_TO_ACT:
            dispatcher.utter_message(response="utter_not_sure")
            return []
        await self._checkins.wrong_person(tracker.sender_id)
        dispatcher.utter_message(response="utter_wrong_person")
        return []


class ChangeLanguage(Action):
    """Sets the language; Rasa's rule then confirms it in the new one."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_change_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        text = tracker.latest_message.get("text") or ""
        language = answers.wanted_language(text, tracker.get_slot("language"))
        await self._checkins.change_language(tracker.sender_id, language)
        return [SlotSet("language", language), SlotSet("short_question", True)]


class Postpone(Action):
    """Notes when they would rather be asked, while no question is open; "later" alone may be a goodbye."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_postpone"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        wished = snooze.wish(tracker.latest_message.get("text") or "")
        if wished is None or wished.vague:
            dispatcher.utter_message(response="utter_another_time")
            return []
        await self._checkins.postpone(tracker.sender_id, wished)
        dispatcher.utter_message(response="utter_postponed")
        return []


def all_requests(checkins: CheckIns) -> list[Action]:
    return [
        OptOut(checkins),
        WrongPerson(checkins),
        ChangeLanguage(checkins),
        Request("action_ask_for_worker", checkins.ask_for_worker, "utter_worker_asked"),
        Request("action_not_alone", checkins.not_alone, "utter_not_alone"),
        Postpone(checkins),
    ]
