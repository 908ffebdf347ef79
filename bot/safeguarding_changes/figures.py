"""How many training messages there are of each kind, and what a change would make of the numbers."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.screening.corpus import Message
from bot.storage.safeguarding_changes import Change

EVERYDAY = "none"
type Figures = Mapping[str, Mapping[str, int]]


def label_of(message: Message) -> str:
    """What a message is mainly about."""
    return message.labels[0].value if message.labels else EVERYDAY


def counted(messages: Iterable[Message]) -> Figures:
    """How many, by label and language."""
    numbers = Counter((label_of(message), message.language.value) for message in messages)
    languages = sorted({language for _, language in numbers})
    return {
        label: {language: numbers[label, language] for language in languages}
        for label in sorted({label for label, _ in numbers})
    }


def moved(figures: Figures, change: Change) -> list[tuple[str, str, int, int]]:
    """(label, language, before, after) of each number that a changed, new or deleted message changes."""
    language = change.content.file.split("/")[0]
    after, before = label_in("" if change.removes else change.content.text), label_in(change.content.base)
    steps = Counter({after: 1})
    steps[before] -= 1
    return [
        (label, language, now := figures.get(label, {}).get(language, 0), now + step)
        for label, step in sorted(steps.items())
        if label and step
    ]


def label_in(line: str) -> str:
    """What the line of a message says that it is about; empty where there is none."""
    if not line:
        return ""
    labels = json.loads(line)["labels"]
    return str(labels[0]) if labels else EVERYDAY
