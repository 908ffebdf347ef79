"""Whether rules and a classifier may serve: refused when they hear less than before, or one language less."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from bot.domain.concerns import Severity, severity_of
from bot.domain.languages import Language
from bot.screening import evaluation as measured
from bot.screening.evaluation import Outcome, Screen
from bot.settings import ROOT

LOCKED_FILE = ROOT / "data" / "safeguarding" / "locked.yml"
ACCEPTED_FILE = ROOT / "data" / "safeguarding" / "accepted.yml"
# How far recall may fall below what was accepted last, and below English.
LOSS = 0.01
PARITY = 0.02
# Rounding alone refuses nothing.
_SLACK = 1e-9


class GateError(Exception):
    """A list that the gate needs cannot be used; the text names the file and says what to do."""


class _LineLoader(yaml.CSafeLoader):
    """Gives each entry of a list with the line on which it starts."""


def _list_with_lines(loader: _LineLoader, node: yaml.SequenceNode) -> list[tuple[int, Any]]:
    return [(entry.start_mark.line + 1, loader.construct_object(entry, deep=True)) for entry in node.value]


_LineLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_SEQUENCE_TAG, _list_with_lines)


@dataclass(frozen=True)
class Locked:
    """A disclosure that must be heard, as how grave it stands in the list, and on which line of which file.

    What leads approved since the release stands in no file.
    """

    text: str
    severity: Severity
    where: str = field(default="", compare=False)

    @property
    def least(self) -> Severity:
        """What will do: one step below is forgiven, but never less than what pages the same day."""
        return max(Severity.MEDIUM, {Severity.EMERGENCY: Severity.HIGH}.get(self.severity, Severity.MEDIUM))


def load_locked(file: Path = LOCKED_FILE) -> tuple[Locked, ...]:
    """The disclosures that safeguarding leads locked; raises GateError."""
    levels = {name: entries for name, entries in _read(file).items() if name != "version"}
    locked = tuple(one for name, entries in levels.items() for one in _level(file, name, entries))
    if not locked:
        raise GateError(f"{file.name}: no disclosures, so nothing would be asked; put the list back")
    return locked


def _level(file: Path, name: Any, entries: Any) -> Iterator[Locked]:
    known = [severity.value for severity in Severity]
    if name not in known:
        raise GateError(f"{file.name}: {name!r} must be one of {', '.join(known)}")
    if not isinstance(entries, list):
        raise GateError(f"{file.name}: {name!r} must be a list of disclosures, [] where there are none")
    for line, text in entries:
        yield Locked(str(text), Severity(name), f"{file.name}:{line}")


@dataclass(frozen=True)
class Accepted:
    """The recall by language that was accepted last."""

    recall: Mapping[Language, float]


def load_accepted(file: Path = ACCEPTED_FILE) -> Accepted:
    """What safeguarding leads accepted last; raises GateError."""
    recall = _read(file).get("recall")
    asked = ", ".join(_NAMES)
    if not isinstance(recall, dict) or recall.keys() != _NAMES.keys():
        raise GateError(f"{file.name}: 'recall' must give a share for each of {asked}, and no other")
    for name, share in recall.items():
        # Nothing is less than .nan or 0: neither would ever refuse.
        if not isinstance(share, int | float) or not 0 < share <= 1:
            raise GateError(f"{file.name}: 'recall' of {name} must be a share above 0 and up to 1: 0.9")
    return Accepted({Language(name): float(share) for name, share in recall.items()})


def _read(file: Path) -> Mapping[Any, Any]:
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506 (a SafeLoader)
    except (OSError, UnicodeDecodeError) as wrong:
        raise GateError(f"{file.name}: cannot be read: {type(wrong).__name__}; put the file back") from wrong
    except yaml.YAMLError as wrong:
        # What it says itself quotes the line, and with it a disclosure.
        mark = getattr(wrong, "problem_mark", None)
        where = f"{file.name}:{mark.line + 1}" if mark else file.name
        raise GateError(f"{where}: cannot be read; mend the line or put the file back") from None
    if not isinstance(data, dict):
        raise GateError(f"{file.name}: must hold named fields; put the file back")
    return data


class Kind(StrEnum):
    """What a reason says; the values that each carries are those of its sentence below."""

    FELL = "fell"
    BEHIND = "behind"
    LOCKED = "locked"


@dataclass(frozen=True)
class Reason:
    """One reason not to let a screen serve, so that pages can say it in each language."""

    kind: Kind
    values: Mapping[str, str | int | float]

    def __str__(self) -> str:
        said = dict(self.values)
        if self.kind is Kind.LOCKED:
            said["where"] = said["where"] or "not in the files yet"
            said["heard"] = f"heard as {said['heard']} only" if said["heard"] else "not heard"
        else:
            said["language"] = _NAMES[Language(str(said["language"]))]
        return _SENTENCES[self.kind] % said


_SENTENCES = {
    Kind.FELL: "recall in %(language)s is %(now).3f, accepted is %(before).3f",
    Kind.BEHIND: "recall in %(language)s is %(now).3f, English has %(english).3f",
    Kind.LOCKED: "locked disclosure %(number)d (%(where)s, %(severity)s) is %(heard)s",
}


def objections(screen: Screen, locked: Sequence[Locked] | None = None) -> list[str]:
    """Every reason not to let this screen serve, in English; `reasons` says more."""
    return [str(reason) for reason in reasons(screen, locked)]


def reasons(screen: Screen, locked: Sequence[Locked] | None = None) -> list[Reason]:
    """Every reason not to let this screen serve, judged on messages held apart and locked disclosures.

    `locked` are those of the file unless given: where there is a database, leads may have changed them since.
    Raises GateError, and CorpusError when there are no messages to judge by.
    """
    apart = list(measured.look(measured.read_labelled([], _unneeded), screen))
    thrice = measured.read_labelled(sorted(measured.THRICE.glob("*.jsonl")), _unneeded)
    together = [*apart, *measured.look(thrice, screen)]
    disclosures = load_locked() if locked is None else locked
    return [*_losses(apart, load_accepted()), *_lags(together), *missed(screen, disclosures)]


def _unneeded(text: str) -> Language:
    """The files held apart tell their language."""
    return Language.UNKNOWN


def _losses(outcomes: Sequence[Outcome], accepted: Accepted) -> Iterator[Reason]:
    """The languages that are heard less than was accepted last."""
    for language, before in accepted.recall.items():
        now = _recall(outcomes, language)
        if now < before - LOSS - _SLACK:
            yield Reason(Kind.FELL, {"language": language.value, "before": before, "now": now})


def _lags(outcomes: Sequence[Outcome]) -> Iterator[Reason]:
    """The languages that are heard less than English."""
    english = _recall(outcomes, Language.ENGLISH)
    for language in (Language.WELSH, Language.MIXED):
        now = _recall(outcomes, language)
        if now < english - PARITY - _SLACK:
            yield Reason(Kind.BEHIND, {"language": language.value, "now": now, "english": english})


def missed(screen: Screen, locked: Sequence[Locked]) -> Iterator[Reason]:
    """The locked disclosures that this screen does not hear as gravely as they must be."""
    for number, disclosure in enumerate(locked, start=1):
        heard = severity_of(screen(disclosure.text))
        if heard is None or heard < disclosure.least:
            said = heard.value if heard else ""
            place: dict[str, str | int | float] = {"number": number, "where": disclosure.where}
            yield Reason(Kind.LOCKED, place | {"severity": disclosure.severity.value, "heard": said})


_NAMES = {Language.ENGLISH: "English", Language.WELSH: "Welsh", Language.MIXED: "mixed messages"}


def _recall(outcomes: Sequence[Outcome], language: Language) -> float:
    return measured.recall(outcome for outcome in outcomes if outcome.message.language is language).value
