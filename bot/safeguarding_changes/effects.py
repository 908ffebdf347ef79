"""What a changed rule hears that the serving one does not, and what it hears no longer."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.concerns import Severity, severity_of
from bot.screening.corpus import Message
from bot.screening.ruleset import Ruleset

# Of the corpus, so many texts are shown for each turn and side.
SHOWN = 20


class Turn(StrEnum):
    """What becomes of one message."""

    NEW = "new"
    GONE = "gone"
    KEPT = "kept"


@dataclass(frozen=True)
class Pair:
    """One rule as it serves and as it is proposed; without one of them nothing fires on that side."""

    name: str
    serving: Ruleset
    changed: Ruleset

    @classmethod
    def of(cls, name: str, serving: Ruleset, changed: Ruleset) -> "Pair":
        """The two, each among the rules that it serves with."""
        return cls(name, serving.only(name), changed.only(name))

    def heard(self, text: str) -> tuple[Severity | None, Severity | None]:
        """As how grave a message is heard by the rule as it serves, and as it is proposed."""
        before = severity_of(tuple(self.serving.concerns(text)))
        return before, severity_of(tuple(self.changed.concerns(text)))

    def turn(self, text: str) -> tuple[Turn, Severity] | None:
        """What becomes of a message, and as how grave it is (or was) heard; None when neither fires."""
        return turned(*self.heard(text))


def turned(before: Severity | None, after: Severity | None) -> tuple[Turn, Severity] | None:
    """What becomes of a message that is heard so, and as how grave it is (or was) heard.

    Heard at another severity counts as gone or new: milder is gone, graver is new.
    """
    if after is None:
        return (Turn.GONE, before) if before else None
    if before is None or after > before:
        return Turn.NEW, after
    return (Turn.KEPT, after) if after == before else (Turn.GONE, before)


@dataclass
class Counts:
    """How many, by turn, language, severity and whether hearing them was right (`hit`) or not (`false`)."""

    numbers: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)

    def add(self, turn: Turn, language: str, severity: Severity, side: str) -> None:
        """One more."""
        self.numbers[turn.value, language, severity.value, side] += 1

    def rows(self) -> list[dict[str, Any]]:
        """As it is kept."""
        names = ("turn", "language", "severity", "side")
        return [dict(zip(names, key, strict=True)) | {"count": n} for key, n in sorted(self.numbers.items())]


@dataclass(frozen=True)
class InCorpus:
    """What became of the labelled messages; `turned` are those that are heard otherwise than before."""

    counts: Sequence[Mapping[str, Any]]
    shown: Sequence[Mapping[str, str]]
    turned: Sequence[Message] = field(repr=False)


def in_corpus(pair: Pair, corpus: Iterable[Message], tick: Callable[[], None]) -> InCorpus:
    """Both rules on every labelled message; `tick` is called after each."""
    counts, shown, turned = Counts(), dict[tuple[str, str], list[dict[str, str]]](), []
    for message in corpus:
        tick()
        if (found := pair.turn(message.text)) is None:
            continue
        turn, severity = found
        side = "false" if message.severity is None else "hit"
        counts.add(turn, message.language.value, severity, side)
        if turn is not Turn.KEPT:
            turned.append(message)
            examples = shown.setdefault((turn.value, side), [])
            if len(examples) < SHOWN:
                examples.append(_shown(turn, side, message))
    # What is heard wrongly first: that is what one looks for.
    ordered = [example for key in sorted(shown, key=lambda key: (key[1], key[0])) for example in shown[key]]
    return InCorpus(counts.rows(), ordered, turned)


def _shown(turn: Turn, side: str, message: Message) -> dict[str, str]:
    language = message.language.value
    return {"turn": turn.value, "side": side, "language": language, "id": message.id, "text": message.text}


@dataclass(frozen=True)
class Recall:
    """Of the validation messages to page for, in one language: heard no longer, and heard anew."""

    language: str
    lost: int
    gained: int


def validation_recall(
    turned: Iterable[Message], before: Callable[[str], bool], after: Callable[[str], bool]
) -> Iterator[Recall]:
    """How recall changes; what is heard as before by the rule is heard as before by all."""
    lost, gained = Counter[str](), Counter[str]()
    for message in turned:
        if message.pages and message.part is not None and message.part.value == "validation":
            was, now = before(message.text), after(message.text)
            lost[message.language.value] += was and not now
            gained[message.language.value] += now and not was
    for language in sorted(lost.keys() | gained.keys()):
        yield Recall(language, lost[language], gained[language])
