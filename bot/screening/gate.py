"""Whether rules and a classifier may serve: refused when they hear less than before, or one language less."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.domain.concerns import Severity, severity_of
from bot.domain.languages import Language
from bot.screening import evaluation as measured
from bot.screening.corpus import LANGUAGES
from bot.screening.evaluation import Outcome, Screen
from bot.settings import ROOT

LOCKED_FILE = ROOT / "data" / "safeguarding" / "locked.yml"
ACCEPTED_FILE = ROOT / "data" / "safeguarding" / "accepted.yml"
# How far recall may fall below what was accepted last, and below English where no larger gap is accepted.
LOSS = 0.01
PARITY = 0.02
# Rounding alone refuses nothing.
_SLACK = 1e-9


class GateError(Exception):
    """A list that the gate needs cannot be used; the text names the file and the entry."""


@dataclass(frozen=True)
class Locked:
    """A disclosure that must be heard, and as how grave it stands in the list."""

    text: str
    severity: Severity

    @property
    def least(self) -> Severity:
        """What will do: one step below is forgiven, but never less than what pages the same day."""
        return max(Severity.MEDIUM, {Severity.EMERGENCY: Severity.HIGH}.get(self.severity, Severity.MEDIUM))


def load_locked(file: Path = LOCKED_FILE) -> tuple[Locked, ...]:
    """The disclosures that safeguarding leads locked; raises GateError."""
    data = _read(file)
    try:
        levels = [(Severity(name), texts) for name, texts in data.items() if name != "version"]
        return tuple(Locked(str(text), severity) for severity, texts in levels for text in texts)
    except (TypeError, ValueError) as wrong:
        raise GateError(f"{file.name}: {wrong}") from wrong


@dataclass(frozen=True)
class Accepted:
    """The recall by language that was accepted last, and how far each may stay behind English."""

    recall: Mapping[Language, float]
    behind: Mapping[Language, float]


def load_accepted(file: Path = ACCEPTED_FILE) -> Accepted:
    """What safeguarding leads accepted last; raises GateError."""
    data = _read(file)
    try:
        recall = {Language(name): float(share) for name, share in data["recall"].items()}
        behind = {Language(name): float(gap) for name, gap in data.get("behind_english", {}).items()}
        return Accepted(recall, behind)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise GateError(f"{file.name}: {wrong}") from wrong


def _read(file: Path) -> Mapping[str, Any]:
    try:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as wrong:
        raise GateError(f"{file.name}: {wrong}") from wrong
    if not isinstance(data, dict):
        raise GateError(f"{file.name}: not a list of entries by name")
    return data


def objections(screen: Screen) -> list[str]:
    """Every reason not to let this screen serve, judged on messages held apart and locked disclosures.

    Raises GateError, and CorpusError when there are no messages to judge by.
    """
    outcomes = list(measured.look(measured.read_labelled([], _unneeded), screen))
    return [*_losses(outcomes, load_accepted()), *_missed(screen, load_locked())]


def _unneeded(text: str) -> Language:
    """The files held apart tell their language."""
    return Language.UNKNOWN


def _losses(outcomes: Sequence[Outcome], accepted: Accepted) -> Iterator[str]:
    recall = {language: _recall(outcomes, language) for language in LANGUAGES}
    for language, before in accepted.recall.items():
        if recall[language] < before - LOSS - _SLACK:
            yield f"recall in {_NAMES[language]} fell from {before:.3f} to {recall[language]:.3f}"
    english = recall[Language.ENGLISH]
    for language in (Language.WELSH, Language.MIXED):
        if recall[language] < english - accepted.behind.get(language, PARITY) - _SLACK:
            yield f"recall in {_NAMES[language]} is {recall[language]:.3f}, English has {english:.3f}"


def _missed(screen: Screen, locked: Sequence[Locked]) -> Iterator[str]:
    for number, disclosure in enumerate(locked, start=1):
        heard = severity_of(screen(disclosure.text))
        if heard is None or heard < disclosure.least:
            yield f"locked disclosure {number} ({disclosure.severity.value}) is {_said(heard)}"


_NAMES = {Language.ENGLISH: "English", Language.WELSH: "Welsh", Language.MIXED: "mixed messages"}


def _said(heard: Severity | None) -> str:
    return f"heard as {heard.value} only" if heard else "not heard"


def _recall(outcomes: Sequence[Outcome], language: Language) -> float:
    return measured.recall(outcome for outcome in outcomes if outcome.message.language is language).value
