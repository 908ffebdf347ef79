"""Requests that hold at any time."""

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import all_actions
from tests.actions.conversations import tracker_with
from tests.actions.recording import RecordingCheckIns

REQUESTS = [
    "action_ask_for_worker",
    "action_wrong_person",
    "action_not_alone",
    "action_opt_out",
    "action_change_language",
]

Ran = tuple[list[dict[str, Any]], list[str], list[Any]]


async def run(
    name: str,
    text: str,
    *,
    broken: bool = False,
    language: str = "en",
    confidence: float = 0.9,
    said: tuple[str, ...] = (),
) -> Ran:
    """The events, the responses, and what was asked of the service."""
    checkins, dispatcher = RecordingCheckIns(broken=broken), CollectingDispatcher()
    action = next(action for action in all_actions(checkins) if action.name() == name)
    tracker = tracker_with(text, "any", confidence, {"language": language}, said)
    events = await action.run(dispatcher, tracker, {})
    return events, [message["response"] for message in dispatcher.messages], checkins.calls


@pytest.mark.parametrize(
    ("name", "call", "response"),
    [
        ("action_ask_for_worker", "ask_for_worker", "utter_worker_asked"),
        ("action_wrong_person", "wrong_person", "utter_wrong_person"),
        ("action_not_alone", "not_alone", "utter_not_alone"),
        ("action_opt_out", "opt_out", "utter_opted_out"),
    ],
)
async def test_a_request_is_done_then_confirmed(name: str, call: str, response: str) -> None:
    assert await run(name, "stop texting me") == ([], [response], [(call,)])


async def test_an_opt_out_that_is_not_addressed_to_us_is_not_done() -> None:
    assert await run("action_opt_out", "he wont stop") == ([], ["utter_stop_unclear"], [])


@pytest.mark.parametrize("text", ["go away", "fuck off", "cer o ma"])
async def test_somebody_who_sends_us_away_is_left_and_told_how_to_stop_for_good(text: str) -> None:
    assert await run("action_opt_out", text) == ([], ["utter_left_alone"], [])


async def test_somebody_who_sends_us_away_twice_is_not_told_the_same_again() -> None:
    told = await run("action_opt_out", "piss off", said=("utter_left_alone",))
    assert told == ([], ["utter_ok"], [])


async def test_a_weak_guess_that_somebody_else_has_the_phone_is_not_acted_on() -> None:
    assert await run("action_wrong_person", "who", confidence=0.45) == ([], ["utter_not_sure"], [])


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [("cymraeg plis", "en", "cy"), ("english pls", "cy", "en"), ("other one", "en", "cy")],
)
async def test_the_language_changes_for_the_service_and_for_rasa(text: str, before: str, after: str) -> None:
    events, responses, calls = await run("action_change_language", text, language=before)
    assert {event["name"]: event["value"] for event in events}["language"] == after
    assert (responses, calls) == ([], [("change_language", after)])


@pytest.mark.parametrize("name", REQUESTS)
async def test_nothing_is_confirmed_that_was_not_done(name: str) -> None:
    with pytest.raises(ConnectionError):
        await run(name, "stop texting me", broken=True)


async def test_a_time_to_be_asked_at_is_passed_on_and_said_back() -> None:
    assert await run("action_postpone", "nos fory plis") == ([], ["utter_postponed"], [("postpone", "then")])
    with pytest.raises(ConnectionError):
        await run("action_postpone", "nos fory plis", broken=True)


@pytest.mark.parametrize("text", ["later", "talk soon", "busy rn"])
async def test_later_outside_a_check_in_promises_no_time(text: str) -> None:
    assert await run("action_postpone", text) == ([], ["utter_another_time"], [])
