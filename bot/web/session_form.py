"""The date of a session, as it was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sanic import Request

from bot.web.forms import filled

BACK, AHEAD = timedelta(days=60), timedelta(days=180)


@dataclass(frozen=True)
class FilledDate:
    """What was typed, the day that it is, and what is wrong with it."""

    typed: Mapping[str, str]
    day: date | None
    problem: str | None


def read_date(request: Request, today: date) -> FilledDate:
    """A day not too long ago and not too far ahead."""
    typed = {name: filled(request, name).strip() for name in ("day", "month", "year")}
    try:
        day = date(int(typed["year"]), int(typed["month"]), int(typed["day"]))
    except ValueError:
        return FilledDate(typed, None, "date_needed")
    near = today - BACK <= day <= today + AHEAD
    return FilledDate(typed, day, None if near else "too_far")
