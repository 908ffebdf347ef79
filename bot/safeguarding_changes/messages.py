"""Training messages as approved changes make them, and what speaks against one change more."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.safeguarding_changes.copies import near_copy
from bot.safeguarding_changes.figures import counted, label_in, label_of
from bot.safeguarding_changes.objections import Objection, Why
from bot.screening import corpus
from bot.screening.corpus import FLOORS, ORDINARY_TIMES, CorpusError, Message, language_of, read_messages
from bot.screening.evaluation import HELD_APART
from bot.screening.likeness import ALIKE, Likeness, long_enough
from bot.storage.safeguarding_changes import Change, Kind


def line_of(message: Message) -> dict[str, Any]:
    """A message as its file has it."""
    return {
        "id": message.id,
        "text": message.text,
        "labels": [label.value for label in message.labels],
        "severity": message.severity.value if message.severity else "none",
        "kind": message.kind.value,
        "set": message.part.value if message.part else "train",
    }


def lay_messages(messages: Iterable[Message], changes: Iterable[Change]) -> tuple[Message, ...]:
    """The training messages with what leads approved, whether or not the files say it already."""
    held = {one.id: one for one in messages}
    for change in changes:
        if change.kind is not Kind.CORPUS:
            continue
        if change.removes:
            held.pop(change.target, None)
        elif takes(change, there=change.target in held):
            held[change.target] = _message(change)
    return tuple(held.values())


def takes(change: Change, *, there: bool) -> bool:
    """Whether a change of words finds its place: a message that was deleted is not brought back by one."""
    return there or not change.content.base


def _message(change: Change) -> Message:
    line = json.loads(change.content.text)
    return Message(
        id=line["id"],
        text=line["text"],
        labels=tuple(Category(label) for label in line["labels"]),
        severity=None if line["severity"] == "none" else Severity(line["severity"]),
        kind=corpus.Kind(line["kind"]),
        language=language_of(Path(change.content.file)) or Language.UNKNOWN,
        part=corpus.Part(line["set"]),
    )


def of_message(messages: Sequence[Message], change: Change) -> Iterator[Objection]:
    """What speaks against a change of one training message; `messages` are those with what is approved."""
    held = next((one for one in messages if one.id == change.target), None)
    if not change.removes:
        text, wrong = _read(change)
        if wrong:
            yield wrong
            return
        yield from _apart(text)
        if copied := near_copy(messages, text, change.target) if held is None or text != held.text else None:
            yield Objection(Why.NEAR_COPY, {"id": copied.id})
    if not change.content.base:
        if held:
            yield Objection(Why.TAKEN_ID, {"id": change.target})
    elif held is None or line_of(held) != json.loads(change.content.base):
        # Written from other words, it would undo unseen what leads approved since.
        yield Objection(Why.MESSAGE_GONE, {"id": change.target})
    else:
        yield from _shortage(messages, held, change)


def _read(change: Change) -> tuple[str, Objection | None]:
    """The words of a changed message, or why it is none."""
    language = language_of(Path(change.content.file))
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as alone:
            alone.write(change.content.text + "\n")
            alone.flush()
            [message] = read_messages(Path(alone.name), language or Language.UNKNOWN)
    except CorpusError as wrong:
        return "", Objection(Why.NOT_A_MESSAGE, {"what": str(wrong).split(": ", 2)[-1]})
    return message.text, None


def _apart(text: str) -> Iterator[Objection]:
    """A message that is nearly one held apart would make measuring worthless."""
    if not long_enough(text):
        return
    apart = [words for words in _held_apart() if long_enough(words)]
    if any(share >= ALIKE for _, share in Likeness(apart).nearest(text, 1)):
        yield Objection(Why.HELD_APART)


def _shortage(messages: Sequence[Message], held: Message, change: Change) -> Iterator[Objection]:
    """No training could do without a message that is deleted, or that is to be about something else."""
    label, language = label_of(held), held.language
    if not change.removes and label_in(change.content.text) == label:
        return
    least = FLOORS[language] * (1 if held.labels else ORDINARY_TIMES)
    if counted(messages)[label][language.value] - 1 < least:
        yield Objection(Why.TOO_FEW, {"language": language.value, "least": least})


def _held_apart() -> Iterator[str]:
    for file in sorted(HELD_APART.rglob("*.jsonl")):
        yield from (json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines())
