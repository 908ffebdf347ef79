"""Conversations to rehearse: who is texted, what they text back, and what must come of each text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TextIO

import yaml

from bot.domain.check_in_items import EVERYDAY, Item
from bot.domain.check_in_plan import UNPLANNED, CheckInPlan
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.languages import Language
from bot.domain.safe_hours import DAY_MINUTES, HOME, WEEK, SafeHours, Window
from bot.domain.schedule import Rhythm
from bot.rehearsal_happenings import HAPPENINGS

SMS, CHAT = "sms", "chat"
OPEN = "open"


class ScriptError(ValueError):
    """A conversation that cannot be played; the text says what is wrong with it."""


@dataclass(frozen=True)
class Expected:
    """What must hold after a turn; what is None is not looked at.

    `says` are names of texts in their order, `contains` words that stand in them. `signals` are the
    answers kept so far by kind: null where it was left out, "open" where none was kept, and none at all if it
    is empty. `alerts` is what was raised so far as category/severity, `tasks` what the worker was left to do
    (nothing at all, if they are empty), `pause` why nothing is written ("none").
    """

    says: tuple[str, ...] | None = None
    contains: str | None = None
    signals: Mapping[str, int | str | None] | None = None
    alerts: frozenset[str] | None = None
    tasks: frozenset[str] | None = None
    language: str | None = None
    opted_out: bool | None = None
    pause: str | None = None


@dataclass(frozen=True)
class Turn:
    """A text, or something that happens (`bot.rehearsal_happenings`); `via` is how the text comes."""

    text: str = ""
    happens: str = ""
    via: str = SMS
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
    plan: CheckInPlan = UNPLANNED
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
                _plan(data.get("plan")),
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
    scripts = [Script.read(entry) for entry in entries]
    for script in scripts:
        for place, turn in enumerate(script.turns, 1):
            if turn.expected == Expected():
                raise ScriptError(f"{script.id}: turn {place} expects nothing")
    return scripts


def _names(names: str | Sequence[str] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    return tuple(names.split()) if isinstance(names, str) else tuple(names)


def _turn(turn: str | Mapping[str, Any]) -> Turn:
    if isinstance(turn, str):
        return Turn(turn)
    wanted = dict(turn)
    text, happens, via = (str(wanted.pop(name, "")) for name in ("text", "happens", "via"))
    if via not in ("", CHAT):
        raise ValueError(f"no such way: {via}")
    if happens and happens not in HAPPENINGS:
        raise ValueError(f"no such thing happens: {happens}")
    for name in {"alerts", "tasks"} & set(wanted):
        wanted[name] = frozenset(wanted[name])
    wanted["says"] = _names(wanted.get("says"))
    return Turn(text, happens, via or SMS, Expected(**wanted))


def _plan(plan: Mapping[str, Any] | None) -> CheckInPlan:
    """Whether there is a `reminder`, and days `after_group`: from midnight on, whatever hour it is."""
    if plan is None:
        return UNPLANNED
    rhythm = UNPLANNED.rhythm
    if "after_group" in plan:
        rhythm = Rhythm(minute=0, after_group=plan["after_group"])
    return replace(UNPLANNED, rhythm=rhythm, reminder=bool(plan.get("reminder", False)))


def _safe_hours(which: str | None) -> SafeHours | None:
    """`today`: this weekday alone. `another_day`: neither today nor tomorrow: too far off to wait for."""
    if which is None:
        return None
    today = datetime.now(UTC).astimezone(HOME).weekday()
    days = {"today": (0,), "another_day": (2, 3, 4, 5)}
    if which not in days:
        raise ValueError(f"no such safe hours: {which}")
    return SafeHours(tuple(Window((today + day) % WEEK, 0, DAY_MINUTES) for day in days[which]))


def _profile(agreed: Mapping[str, str]) -> ContactProfile:
    """Such as `worker_name`, `safe_word`, `danger_word`, `device`, `opening` and `safety_replies`."""
    return ContactProfile(
        safe_hours=_safe_hours(agreed.get("safe_hours")),
        device=Device(agreed.get("device", Device.UNKNOWN)),
        safety_replies=SafetyReplies(agreed.get("safety_replies", SafetyReplies.ANY_HOUR)),
        opening=Opening(agreed.get("opening", Opening.PLAIN)),
        details=Details(worker_name=agreed.get("worker_name", "")),
        safe_word=agreed.get("safe_word", ""),
        danger_word=agreed.get("danger_word", ""),
    )
