"""Conversations to rehearse: who is texted, what they text back, and what must come of each text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, TextIO

import yaml

from bot.check_in_plans import WEEKDAYS, load_plans
from bot.domain.check_in_items import Item
from bot.domain.check_in_plan import UNPLANNED, CheckInPlan
from bot.domain.concerns import Severity, Sign
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import ContactProfile, Details, Device, Opening
from bot.domain.contact_record import Contact
from bot.domain.languages import Language
from bot.domain.safe_hours import DAY_MINUTES, HOME, WEEK, SafeHours, Window
from bot.domain.schedule import Rhythm
from bot.rehearsal_happenings import HAPPENINGS

SMS, CHAT = "sms", "chat"
OPEN = "open"
# Twilio attaches at most so many to one message.
MOST_PICTURES = 10
# Days are counted from the one on which a conversation begins: longer than any takes, it must not end.
CLEAR_OF_MIDNIGHT = timedelta(minutes=2)
FIGURES = frozenset(
    {"newest", "before_newest", "usual", "low", "high", "answers", "silent", "answered", "reached"}
)


class ScriptError(ValueError):
    """A conversation that cannot be played; the text says what is wrong with it."""


@dataclass(frozen=True)
class Expected:
    """What must hold after a turn; what is None is not looked at.

    `says` are names of texts in their order, `contains` words that stand in them. `signals` are the
    answers kept so far by kind: null where it was left out, "open" where none was kept, and none at all if it
    is empty. `alerts` is what was raised so far as category/severity, or as a category, however grave;
    `tasks` what the worker was left to do (nothing at all, if they are empty), `pause` why nothing is written
    ("none"). `noticed` is all that was raised over time as sign/severity, whether it pages anybody or not,
    with figures of the newest. `neutral`: nothing that is said tells somebody else what the service is, or
    names help. `language` is that of the conversation, in which all that is said must be. `contact` is how
    they answer, as their worker's page has it; `undelivered` how many texts stand there that never arrived.
    """

    says: tuple[str, ...] | None = None
    contains: str | None = None
    signals: Mapping[str, int | str | None] | None = None
    alerts: frozenset[str] | None = None
    tasks: frozenset[str] | None = None
    language: str | None = None
    opted_out: bool | None = None
    pause: str | None = None
    noticed: Mapping[str, Mapping[str, float]] | None = None
    neutral: bool | None = None
    contact: Contact | None = None
    undelivered: int | None = None


@dataclass(frozen=True)
class Turn:
    """A text, or something that happens (`bot.rehearsal_happenings`); `via` is how the text comes, and
    `pictures` how many come with it.
    """

    text: str = ""
    happens: str = ""
    via: str = SMS
    pictures: int = 0
    expected: Expected = Expected()


@dataclass(frozen=True)
class Script:
    """One conversation: what the young person texts after the opening, and what was agreed with them.

    `mixed`: their texts are in both languages. Weekdays of the plan and of the safe hours are counted from
    the day on which it is played.
    """

    id: Any
    language: Language
    turns: tuple[Turn, ...]
    opening: tuple[str, ...] | None = None
    mixed: bool = False
    plan: CheckInPlan = UNPLANNED
    profile: ContactProfile = field(default_factory=ContactProfile)

    @property
    def expects(self) -> bool:
        """Whether it says what must come of it."""
        return self.opening is not None or any(turn.expected != Expected() for turn in self.turns)

    @property
    def expected(self) -> list[Expected]:
        """What must come of the opening and of each turn, in the same language until a turn names another."""
        found = [Expected(says=self.opening, language=self.language)]
        for turn in self.turns:
            found.append(replace(turn.expected, language=turn.expected.language or found[-1].language))
        return found

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
                bool(data.get("mixed", False)),
                _plan(data),
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
    pictures = _pictures(wanted.pop("pictures", 0), texted=not (happens or via))
    for name in {"alerts", "tasks"} & set(wanted):
        wanted[name] = frozenset(wanted[name])
    wanted["says"] = _names(wanted.get("says"))
    if "noticed" in wanted:
        wanted["noticed"] = _noticed(wanted["noticed"])
    if "contact" in wanted:
        wanted["contact"] = Contact(wanted["contact"])
    return Turn(text, happens, via or SMS, pictures, Expected(**wanted))


def _pictures(count: Any, *, texted: bool) -> int:
    if type(count) is not int or not 0 <= count <= MOST_PICTURES:
        raise ValueError(f"pictures must be a number from 0 to {MOST_PICTURES}")
    if count and not texted:
        raise ValueError("pictures come with a text alone, not by the chat nor with what happens")
    return count


def _noticed(wanted: Any) -> dict[str, dict[str, float]]:
    """As written, once every sign, severity and figure is one that exists."""
    if not isinstance(wanted, dict):
        raise ValueError("noticed must say sign/severity and figures")
    known = {f"{sign.value}/{severity.value}" for sign in Sign for severity in Severity}
    for name, figures in wanted.items():
        if name not in known:
            raise ValueError(f"no such thing is noticed: {name}")
        if unknown := set(figures or {}) - FIGURES:
            raise ValueError(f"no such figures: {', '.join(sorted(unknown))}")
    return {name: dict(figures or {}) for name, figures in wanted.items()}


def _plan(data: Mapping[str, Any]) -> CheckInPlan:
    """The plan with the conversation's own `items` and `goals`."""
    plan = _rhythm_and_reminder(data.get("plan") or {})
    items = tuple(Item(item) for item in data.get("items", plan.items))
    return replace(plan, items=items, goals=tuple(data.get("goals", ())))


def _rhythm_and_reminder(plan: Mapping[str, Any]) -> CheckInPlan:
    """A ready-made plan by its `name`, where `today` is taken for some weekday; or one with a `reminder`, and
    with so many days `after_group`.
    """
    if unknown := set(plan) - ({"name", "today"} if "name" in plan else {"reminder", "after_group"}):
        raise ValueError(f"no such thing in a plan: {', '.join(sorted(unknown))}")
    if "name" in plan:
        return _ready_made(plan["name"], plan.get("today", WEEKDAYS[0]))
    rhythm = UNPLANNED.rhythm
    if "after_group" in plan:
        rhythm = Rhythm(minute=0, after_group=plan["after_group"])
    return replace(UNPLANNED, rhythm=rhythm, reminder=bool(plan.get("reminder", False)))


def _ready_made(name: str, today: str) -> CheckInPlan:
    if name not in load_plans() or today not in WEEKDAYS:
        raise ValueError(f"no such plan or weekday: {name}, {today}")
    plan = load_plans()[name].plan
    return replace(plan, rhythm=_later_by(plan.rhythm, -WEEKDAYS.index(today)))


def as_played(script: Script, now: datetime) -> Script:
    """The same with real weekdays, and with the plan's hour at this minute, so that whatever comes on a day
    is due when that day has come.
    """
    here = now.astimezone(HOME)
    rhythm, hours = _later_by(script.plan.rhythm, here.weekday()), script.profile.safe_hours
    if rhythm.every_days is None:
        rhythm = replace(rhythm, minute=here.hour * 60 + here.minute)
    if hours is not None:
        days = ((window.weekday + here.weekday()) % WEEK for window in hours.windows)
        hours = SafeHours(tuple(Window(day, 0, DAY_MINUTES) for day in days))
    return replace(
        script,
        plan=replace(script.plan, rhythm=rhythm),
        profile=replace(script.profile, safe_hours=hours),
    )


def _later_by(rhythm: Rhythm, days: int) -> Rhythm:
    return replace(rhythm, weekdays=tuple((day + days) % WEEK for day in rhythm.weekdays))


def until_a_whole_day(now: datetime) -> timedelta:
    """How long to wait so that the day at home does not end while a conversation is played."""
    tomorrow = now.astimezone(HOME).date() + timedelta(days=1)
    left = datetime.combine(tomorrow, time.min, HOME).astimezone(UTC) - now
    return left if left < CLEAR_OF_MIDNIGHT else timedelta()


def _safe_hours(which: str | None) -> SafeHours | None:
    """`today`: this weekday alone. `another_day`: neither today nor tomorrow: too far off to wait for.
    `never`: no hour is safe.
    """
    if which is None:
        return None
    days = {"today": (0,), "another_day": (2, 3, 4, 5), "never": ()}
    if which not in days:
        raise ValueError(f"no such safe hours: {which}")
    return SafeHours(tuple(Window(day, 0, DAY_MINUTES) for day in days[which]))


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
