"""Reading `data/safeguarding/policy.yml`, which safeguarding leads own."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from bot.bank_holidays import is_bank_holiday
from bot.domain.alert_policy import DEFAULT_TEAM, Climbing, Policy, TeamPolicy
from bot.domain.concerns import Category, Severity
from bot.domain.ladder import Ladder, Means, Rung, Step
from bot.domain.languages import Language
from bot.domain.working_hours import Shift, WorkingHours
from bot.screening.classifier import Thresholds
from bot.settings import ROOT

POLICY_FILE = ROOT / "data" / "safeguarding" / "policy.yml"
VERSION = 2
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LANGUAGES = (Language.ENGLISH, Language.WELSH)
# Who a ladder may tell before and after somebody has the alert.
_CLIMBERS = frozenset(Rung) - {Rung.HOLDER}
_FOLLOWERS = frozenset(Rung)


class PolicyError(Exception):
    """The policy cannot be used; the text says which entry and why. The service does not start on it."""


@dataclass(frozen=True)
class Entry:
    """One entry of the file and its place there, so that whatever is wrong with it can be named."""

    path: str
    data: Any

    def wrong(self, why: object) -> PolicyError:
        """What is wrong with this entry."""
        return PolicyError(f"{self.path}: {why}")

    def part(self, name: str) -> "Entry":
        """An entry within this one, which must be there."""
        found = self.maybe(name)
        if found is None:
            raise PolicyError(f"{self.path}.{name}: is missing")
        return found

    def maybe(self, name: str) -> "Entry | None":
        """An entry within this one, if it is there."""
        if not isinstance(self.data, Mapping):
            raise self.wrong("is not made of named entries")
        return Entry(f"{self.path}.{name}", self.data[name]) if name in self.data else None

    def parts(self) -> tuple["Entry", ...]:
        """The entries of a list."""
        if not isinstance(self.data, list):
            raise self.wrong("is not a list")
        return tuple(Entry(f"{self.path}[{number}]", one) for number, one in enumerate(self.data))

    def only(self, *names: str) -> None:
        """Refuse an entry that nobody would read, such as a misspelt one."""
        if not isinstance(self.data, Mapping):
            raise self.wrong("is not made of named entries")
        if unknown := sorted(str(name) for name in self.data if name not in names):
            raise self.wrong(f"{', '.join(unknown)} is not known here; known: {', '.join(names)}")

    def one_of[Kind: Enum](self, kind: type[Kind]) -> Kind:
        """A value of a fixed list."""
        try:
            return kind(self.data)
        except ValueError:
            known = ", ".join(str(one.value) for one in kind)
            raise self.wrong(f"{self.data} is none of {known}") from None

    def minutes(self) -> timedelta:
        """A whole number of minutes, not below 0."""
        if not isinstance(self.data, int) or isinstance(self.data, bool) or self.data < 0:
            raise self.wrong(f"{self.data} is not a whole number of minutes")
        return timedelta(minutes=self.data)

    def text(self) -> str:
        """Words."""
        if not isinstance(self.data, str) or not self.data.strip():
            raise self.wrong("is not text: put it in quotation marks")
        return self.data.strip()

    def flag(self) -> bool:
        """Yes or no."""
        if not isinstance(self.data, bool):
            raise self.wrong(f"{self.data} is neither true nor false")
        return self.data

    @contextmanager
    def named(self) -> Iterator[None]:
        """What is refused within is refused as this entry."""
        try:
            yield
        except ValueError as wrong:
            raise self.wrong(wrong) from None


def load_policy(file: Path = POLICY_FILE) -> Policy:
    """Read and check who is told of an alert, and when; raises PolicyError."""
    whole = _read(file)
    if whole.part("version").data != VERSION:
        raise whole.part("version").wrong(f"this service reads version {VERSION}")
    return Policy(
        teams=_teams(whole.part("teams")),
        alert_from=whole.part("alert_from").one_of(Severity),
        alert_always=frozenset(one.one_of(Category) for one in whole.part("alert_always").parts()),
        join_after_acknowledgement=whole.part("join_after_acknowledgement_minutes").minutes(),
    )


def load_thresholds(file: Path = POLICY_FILE) -> Thresholds:
    """Read and check from which probability on the classifier speaks; raises PolicyError."""
    entry = _read(file).part("classifier")
    try:
        return Thresholds(**entry.data)
    except (TypeError, ValueError) as wrong:
        raise entry.wrong(wrong) from wrong


def _read(file: Path) -> Entry:
    try:
        return Entry(file.name, yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError) as wrong:
        raise PolicyError(f"{file.name}: {wrong}") from wrong


def _teams(teams: Entry) -> Mapping[str, TeamPolicy]:
    default = teams.part(DEFAULT_TEAM)
    return {str(name): _team(_with_defaults(teams.part(name), default)) for name in teams.data}


def _with_defaults(team: Entry, default: Entry) -> Entry:
    """A team with what it leaves unsaid: single entries, and of its ladders whole ones."""
    team.only("name", "hours", "closed_days", "ladders", "after_acknowledgement")
    merged = dict(default.data) | dict(team.data)
    for name in ("ladders", "after_acknowledgement"):
        for whose in (default, team):
            (whose.maybe(name) or Entry("", {})).only(*(severity.value for severity in Severity))
        merged[name] = default.part(name).data | team.data.get(name, {})
    return Entry(team.path, merged | {"name": team.part("name").data})


def _team(team: Entry) -> TeamPolicy:
    names = team.part("name")
    return TeamPolicy(
        {language: names.part(language.value).text() for language in LANGUAGES},
        _hours(team.part("hours"), team.maybe("closed_days")),
        {severity: _climbing(team, severity) for severity in Severity},
    )


def _hours(hours: Entry, closed: Entry | None) -> WorkingHours:
    hours.only(*WEEKDAYS)
    if not hours.data:
        raise hours.wrong("a team works on one day at least")
    week = {day: _shift(hours.part(name)) for day, name in enumerate(WEEKDAYS) if name in hours.data}
    return WorkingHours(week, _closed(closed.parts() if closed else ()))


def _shift(entry: Entry) -> Shift:
    since, dash, until = entry.text().partition("-")
    with entry.named():
        if not dash:
            raise ValueError('hours are written as "09:00-17:00"')
        return Shift(time.fromisoformat(since.strip()), time.fromisoformat(until.strip()))


def _closed(days: tuple[Entry, ...]) -> Callable[[date], bool]:
    for day in days:
        if type(day.data) is not date:
            raise day.wrong(f"{day.data} is not a date such as 2026-12-24")
    return partial(_is_closed, frozenset(day.data for day in days))


def _is_closed(days: frozenset[date], day: date) -> bool:
    return day in days or is_bank_holiday(day)


def _climbing(team: Entry, severity: Severity) -> Climbing:
    entry = team.part("ladders").part(severity.value)
    entry.only("in_hours", "out_of_hours", "repeat_every_minutes", "insist_every_minutes", "any_hour")
    after = team.part("after_acknowledgement").part(severity.value)
    after.only("steps", "repeat_every_minutes", "at_any_hour")
    return Climbing(
        in_hours=_ladder(entry, "in_hours"),
        out_of_hours=_ladder(entry, "out_of_hours"),
        any_hour=frozenset(one.one_of(Rung) for one in entry.part("any_hour").parts()),
        after=_ladder(after, "steps", at_once=False),
        after_any_hour=after.part("at_any_hour").flag(),
    )


def _ladder(entry: Entry, steps: str, *, at_once: bool = True) -> Ladder:
    listed = entry.part(steps)
    insist = entry.maybe("insist_every_minutes")
    allowed = _CLIMBERS if at_once else _FOLLOWERS
    made = tuple(_step(step, allowed) for step in listed.parts())
    every = entry.part("repeat_every_minutes").minutes()
    with listed.named():
        return Ladder(made, every, insist.minutes() if insist else None, at_once=at_once)


def _step(entry: Entry, allowed: frozenset[Rung]) -> Step:
    entry.only("tell", "after_minutes", "by")
    rung = entry.part("tell").one_of(Rung)
    if rung not in allowed:
        raise entry.part("tell").wrong(f"{rung.value}: nobody has the alert yet")
    means = tuple(one.one_of(Means) for one in entry.part("by").parts())
    if Rung.HOLDER in allowed and means != (Means.TEXT,):
        raise entry.part("by").wrong("what somebody has already is told by text alone")
    with entry.part("by").named():
        return Step(rung, entry.part("after_minutes").minutes(), means)
