"""What is said outside a check-in, where the words decide beside Rasa's intent."""

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import all_actions
from actions.turns import said_last
from tests.actions.conversations import CONVERSATION
from tests.actions.recording import Call, RecordingCheckIns

USER = {"event": "user"}


def said(name: str) -> dict[str, Any]:
    """An answer of ours as Rasa records it."""
    return {"event": "bot", "metadata": {"utter_action": name}}


async def run(
    name: str, text: str, before: tuple[str, ...] = (), mood: int | None = None
) -> tuple[list[str], list[Call]]:
    """The responses, and what was asked of the service."""
    checkins, dispatcher = RecordingCheckIns(), CollectingDispatcher()
    action = next(action for action in all_actions(checkins) if action.name() == name)
    events = [USER, *(said(response) for response in before), USER]
    tracker = Tracker(CONVERSATION, {"mood": mood}, {"text": text}, events, False, None, {}, "action_listen")
    await action.run(dispatcher, tracker, {})
    return [message["response"] for message in dispatcher.messages], checkins.calls


@pytest.mark.parametrize(("text", "times"), [("blargh", 1), ("ok", 0), ("😂", 0)])
async def test_only_what_was_not_understood_is_noted_as_unsure(text: str, times: int) -> None:
    checkins = RecordingCheckIns()
    action = next(action for action in all_actions(checkins) if action.name() == "action_not_sure")
    tracker = Tracker(CONVERSATION, {}, {"text": text}, [USER], False, None, {}, "action_listen")

    await action.run(CollectingDispatcher(), tracker, {})

    assert checkins.times_unsure == times


@pytest.mark.parametrize(
    "offer", ["utter_offer_worker", "utter_not_sure", "utter_out_of_scope", "utter_stop_unclear"]
)
async def test_a_yes_to_an_offered_call_is_passed_on(offer: str) -> None:
    before = ("utter_low_mood", offer)
    assert await run("action_agree", "ia", before) == (["utter_worker_asked"], [("ask_for_worker",)])


@pytest.mark.parametrize("before", [(), ("utter_thanks",)])
async def test_a_yes_to_nothing_asks_for_nobody(before: tuple[str, ...]) -> None:
    assert await run("action_agree", "yes", before) == (["utter_ok"], [])


@pytest.mark.parametrize("name", ["action_agree", "action_not_sure", "action_off_topic"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "actually yeah can she call me",
            "yeah call me",
            "yeah get her to ring us",
            "ok can they give me a ring",
        ),
        *("ia geith hi ffonio fi", "ie deud wrthi am ffonio fi plis", "ia isio galwad"),
    ],
)
async def test_a_yes_that_names_a_call_is_passed_on_after_the_close(name: str, text: str) -> None:
    assert await run(name, text, ("utter_closing",)) == (["utter_worker_asked"], [("ask_for_worker",)])


@pytest.mark.parametrize(
    "text",
    ["yeah they call me names", "yeah my mates call me that", "ok dont call me", "ia paid a ffonio fi"],
)
async def test_who_calls_them_or_must_not_is_no_wish_for_a_call(text: str) -> None:
    assert await run("action_agree", text, ("utter_closing",)) == (["utter_ok"], [])


@pytest.mark.parametrize("text", ["bad", "drwg", "not good", "dim yn dda"])
async def test_bad_news_is_never_cheered_whatever_rasa_took_it_for(text: str) -> None:
    assert await run("action_good_news", text) == (["utter_low_mood", "utter_offer_worker"], [])


@pytest.mark.parametrize("text", ["good", "da iawn", "won my match"])
async def test_good_news_is_met_with_gladness(text: str) -> None:
    assert await run("action_good_news", text) == (["utter_good_news"], [])


@pytest.mark.parametrize("text", ["ok", "iawn", "k", "😂😂", "??"])
async def test_a_word_or_a_face_that_asks_for_no_answer_gets_a_short_one(text: str) -> None:
    assert await run("action_not_sure", text) == (["utter_ok"], [])


async def test_what_we_cannot_understand_or_help_with_is_said_so() -> None:
    assert await run("action_not_sure", "blargh") == (["utter_not_sure"], [])
    assert await run("action_off_topic", "who won the rugby") == (["utter_out_of_scope"], [])


@pytest.mark.parametrize("text", ["i lied its a 2 really", "*2", "sori go iawn 2"])
async def test_a_score_can_be_taken_back_after_the_close(text: str) -> None:
    assert await run("action_hear_score", text, mood=8) == (["utter_mood_changed"], [("record", "mood", 2)])


@pytest.mark.parametrize(("text", "mood"), [("7", 8), ("actually a 2", None)])
async def test_another_number_changes_no_score(text: str, mood: int | None) -> None:
    assert await run("action_hear_score", text, mood=mood) == (["utter_heard"], [])


def test_only_the_answer_to_the_text_before_counts_as_said_last() -> None:
    events = [USER, said("utter_offer_worker"), USER, said("utter_thanks"), {"event": "slot"}, USER]
    tracker = Tracker(CONVERSATION, {}, {}, events, False, None, {}, "action_listen")
    assert said_last(tracker) == {"utter_thanks"}
