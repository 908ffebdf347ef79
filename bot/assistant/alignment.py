"""Brings a conversation into line with what only the service knows: language, open check-in, safety pause."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import List, Optional

from rasa.core.agent import Agent
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CHECK_IN_FORM = "check_in_form"
# The service's opening text asks for the mood itself, so that it goes out even when Rasa is down.
FIRST_QUESTION = "mood"


@dataclass(frozen=True)
class Circumstances:
    """What the service says with each message.

    `check_in`: a check-in is open. `paused`: the service gave a safety reply, so no check-in questions now.
    `answers`: the message answers the first question.
    """

    language: str
    check_in: bool
    paused: bool
    answers: bool


async def align(agent: Agent, sender: str, around: Circumstances) -> DialogueStateTracker:
    """The conversation as it now stands, before the message is heard; saved if it had to change."""
    async with agent.lock_store.lock(sender):
        tracker = await agent.processor.fetch_tracker_with_initial_session(sender)
        is_new = not any(isinstance(event, UserUttered) for event in tracker.events)
        events = list(_differences(tracker, around, is_new))
        if events:
            tracker.update_with_events(events, agent.domain)
            await agent.tracker_store.save(tracker)
        return tracker


async def answer_to(agent: Agent, sender: str, message_id: Optional[str]) -> List[str]:
    """What was already said to this very message, if it was the last that the conversation heard."""
    tracker = await agent.tracker_store.retrieve(sender) if message_id else None
    texts: List[str] = []
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, UserUttered):
            return texts if event.metadata.get("message_id") == message_id else []
        if isinstance(event, BotUttered) and event.text:
            texts.insert(0, event.text)
    return []


def _differences(tracker: DialogueStateTracker, around: Circumstances, is_new: bool) -> Iterator[Event]:
    if tracker.get_slot("language") != around.language:
        yield SlotSet("language", around.language)
    if bool(tracker.get_slot("paused")) != around.paused:
        yield SlotSet("paused", around.paused)
    if around.paused and tracker.active_loop_name:
        yield from _close_form()
    may_ask = around.check_in and not around.paused and not tracker.active_loop_name
    if may_ask and (is_new or _comes_back(tracker, around)):
        yield from _open_form()


def _comes_back(tracker: DialogueStateTracker, around: Circumstances) -> bool:
    """Whether somebody who had left the check-in before its first answer now gives that answer."""
    return around.answers and tracker.get_slot(FIRST_QUESTION) is None


def _open_form() -> list[Event]:
    return [
        ActionExecuted(CHECK_IN_FORM),
        ActiveLoop(CHECK_IN_FORM),
        SlotSet(REQUESTED_SLOT, FIRST_QUESTION),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _close_form() -> list[Event]:
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
