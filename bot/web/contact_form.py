"""The form of the contact-safety profile: what it brought, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sanic import Request

from bot.domain.agreed_words import Unfit
from bot.domain.contact_gate import SafetyReplies
from bot.domain.contact_profile import (
    Channel,
    ContactProfile,
    Details,
    Device,
    Opening,
    Problem,
    problems,
    unfit_words,
)
from bot.domain.languages import Language
from bot.domain.safe_hours import WEEK, SafeHours, Window
from bot.web.forms import filled
from bot.web.languages import known

SERVICE_HOURS, OWN_HOURS, NEVER = "service", "own", "never"
_STRETCH = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|to|i|tan|hyd)\s*(\d{1,2})(?:[:.](\d{2}))?")


class _DayError(Exception):
    """A day whose hours cannot be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Filled:
    """The profile as it was filled in; `days` are the seven lines of hours as they were typed.

    `full_confirmed`: that a phone which others read may get the numbers to call; asked anew for each change.
    """

    profile: ContactProfile
    language: Language
    hours: str
    days: tuple[str, ...]
    problems: dict[str, Problem | Unfit]
    full_confirmed: bool = False


def shown(profile: ContactProfile, language: Language) -> Filled:
    """The form of what was agreed before."""
    hours = profile.safe_hours
    kind = SERVICE_HOURS if hours is None else NEVER if hours.never else OWN_HOURS
    windows = hours.windows if hours else ()
    days = tuple(
        ", ".join(as_text(window) for window in windows if window.weekday == day) for day in range(WEEK)
    )
    return Filled(profile, language, kind, days, {})


def as_text(window: Window) -> str:
    """A window as it is typed: 16:00-18:30."""
    return f"{_clock(window.since)}-{_clock(window.until)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def read(request: Request, everyday: frozenset[str]) -> Filled:
    """What was filled in, and everything that is wrong with it."""
    days = tuple(filled(request, f"day_{day}").strip() for day in range(WEEK))
    hours, found = _hours(filled(request, "hours"), days)
    profile = ContactProfile(
        device=_one(Device, filled(request, "device"), Device.UNKNOWN),
        safe_hours=hours,
        safety_replies=_one(SafetyReplies, filled(request, "safety_replies"), SafetyReplies.ANY_HOUR),
        opening=_one(Opening, filled(request, "opening"), Opening.PLAIN),
        languages=tuple(_languages(request)),
        details=Details(**{name: filled(request, name).strip() for name in Details.__dataclass_fields__}),
        safe_word=filled(request, "safe_word").strip(),
        danger_word=filled(request, "danger_word").strip(),
    )
    full_confirmed = filled(request, "full_confirmed") == "yes"
    found |= problems(
        profile,
        never_confirmed=filled(request, "never_confirmed") == "yes" or bool(found),
        full_confirmed=full_confirmed,
    )
    found |= unfit_words(profile, everyday)
    language = known(filled(request, "language")) or Language.ENGLISH
    hours_kind = filled(request, "hours") or SERVICE_HOURS
    return Filled(profile, language, hours_kind, days, found, full_confirmed)


def _one[Choice: (Device, SafetyReplies, Opening)](
    kind: type[Choice], value: str, otherwise: Choice
) -> Choice:
    return kind(value) if value in set(kind) else otherwise


def _languages(request: Request) -> Iterator[tuple[Channel, str]]:
    for channel in Channel:
        if language := known(filled(request, f"language_{channel}")):
            yield channel, language.value


def _hours(kind: str, days: tuple[str, ...]) -> tuple[SafeHours | None, dict[str, Problem | Unfit]]:
    """The week, or what is wrong with which day."""
    if kind not in (OWN_HOURS, NEVER):
        return None, {}
    if kind == NEVER:
        return SafeHours(()), {}
    windows: list[Window] = []
    found: dict[str, Problem | Unfit] = {}
    for day, line in enumerate(days):
        try:
            windows += _day(day, line)
        except _DayError as wrong:
            found[f"day_{day}"] = wrong.problem
    return SafeHours(tuple(sorted(windows))), found


def _day(day: int, line: str) -> list[Window]:
    parts = [part.strip() for part in re.split(r"[,;]", line) if part.strip()]
    windows = [_window(day, part) for part in parts]
    ordered = sorted(windows)
    if any(one.overlaps(other) for place, one in enumerate(ordered) for other in ordered[place + 1 :]):
        raise _DayError(Problem.WINDOWS_OVERLAP)
    return ordered


def _window(day: int, part: str) -> Window:
    match = _STRETCH.fullmatch(part)
    if match is None:
        raise _DayError(Problem.WINDOW_UNREADABLE)
    since_hour, since_minute, until_hour, until_minute = (int(number or 0) for number in match.groups())
    if max(since_minute, until_minute) > 59 or max(since_hour, until_hour) > 24:
        raise _DayError(Problem.WINDOW_UNREADABLE)
    try:
        return Window(day, since_hour * 60 + since_minute, until_hour * 60 + until_minute)
    except ValueError:
        raise _DayError(Problem.WINDOW_BACKWARDS) from None
