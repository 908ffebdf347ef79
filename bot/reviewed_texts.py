"""Every text that may be sent or shown, as a set to review: what for, in both languages, at what cost."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.content import CONTENT_FOLDER, LANGUAGES, ContentError
from bot.domain.check_in_items import GOALS, LONGEST_GOAL
from bot.domain.languages import Language
from bot.domain.sms import Segments, cheaply, segments
from bot.settings import ROOT

RESPONSES_FOLDER = ROOT / "domain" / "responses"
PURPOSES_FILE = CONTENT_FOLDER / "purposes.yml"

_URL = "https://hafan.anghydfil.llyw.example/alerts/ABC123"
# What is filled in at sending, as long as it can be expected. A worker's name may have an accent that only
# the dearer alphabet has, and a goal is in their own words, up to the longest that a plan takes.
_GOAL = f'"{"ŵ" * LONGEST_GOAL}"'
DEAREST = dict.fromkeys(("goal", *map(str, GOALS)), _GOAL) | {
    "worker": "Siân-Llŷr Gwenllïan",
    "when": "at about half past 12 on Wednesday afternoon next week",
    "score": "10",
    "minutes": "45",
    "clock": "hanner awr wedi 12",
    "hour": "12",
    "day": "on Wednesday afternoon next week",
    "weekday": "Wednesday",
    "reference": "ABC123",
    "code": "A B C 1 2 3",
    "codes": "ABC123, DEF456, GHJ789",
    "url": _URL,
    "severity": "emergency",
    "time": "16:30",
}
_FILLED_IN = re.compile(r"[\[{](\w+)[\]}]")


@dataclass(frozen=True)
class ReviewedText:
    """One text in one language. `when` names the conditions that choose it among those of its name."""

    name: str
    purpose: str
    language: Language
    text: str
    when: str = ""

    @property
    def segments(self) -> Segments:
        """How it would travel as a text at its dearest: what is filled in is long and has dear letters."""
        filled = _FILLED_IN.sub(lambda match: DEAREST[match[1]], self.text)
        return segments(filled if self.for_staff else cheaply(filled))

    @property
    def for_staff(self) -> bool:
        """Whether practitioners get it; young people get every other one."""
        return self.name.startswith("notifications.")


def every_text() -> Iterator[ReviewedText]:
    """The service's own texts by file and key, then the assistant's by response.

    Raises ContentError when a response has no purpose, or a purpose no response.
    """
    for file in sorted(CONTENT_FOLDER.glob("*.yml")):
        for key, entry in _read(file).get("texts", {}).items():
            yield from _own(f"{file.stem}.{key}", entry)
    yield from responses_in(RESPONSES_FOLDER, PURPOSES_FILE)


def responses_in(folder: Path, purposes_file: Path) -> Iterator[ReviewedText]:
    """The assistant's texts of a folder; raises as above."""
    files = sorted(folder.glob("*.yml"))
    responses = {name: texts for file in files for name, texts in _read(file)["responses"].items()}
    purposes = _purposes(purposes_file, responses)
    for name, variations in responses.items():
        yield from (_variation(name, purposes[name], one) for one in variations)


def _purposes(file: Path, responses: Mapping[str, object]) -> dict[str, str]:
    purposes = {name: _line(words) for name, words in _read(file)["purposes"].items()}
    if without := sorted(name for name in responses if not purposes.get(name)):
        raise ContentError(f"{file.name}: no purpose of {', '.join(without)}")
    if left_over := sorted(purposes.keys() - responses.keys()):
        raise ContentError(f"{file.name}: no response called {', '.join(left_over)}")
    return purposes


def _read(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def _line(words: object) -> str:
    return " ".join(str(words or "").split())


def _own(name: str, entry: dict[str, Any]) -> Iterator[ReviewedText]:
    for language in LANGUAGES:
        yield ReviewedText(name, _line(entry.get("purpose")), language, str(entry[language]).strip())


def _variation(name: str, purpose: str, variation: dict[str, Any]) -> ReviewedText:
    """The language and whatever else it hangs on are conditions; those that hold are told by name."""
    conditions = {one["name"]: one["value"] for one in variation["condition"]}
    language = Language(conditions.pop("language"))
    when = ", ".join(name for name, value in conditions.items() if value)
    return ReviewedText(name, purpose, language, str(variation["text"]).strip(), when)
