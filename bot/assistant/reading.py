"""What a loaded model takes texts for, beside and without any conversation."""

from typing import Any, List, Sequence, Tuple

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

# The graph's own names for what goes into it.
_MESSAGE, _TRACKER = "__message__", "__tracker__"
_NOT_SURE = "nlu_fallback"

Topics = List[Tuple[str, float]]


def topics_of(processor: MessageProcessor, texts: Sequence[str]) -> List[Topics]:
    """For each text every topic with its score, best first; that a model is not sure enough is no topic.

    Changes nothing in the processor, so that it can be asked from a thread of its own.
    """
    messages = [UserMessage(text.lstrip("/") or "?") for text in texts]
    tracker = DialogueStateTracker.from_events("nobody", [])
    target = processor.model_metadata.nlu_target
    results = processor.graph_runner.run(inputs={_MESSAGE: messages, _TRACKER: tracker}, targets=[target])
    return [_topics(parsed) for parsed in results[target]]


def _topics(parsed: Any) -> Topics:
    ranking = parsed.get("intent_ranking") or [parsed.get("intent")]
    return [(guess["name"], round(guess["confidence"], 4)) for guess in ranking if guess["name"] != _NOT_SURE]
