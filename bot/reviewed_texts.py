"""Every text that may be sent or shown, as a set to review: what for, in both languages, at what cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.content import CONTENT_FOLDER, LANGUAGES
from bot.domain.languages import Language
from bot.domain.sms import Segments, segments
from bot.settings import ROOT

RESPONSES_FOLDER = ROOT / "domain" / "responses"


@dataclass(frozen=True)
class ReviewedText:
    """One text in one language. `purpose` is empty where its name says what it is for."""

    name: str
    purpose: str
    language: Language
    text: str

    @property
    def segments(self) -> Segments:
        """How it would travel as a text; what is filled in at sending is not counted."""
        return segments(self.text)


def every_text() -> Iterator[ReviewedText]:
    """The service's own texts by file and key, then the assistant's by response."""
    for file in sorted(CONTENT_FOLDER.glob("*.yml")):
        for key, entry in _read(file).get("texts", {}).items():
            yield from _own(f"{file.stem}.{key}", entry)
    for file in sorted(RESPONSES_FOLDER.glob("*.yml")):
        for name, variations in _read(file)["responses"].items():
            yield from (_variation(name, one) for one in variations)


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def _own(name: str, entry: dict[str, Any]) -> Iterator[ReviewedText]:
    purpose = " ".join(str(entry.get("purpose", "")).split())
    for language in LANGUAGES:
        yield ReviewedText(name, purpose, language, str(entry[language]).strip())


def _variation(name: str, variation: dict[str, Any]) -> ReviewedText:
    """The language and whatever else it hangs on are conditions; those that hold are told by name."""
    conditions = {one["name"]: one["value"] for one in variation["condition"]}
    language = Language(conditions.pop("language"))
    when = ", ".join(name for name, value in conditions.items() if value)
    return ReviewedText(name, when, language, str(variation["text"]).strip())
