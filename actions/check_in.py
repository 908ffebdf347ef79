"""The check-in: hears each text while its form is open, keeps the answers, and says what comes next."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import pacing, replies
from actions.contract import CheckIns
from actions.hearing import SKIPPED, Answers, Heard, answers_in, hear, steps_aside, wants_worker
from actions.turns import said_last
from bot.domain.signals import SignalKind

Events = list[dict[str, Any]]

NOT_ASKED = "not_asked"


class ValidateCheckInForm(Action):
    """Called by Rasa for every text while the form is open, once a turn.

    No events mean that the form steps aside and a rule answers. Otherwise the form asks the first question
    whose slot is still empty.
    """

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "validate_check_in_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        heard = hear(tracker)
        if steps_aside(heard):
            return []
        given = answers_in(heard)
        if wants_worker(heard) and heard.pending is not SignalKind.CONTACT_WISH:
            return await self._pass_on(heard, given, dispatcher, tracker)
        if given:
            return await self._keep(heard, given, dispatcher, tracker)
        passing = replies.in_passing(heard)
        # Nothing is said twice running: that would show nobody is listening.
        if passing and passing not in said_last(tracker):
            dispatcher.utter_message(response=passing)
            return [SlotSet("short_question", True)]
        return await self._missed(heard, dispatcher, tracker)

    async def _pass_on(
        self, heard: Heard, given: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        await self._checkins.ask_for_worker(tracker.sender_id)
        await self._record(tracker, given)
        dispatcher.utter_message(response="utter_worker_asked")
        return self._go_on({**given, SignalKind.CONTACT_WISH: 1}, heard, tracker)

    async def _keep(
        self, heard: Heard, given: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        await self._record(tracker, given)
        dispatcher.utter_message(response=replies.to_answers(given, heard), mood=given.get(SignalKind.MOOD))
        return self._go_on(given, heard, tracker)

    async def _missed(self, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        misses, asked = int(tracker.get_slot("misses")), int(tracker.get_slot("questions_asked"))
        reply = replies.to_unusable(heard)
        # Small talk, a story or words for a mood are no failed answers: asking on costs no question.
        asked += reply == replies.NOT_UNDERSTOOD
        if pacing.may_ask_again(misses, asked):
            dispatcher.utter_message(response=reply)
            again = {"misses": misses + 1, "questions_asked": asked, "short_question": True}
            return [SlotSet(slot, value) for slot, value in again.items()]
        unanswered: Answers = {heard.pending: None}
        await self._record(tracker, unanswered)
        dispatcher.utter_message(response=replies.to_giving_up(heard))
        return self._go_on(unanswered, heard, tracker)

    async def _record(self, tracker: Tracker, given: Answers) -> None:
        for kind, value in given.items():
            await self._checkins.record(tracker.sender_id, kind, value)

    def _go_on(self, given: Answers, heard: Heard, tracker: Tracker) -> Events:
        """Fills the slots, also of questions that there is no room for any more."""
        still_open = set(SignalKind) - heard.known - set(given)
        asked = int(tracker.get_slot("questions_asked"))
        to_ask = pacing.still_to_ask(still_open, asked)
        slots: dict[str, Any] = {kind: SKIPPED if value is None else value for kind, value in given.items()}
        slots |= dict.fromkeys(still_open - set(to_ask), NOT_ASKED)
        is_new_question = bool(to_ask) and to_ask[0] is not heard.pending
        slots["short_question"] = not is_new_question
        if is_new_question:
            slots |= {"questions_asked": asked + 1, "misses": 0}
        return [SlotSet(slot, value) for slot, value in slots.items()]


class CompleteCheckIn(Action):
    """Runs when the form has nothing left to ask."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_complete_check_in"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        await self._checkins.complete(tracker.sender_id)
        dispatcher.utter_message(response="utter_closing")
        return []
