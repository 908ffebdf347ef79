"""Conversations to rehearse: who is texted, what they text back, and what must come of each text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

import yaml

from bot.domain.check_in_items import EVERYDAY, Item
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language


class ScriptError(ValueError):
    """A conversation that cannot be played; the text says what is wrong with it."""


@dataclass(frozen=True)
class Expected:
    """What must hold after a turn; what is None is not looked at.

    `says` are names of texts in their order, `signals` the answers kept so far by kind, `alerts` what was
    raised so far as category/severity (nothing at all, if it is empty), `pause` why nothing is
    written ("none").
    """

    says: tuple[str, ...] | None = None
    signals: Mapping[str, int | None] | None = None
    alerts: frozenset[str] | None = None
    language: str | None = None
    opted_out: bool | None = None
    pause: str | None = None


@dataclass(frozen=True)
class Turn:
    """A text, or something that happens: `weeks_pass`, or for a check-in that was put off `time_comes`."""

    text: str = ""
    happens: str = ""
    expected: Expected = Expected()


@dataclass(frozen=True)
class Script:
    """One conversation: what the young person texts after the opening, and what was agreed with them."""

    id: Any
    language: Language
    turns: tuple[Turn, ...]
    opening: tuple[str, ...] | None = None
    items: tuple[Item, ...] = EVERYDAY
    goals: tuple[str, ...] = ()
    profile: ContactProfile = field(default_factory=ContactProfile)

    @property
    def expects(self) -> bool:
        """Whether it says what must come of it."""
        return self.opening is not None or any(turn.expected != Expected() for turn in self.turns)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Script":
        """From a line or an entry of a file; raises ScriptError."""
        language, turns = data.get("lang"), data.get("turns")
        if "id" not in data:
            raise ScriptError("id is missing")
        if language not in (Language.ENGLISH, Language.WELSH):
            raise ScriptError('lang must be "en" or "cy"')
        if not isinstance(turns, list) or not all(isinstance(turn, str | dict) for turn in turns):
            raise ScriptError("turns must be a list of texts")
        try:
            return cls(
                data["id"],
                Language(language),
                tuple(map(_turn, turns)),
                _names(data.get("opening")),
                tuple(Item(item) for item in data.get("items", EVERYDAY)),
                tuple(data.get("goals", ())),
                _profile(data.get("agreed", {})),
            )
        except (TypeError, ValueError) as wrong:
            raise ScriptError(f"{data['id']}: {wrong}") from wrong


def read_yaml(file: TextIO) -> list[Script]:
    """Every conversation of a YAML file; raises ScriptError."""
    try:
        entries = yaml.safe_load(file)
    except yaml.YAMLError as wrong:
        raise ScriptError("the file is not YAML") from wrong
    if not isinstance(entries, list):
        raise ScriptError("the file must be a list of conversations")
    return [Script.read(entry) for entry in entries]


def _names(names: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    return tuple(names.split()) if isinstance(names, str) else tuple(names)


def _turn(turn: str | Mapping[str, Any]) -> Turn:
    if isinstance(turn, str):
        return Turn(turn)
    wanted = dict(turn)
    text, happens = wanted.pop("text", ""), wanted.pop("happens", "")
    if "alerts" in wanted:
        wanted["alerts"] = frozenset(wanted["alerts"])
    wanted["says"] = _names(wanted.get("says"))
    return Turn(str(text), happens, Expected(**wanted))


def _profile(agreed: Mapping[str, str]) -> ContactProfile:
    """Such as `worker_name`, `safe_word`, `danger_word`, `device`, `opening` and `safety_replies`."""
    return ContactProfile(
        device=Device(agreed.get("device", Device.UNKNOWN)),
        safety_replies=SafetyReplies(agreed.get("safety_replies", SafetyReplies.ANY_HOUR)),
        opening=Opening(agreed.get("opening", Opening.PLAIN)),
        details=Details(worker_name=agreed.get("worker_name", "")),
        safe_word=agreed.get("safe_word", ""),
        danger_word=agreed.get("danger_word", ""),
    )
