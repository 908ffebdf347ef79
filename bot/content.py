"""The texts that a person meets and that are not the assistant's: both languages, from `data/content/`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from bot.domain.concerns import Category, Severity
from bot.domain.helplines import EMERGENCY_NUMBER, Helpline, without, without_closed
from bot.domain.languages import Language
from bot.settings import ROOT

CONTENT_FOLDER = ROOT / "data" / "content"
LANGUAGES = (Language.ENGLISH, Language.WELSH)


class ContentError(Exception):
    """A text cannot be sent as it stands: the message names it, its file, and what is wrong."""


@dataclass(frozen=True)
class Content:
    """Every text by name and language. Names are `file.key`, such as `texts.opening`."""

    texts: Mapping[tuple[str, Language], str]
    helplines: Sequence[Helpline] = ()

    def text(self, name: str, language: Language, **values: str) -> str:
        """One text, with its `{placeholders}` filled."""
        return self.texts[name, language].format(**values)

    def safety_reply(self, category: Category, severity: Severity, language: Language) -> str:
        """What is said at once to a disclosure of this kind: its own text, or the one for any kind."""
        own = f"safety.{category.value}_{severity.value}"
        return self.texts.get((own, language)) or self.texts[f"safety.any_{severity.value}", language]

    def at(self, text: str, now: datetime) -> str:
        """A text as it is said at this hour: a helpline that is closed then is left out."""
        return without_closed(text, self.helplines, now)

    def wordings(self, text: str) -> frozenset[str]:
        """Whatever `at` makes of a text at any hour."""
        found = {text}
        for line in self.helplines:
            found |= {without(one, line) for one in found}
        return frozenset(found)


def load_content(folder: Path = CONTENT_FOLDER) -> Content:
    """Read every file of the folder that has `texts`.

    Raises ContentError when a text lacks a language, or its languages do not take the same values: better a
    service that does not start than one that fails when it must write.
    """
    texts: dict[tuple[str, Language], str] = {}
    for file in sorted(folder.glob("*.yml")):
        for key, entry in _parsed(file).get("texts", {}).items():
            for language, text in _both(file, key, entry).items():
                texts[f"{file.stem}.{key}", language] = text
    return Content(texts, tuple(_helplines(folder)))


def helpline_numbers(folder: Path = CONTENT_FOLDER) -> frozenset[str]:
    """The numbers of the helplines, digits only."""
    numbers = (line[kind] for line in _lines(folder) for kind in ("number", "text_number") if line[kind])
    return frozenset("".join(filter(str.isdigit, str(number))) for number in numbers)


@dataclass(frozen=True)
class HelplineCheck:
    """When a helpline's entry was last compared with its source, and when a person last tried the line."""

    name: str
    checked: date | None
    tried: date | None


def helpline_checks(folder: Path = CONTENT_FOLDER) -> list[HelplineCheck]:
    """One for each, in the file's order; not for 999, which nobody rings to see whether it answers."""
    return [
        HelplineCheck(line["name"], line.get("checked"), line.get("tried"))
        for line in _lines(folder)
        if line["number"] != EMERGENCY_NUMBER
    ]


def _lines(folder: Path) -> Sequence[Mapping[str, Any]]:
    file = folder / "helplines.yml"
    if not file.exists():
        return ()
    listed: list[dict[str, Any]] = _parsed(file)["helplines"]
    return listed


def _parsed(file: Path) -> Any:
    """The C parser reads these files in a tenth of the time of the other."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def _helplines(folder: Path) -> Iterator[Helpline]:
    """Those that are not named at any hour."""
    for line in _lines(folder):
        if line["named"]:
            since, until = line["named"].split("-")
            end = None if until == "24:00" else time.fromisoformat(until)
            yield Helpline(line["name"], line["number"], time.fromisoformat(since), end)


def placeholders(text: str) -> frozenset[str]:
    """The names of the values that a text takes; raises ValueError at a lone brace."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _both(file: Path, key: str, entry: Mapping[str, Any]) -> dict[Language, str]:
    texts = {language: str(entry.get(language) or "").strip() for language in LANGUAGES}
    for language, text in texts.items():
        if not text:
            raise ContentError(f"{file.name}: {key} has no text in {language}")
    try:
        taken = {placeholders(text) for text in texts.values()}
    except ValueError as wrong:
        raise ContentError(f"{file.name}: {key}: {wrong}") from wrong
    if len(taken) > 1:
        raise ContentError(f"{file.name}: {key} does not take the same values in every language")
    return texts
