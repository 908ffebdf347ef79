"""Says to a young person when something will be: roughly, in plain words, in Wales' own time."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.safe_hours import HOME

_SOON = timedelta(minutes=50)
_ROUNDED = 5
_NOON, _EVENING = 12, 17
_WEEK = 7


class Saying(Protocol):
    """The words of `data/content/times.yml` in one language, by their key."""

    def __call__(self, key: str, /, **values: str) -> str:
        """One of them, with its values filled in."""
        ...


def in_words(moment: datetime, now: datetime, say: Saying) -> str:
    """ "at about 4 tomorrow afternoon", "tua 4 pnawn fory"."""
    if moment - now < _SOON:
        minutes = max(round((moment - now).total_seconds() / 60 / _ROUNDED), 1) * _ROUNDED
        return say("in_minutes", minutes=str(minutes))
    rounded = _to_half_hour(moment.astimezone(HOME))
    return say("about", clock=_clock(rounded, say), day=_day(rounded, now, say))


def _to_half_hour(local: datetime) -> datetime:
    halves = round((local.minute * 60 + local.second) / 1800)
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 * halves)


def _clock(local: datetime, say: Saying) -> str:
    hour = str(local.hour % _NOON or _NOON)
    return say("half_past", hour=hour) if local.minute else hour


def _day(local: datetime, now: datetime, say: Saying) -> str:
    part = "morning" if local.hour < _NOON else "afternoon" if local.hour < _EVENING else "evening"
    ahead = (local.date() - now.astimezone(HOME).date()).days
    if ahead <= 1:
        return say(f"tomorrow_{part}" if ahead else f"today_{part}")
    week = "next_week" if ahead >= _WEEK else "this_week"
    name = "evening" if part == "evening" else "weekday"
    return say(f"{week}_{part}", weekday=say(f"{name}_{local.weekday()}"))
