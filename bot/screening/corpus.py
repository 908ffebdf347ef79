"""The labelled messages that the classifier learns from and is measured on: reading and checking them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any

from bot.domain.concerns import Category, Severity
from bot.domain.folding import fold
from bot.domain.languages import Language
from bot.settings import ROOT

CORPUS = ROOT / "data" / "safeguarding" / "corpus"
LANGUAGES = (Language.ENGLISH, Language.WELSH, Language.MIXED)
# How many messages of each category, counted by their first label, a language must at least have; the
# poorest had 318, 309 and 207 when this was set.
FLOORS: Mapping[Language, int] = {Language.ENGLISH: 300, Language.WELSH: 300, Language.MIXED: 200}
# Of messages without a concern it must have this many times as many: most messages are ordinary.
ORDINARY_TIMES = 10
# What such messages are called where categories are named.
ORDINARY = "none"
# How many messages a language must have in all.
TOTALS: Mapping[Language, int] = {Language.ENGLISH: 7_000, Language.WELSH: 7_000, Language.MIXED: 5_000}
# About half of a language's messages raise no concern (.53 to .54 when this was set), and of these at least
# so many are hard negatives (.66 to .72 were).
ORDINARY_SHARES = (0.4, 0.6)
HARD_SHARE = 0.4
# How many different words a hundred messages about the same thing have at least; the poorest had 325.
DIFFERENT_WORDS, OF_MESSAGES = 250, 100


class CorpusError(Exception):
    """The corpus cannot be used; the text names messages and counts, never a message's words."""


class Kind(StrEnum):
    """How a message says what it says; docs/labelling-guide.md explains each."""

    EXPLICIT = "explicit"
    HINT = "hint"
    MINIMISED = "minimised"
    FRIEND = "friend"
    HISTORIC = "historic"
    FEARFUL = "fearful"
    SARCASTIC = "sarcastic"
    ORDINARY = "ordinary"
    HARD_NEGATIVE = "hard_negative"
    ADMIN = "admin"


class Part(StrEnum):
    """What a message is for; messages held apart from the corpus are in neither."""

    TRAIN = "train"
    VALIDATION = "validation"


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; `severity` is None when there are no labels, `part` when it is held apart."""

    id: str
    text: str
    labels: tuple[Category, ...]
    severity: Severity | None
    kind: Kind
    language: Language
    part: Part | None = None

    @property
    def pages(self) -> bool:
        """Whether a person is to be told the same day or sooner."""
        return self.severity is not None and self.severity >= Severity.MEDIUM


def load_corpus(folder: Path = CORPUS) -> tuple[Message, ...]:
    """Every message under `<folder>/<en|cy|mixed>/`, checked; raises CorpusError."""
    messages = tuple(
        message
        for language in LANGUAGES
        for file in sorted((folder / language).glob("*.jsonl"))
        for message in read_messages(file, language)
    )
    _refuse([*_no_part(messages), *_repeated_ids(messages)])
    return messages


def read_messages(file: Path, language: Language) -> tuple[Message, ...]:
    """The messages of one file in the corpus's form, with or without `set`; raises CorpusError.

    A byte-order mark and blank lines, as editors leave them, are passed over.
    """
    problems: list[str] = []
    messages: list[Message] = []
    try:
        # At "\n" alone: a text may hold what else counts as the end of a line, such as U+2028.
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CorpusError(f"{file.name}: cannot be read as UTF-8 text") from wrong
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            messages.append(_message(json.loads(line), language))
        except (KeyError, TypeError, ValueError) as wrong:
            problems.append(f"{file.name}: line {number}: {_reason(wrong)}")
    _refuse(problems)
    return tuple(messages)


def language_of(file: Path) -> Language | None:
    """The language that a file's own name or else its folder's tells ("cy.jsonl", "cy/missing.jsonl")."""
    names = (file.stem, file.parent.resolve().name)
    return next((Language(name) for name in names if name in LANGUAGES), None)


def shortages(messages: Iterable[Message]) -> list[str]:
    """What there is too little of: messages, different words, ordinary ones, and traps among those."""
    held: dict[tuple[Language, str], list[Message]] = {
        (language, name): []
        for language in LANGUAGES
        for name in (*(category.value for category in Category), ORDINARY)
    }
    for message in messages:
        held[message.language, message.labels[0].value if message.labels else ORDINARY].append(message)
    return [*_too_few(held), *_too_alike(held), *_unbalanced(held)]


Held = Mapping[tuple[Language, str], Sequence[Message]]


def _too_few(held: Held) -> Iterator[str]:
    """Each language as a whole, then each category in it, counted by the first label."""
    for language, least in TOTALS.items():
        count = _count(held, language)
        if count < least:
            yield f"{language}: {count} messages in all, at least {least} are needed"
    for (language, name), found in held.items():
        floor = FLOORS[language] * (ORDINARY_TIMES if name == ORDINARY else 1)
        if len(found) < floor:
            yield f"{language}: {name} has {len(found)} messages, at least {floor} are needed"


def _too_alike(held: Held) -> Iterator[str]:
    """As many messages of each are compared, spread evenly over what there is; fewer would tell nothing."""
    for (language, name), found in held.items():
        compared = found[:: max(1, len(found) // OF_MESSAGES)][:OF_MESSAGES]
        words = {word for message in compared for word in fold(message.text).text.split()}
        if len(compared) == OF_MESSAGES and len(words) < DIFFERENT_WORDS:
            yield (
                f"{language}: {name} has {len(words)} different words in {OF_MESSAGES} messages, "
                f"at least {DIFFERENT_WORDS} are needed: say it in more ways"
            )


def _unbalanced(held: Held) -> Iterator[str]:
    least, most = ORDINARY_SHARES
    for language in LANGUAGES:
        count, ordinary = _count(held, language), held[language, ORDINARY]
        if count and not least <= len(ordinary) / count <= most:
            yield (
                f"{language}: {len(ordinary) / count * 100:.1f} % of the messages are ordinary, "
                f"{least * 100:.0f} to {most * 100:.0f} % are needed"
            )
        hard = sum(message.kind is Kind.HARD_NEGATIVE for message in ordinary)
        if hard < HARD_SHARE * len(ordinary):
            yield (
                f"{language}: {hard / len(ordinary) * 100:.1f} % of the ordinary messages are hard "
                f"negatives, at least {HARD_SHARE * 100:.0f} % are needed"
            )


def _count(held: Held, language: Language) -> int:
    return sum(len(found) for (its, _), found in held.items() if its is language)


def _message(data: Any, language: Language) -> Message:
    if not isinstance(data, dict):
        raise TypeError("is not a JSON object")
    for name, form, called in (("text", str, "text"), ("labels", list, "list")):
        if not isinstance(data[name], form):
            raise TypeError(f"{name!r} is not a {called}")
    labels = tuple(_one_of(Category, label) for label in data["labels"])
    severity = None if data["severity"] == "none" else _one_of(Severity, data["severity"], "none")
    part = _one_of(Part, data["set"]) if "set" in data else None
    kind = _one_of(Kind, data["kind"])
    message = Message(str(data["id"]), data["text"], labels, severity, kind, language, part)
    if not message.text.strip():
        raise ValueError("'text' is empty")
    if bool(labels) != bool(severity) or len(set(labels)) != len(labels):
        raise ValueError("severity is 'none' exactly when there are no labels, and no label comes twice")
    if labels == (Category.WORKER_CONTACT,) and severity is not Severity.LOW:
        raise ValueError("worker_contact alone is always low")
    return message


def _one_of[E: Enum](allowed: type[E], value: object, *others: str) -> E:
    """The one with this value; where there is none, the error lists what there is, and `others`."""
    try:
        return allowed(value)
    except ValueError as wrong:
        valid = ", ".join((*(one.value for one in allowed), *others))
        raise ValueError(f"{wrong}: use one of {valid}") from wrong


def _reason(wrong: Exception) -> str:
    """What is wrong with a line, without its words."""
    if isinstance(wrong, KeyError):
        return f"has no {wrong}"
    return "is not JSON" if isinstance(wrong, json.JSONDecodeError) else str(wrong)


def _no_part(messages: Iterable[Message]) -> Iterator[str]:
    return (f"{message.id}: has no 'set'" for message in messages if message.part is None)


def _repeated_ids(messages: Iterable[Message]) -> Iterator[str]:
    seen: set[str] = set()
    for message in messages:
        if message.id in seen:
            yield f"{message.id}: the id is used twice"
        seen.add(message.id)


def _refuse(problems: list[str]) -> None:
    if problems:
        raise CorpusError("\n".join(problems))
