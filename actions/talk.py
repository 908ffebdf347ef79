"""What is said outside a check-in where Rasa's intent alone would answer wrongly; the words decide too."""

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.contract import CheckIns
from actions.turns import said_last
from bot.domain import answers, honesty, scores
from bot.domain.answer_words import ABOUT_OTHERS, phrase
from bot.domain.plain_text import has, plain
from bot.domain.signals import SignalKind

Events = list[dict[str, Any]]

# Each of these says that the worker could be asked to call: a yes to it is a wish.
_OFFERS = frozenset(
    {"utter_offer_worker", "utter_not_sure", "utter_out_of_scope", "utter_stop_unclear", "utter_left_alone"}
)


_CALL = phrase(
    r"""
    \b(call|ring|phone|speak to|talk to) (me|us)\b|\b(give (me|us)|gimme) a (call|ring|bell|buzz)\b|
    \b(ffonio|ffonia|ffoniwch|galw|siarad (efo|hefo|gyda)) (fi|ni)\b|\bfy ffonio\b|
    \b(cael|gal|isio|isho|eisiau|moyn) g?alwad\b|\brhoi (galwad|caniad|ring) i (fi|mi)\b
    """
)
# Of somebody else it must be a wish: "they call me names" is none.
_WISHED = phrase(
    r"""
    \b(can|could|cud|will|would|ask|get|tell|want|wanna|need|like|let|geith|gaiff|gall|all|ellith|fedrith|
    fedar|neith|gofyn|gofynna|deud|deuda|isio|isho|eisiau|moyn)( \w+){1,4}?\W+
    """
)


def _asks_for_call(text: str) -> bool:
    """Whether somebody is to call them: of "actually yeah can she call me" Rasa may hear the yes alone."""
    said = plain(text)
    if answers.negates(text) or has(r"paid|peid\w*", said) or not re.search(_CALL, said):
        return False
    return not re.search(ABOUT_OTHERS, said) or re.search(f"{_WISHED}(?:{_CALL})", said) is not None


class Agree(Action):
    """A yes outside a check-in: to the call that we offered, if we just did, or to one that it names."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_agree"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        said = said_last(tracker)
        # The close names the worker too, but a plain "ok" to it is no wish.
        pleads = "utter_closing" in said and answers.is_plea(_text(tracker))
        if _OFFERS.isdisjoint(said) and not pleads and not _asks_for_call(_text(tracker)):
            dispatcher.utter_message(response="utter_ok")
            return []
        await self._checkins.ask_for_worker(tracker.sender_id)
        dispatcher.utter_message(response="utter_worker_asked")
        return []


class GoodNews(Action):
    """Is glad with them, unless their words say the opposite of Rasa's guess."""

    def name(self) -> str:
        return "action_good_news"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        if answers.mood_in_words(_text(tracker)) == "low" or answers.negates(_text(tracker)):
            dispatcher.utter_message(response="utter_low_mood")
            dispatcher.utter_message(response="utter_offer_worker")
        else:
            dispatcher.utter_message(response="utter_good_news")
        return []


class NoHelp(Action):
    """Says that we did not understand or cannot help; a lone ok, a laugh or a face asks for neither."""

    def __init__(self, name: str, response: str, checkins: CheckIns) -> None:
        self._name, self._response, self._checkins = name, response, checkins

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        text = _text(tracker)
        if question := honesty.asked(text):
            dispatcher.utter_message(response=f"utter_{question}")
            return []
        if _asks_for_call(text):
            await self._checkins.ask_for_worker(tracker.sender_id)
            dispatcher.utter_message(response="utter_worker_asked")
            return []
        says_little = answers.yes_or_no(text) is not None or not any(letter.isalnum() for letter in text)
        dispatcher.utter_message(response="utter_ok" if says_little else self._response)
        if not says_little:
            await self._checkins.unsure(tracker.sender_id)
        return []


class Honesty(Action):
    """Answers a question about us: by its words, or else by Rasa's guess."""

    def name(self) -> str:
        return "action_honesty"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        question = honesty.asked(_text(tracker))
        guessed: str = tracker.latest_message["intent"]["name"].removeprefix("ask_")
        dispatcher.utter_message(response=f"utter_{question or guessed}")
        return []


class HearScore(Action):
    """A number outside a check-in: it may take back the score of the check-in that was."""

    def __init__(self, checkins: CheckIns) -> None:
        self._checkins = checkins

    def name(self) -> str:
        return "action_hear_score"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        score = scores.corrected_mood(_text(tracker))
        if score is None or tracker.get_slot(SignalKind.MOOD) is None:
            dispatcher.utter_message(response="utter_heard")
            return []
        await self._checkins.record(tracker.sender_id, SignalKind.MOOD, score)
        dispatcher.utter_message(response="utter_mood_changed", score=score)
        return []


def _text(tracker: Tracker) -> str:
    return tracker.latest_message.get("text") or ""


def all_talk(checkins: CheckIns) -> list[Action]:
    return [
        Agree(checkins),
        GoodNews(),
        Honesty(),
        HearScore(checkins),
        NoHelp("action_not_sure", "utter_not_sure", checkins),
        NoHelp("action_off_topic", "utter_out_of_scope", checkins),
    ]
