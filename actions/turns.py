"""What was said just before, by Rasa's record of the conversation."""

from rasa_sdk import Tracker


def said_last(tracker: Tracker) -> frozenset[str]:
    """The names of what we answered to the text before this one."""
    said, texts = set(), 0
    for event in reversed(tracker.events):
        texts += event["event"] == "user"
        if texts > 1:
            break
        if event["event"] == "bot":
            said.add((event.get("metadata") or {}).get("utter_action") or "")
    return frozenset(said)
