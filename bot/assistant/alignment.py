"""Brings a conversation into line with what only the service knows: language, open check-in, safety pause."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import List, Optional, Tuple

from rasa.core.agent import Agent
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CHECK_IN_FORM = "check_in_form"
_MOOD = "mood"


@dataclass(frozen=True)
class Circumstances:
    """What the service says with each message.

    `check_in`: a check-in is open. `paused`: the service gave a safety reply, so no check-in questions now.
    `answers`: the message holds a score. `asks`: the questions of this check-in, in their order; the first is
    in the service's own opening text, so that it goes out even when Rasa is down. `resumed`: how often a
    check-in that was put off has been taken up again.
    """

    language: str
    check_in: bool
    paused: bool
    answers: bool
    asks: Tuple[str, ...] = (_MOOD,)
    resumed: int = 0


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
    if tuple(tracker.get_slot("asks") or ()) != around.asks:
        yield SlotSet("asks", list(around.asks))
    if around.paused and tracker.active_loop_name:
        yield from _close_form()
    pending = next((kind for kind in around.asks if tracker.get_slot(kind) is None), None)
    may_ask = around.check_in and not around.paused and not tracker.active_loop_name
    if may_ask and pending and (is_new or _comes_back(tracker, around, pending)):
        yield SlotSet("resumed", around.resumed)
        yield from _open_form(pending)


def _comes_back(tracker: DialogueStateTracker, around: Circumstances, pending: str) -> bool:
    """A check-in that was put off goes on, or whoever left one before its first answer now gives that."""
    return around.resumed > int(tracker.get_slot("resumed")) or (around.answers and pending == _MOOD)


def _open_form(pending: str) -> list[Event]:
    return [
        ActionExecuted(CHECK_IN_FORM),
        ActiveLoop(CHECK_IN_FORM),
        SlotSet(REQUESTED_SLOT, pending),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]


def _close_form() -> list[Event]:
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
