"""The check-in: hears each text while its form is open, keeps the answers, and says what comes next."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import pacing, replies
from actions.answering import answers_in, put_off, put_off_besides
from actions.contract import CheckIns
from actions.hearing import NOT_ASKED, SKIPPED, Answers, Heard, hear, steps_aside, wants_worker
from actions.turns import said_last
from bot.domain.answers import wants_texts_stopped
from bot.domain.check_in_items import is_bad_day
from bot.domain.signals import Safe, SignalKind
from bot.domain.snooze import Wish

Events = list[dict[str, Any]]

_CALL = SignalKind.CONTACT_WISH


class ValidateCheckInForm(Action):
    """Called by Rasa for every text while the form is open, once a turn.

    No slots filled means that the form steps aside and a rule answers. Otherwise the form asks for the slot
    that is requested here, or ends if that is none.
    """

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "validate_check_in_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        heard = hear(tracker)
        wished = put_off(heard)
        given = {} if wished else answers_in(heard)
        if steps_aside(heard, given) and not (wished and heard.intent == "goodbye"):
            # Without this, Rasa would ask on in the domain's order and not in this check-in's.
            return [SlotSet("requested_slot", heard.pending)]
        if wished := wished or put_off_besides(heard, given):
            return await self._put_off(wished, heard, given, dispatcher, tracker)
        if wants_worker(heard, given) and heard.pending is not _CALL:
            return await self._pass_on(heard, given, dispatcher, tracker)
        if given:
            return await self._keep(heard, given, dispatcher, tracker)
        passing = replies.in_passing(heard)
        # Nothing is said twice running: that would show nobody is listening.
        if passing and passing not in said_last(tracker):
            dispatcher.utter_message(response=passing)
            return _slots(short_question=True, requested_slot=heard.pending)
        return await self._missed(heard, dispatcher, tracker)

    async def _put_off(
        self, wished: Wish, heard: Heard, given: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """Ends the form for now; `action_complete_check_in` then knows that nothing is complete."""
        await self._record(tracker, given)
        await self._checkins.postpone(tracker.sender_id, wished)
        reply = replies.to_answers(given, heard) if given else None
        if reply and reply not in replies.SAY_NO_MORE_THAN_OK:
            dispatcher.utter_message(response=reply, score=replies.changed_score(given, heard))
        dispatcher.utter_message(response="utter_postponed")
        return _slots(**_filled(given), put_off=True, short_question=False, requested_slot=None)

    async def _pass_on(
        self, heard: Heard, given: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        await self._checkins.ask_for_worker(tracker.sender_id)
        await self._record(tracker, {kind: value for kind, value in given.items() if kind is not _CALL})
        dispatcher.utter_message(response="utter_worker_asked")
        if wants_texts_stopped(heard.text):
            await self._checkins.opt_out(tracker.sender_id)
            dispatcher.utter_message(response="utter_opted_out")
            return _slots(**_filled(given), put_off=True, short_question=False, requested_slot=None)
        also: Answers = {SignalKind.TELL: None} if heard.as_one else {}
        return self._go_on({**also, **given, _CALL: 1}, heard, tracker)

    async def _keep(
        self, heard: Heard, given: Answers, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        await self._record(tracker, given)
        changed = replies.changed_score(given, heard)
        reply = replies.to_answers(given, heard)
        dispatcher.utter_message(response=reply, score=changed)
        low_day = heard.low_day or reply in replies.MEAN_A_LOW_DAY
        return [*self._go_on(given, heard, tracker, low_day=low_day), *_slots(low_day=low_day)]

    async def _missed(self, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if not heard.sure_intent:
            await self._checkins.unsure(tracker.sender_id)
        misses, asked = int(tracker.get_slot("misses")), int(tracker.get_slot("questions_asked"))
        reply = replies.to_unusable(heard)
        low_day = heard.low_day or reply in replies.MEAN_A_LOW_DAY
        # Small talk and a story are no failed answers: asking on costs no question.
        asked += reply in replies.COST_A_QUESTION
        if pacing.may_ask_again(misses, asked, heard.asks):
            dispatcher.utter_message(response=reply)
            again = _slots(misses=misses + 1, questions_asked=asked, low_day=low_day)
            return [*again, *_slots(short_question=True, requested_slot=heard.pending)]
        unanswered: Answers = {heard.pending: None}
        if heard.as_one:
            unanswered = {SignalKind.TELL: None, _CALL: None}
        await self._record(tracker, unanswered)
        dispatcher.utter_message(response=replies.to_giving_up(heard))
        return [*self._go_on(unanswered, heard, tracker, low_day=low_day), *_slots(low_day=low_day)]

    async def _record(self, tracker: Tracker, given: Answers) -> None:
        for kind, value in given.items():
            await self._checkins.record(tracker.sender_id, kind, value)

    def _go_on(self, given: Answers, heard: Heard, tracker: Tracker, *, low_day: bool = False) -> Events:
        """Fills the slots, also of questions that there is no room for; a better score brings them back.

        Whoever does not feel safe is asked nothing more: the service says its safety reply, as far as one was
        agreed, in place of what is said here.
        """
        if given.get(SignalKind.SAFE) == Safe.NO:
            return _slots(**_filled(given), put_off=True, short_question=False, requested_slot=None)
        asked = int(tracker.get_slot("questions_asked"))
        closed = heard.known | set(given)
        bad_day = _bad_day(given, heard, low_day=low_day)
        to_ask = pacing.still_to_ask(heard.asks, closed, asked, bad_day=bad_day)
        pending = to_ask.questions[0] if to_ask.questions else None
        slots: dict[str, Any] = _filled(given) | {"requested_slot": pending, "as_one": to_ask.as_one}
        for kind in set(SignalKind) - closed:
            slots[kind] = None if kind in to_ask.questions else NOT_ASKED
        is_new_question = pending is not None and pending is not heard.pending
        slots["short_question"] = not is_new_question
        if is_new_question:
            slots |= {"questions_asked": asked + 1, "misses": 0}
        return _slots(**slots)


def _bad_day(given: Answers, heard: Heard, *, low_day: bool) -> bool:
    """A number says more than words did."""
    mood = given.get(SignalKind.MOOD)
    mood = heard.mood if mood is None else mood
    return is_bad_day({SignalKind.MOOD: mood}) if mood is not None else heard.low_day or low_day


def _filled(given: Answers) -> dict[str, Any]:
    slots: dict[str, Any] = {kind: SKIPPED if value is None else value for kind, value in given.items()}
    numbers = [kind for kind, value in given.items() if value is not None and kind in replies.SCORED]
    return slots | ({"last_score": numbers[-1]} if numbers else {})


def _slots(**values: Any) -> Events:
    return [SlotSet(slot, value) for slot, value in values.items()]


class CompleteCheckIn(Action):
    """Runs when the form has ended, whether it has nothing left to ask or was put off."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_complete_check_in"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if tracker.get_slot("put_off"):
            return _slots(put_off=False)
        await self._checkins.complete(tracker.sender_id)
        dispatcher.utter_message(response="utter_closing")
        return []
