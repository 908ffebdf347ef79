"""When somebody would rather be asked: read from their words, reckoned in Wales' own time, and said back.

Whether a text may leave then is not decided here: the contact gate is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import several
from bot.domain import snooze_words as words
from bot.domain.answer_words import NUMBERS
from bot.domain.check_in_items import GOALS
from bot.domain.plain_text import plain
from bot.domain.safe_hours import HOME, WEEK
from bot.domain.scores import HIGHEST, mood_score
from bot.domain.signals import SignalKind

# What "later" and "not now" are taken for.
A_WHILE = timedelta(hours=3)
# "Tonight", said when the evening has begun.
_LATE = timedelta(hours=1)
_LONGEST = timedelta(days=14)
# Nobody is told "8 hrs" for a while: that is a night.
_LONGEST_ALONE = timedelta(hours=4)
_NOON, _HOURS, _MINUTES = 12, 24, 60
# An hour without am or pm is of the afternoon up to this one.
_SURELY_AFTERNOON = 7


@dataclass(frozen=True)
class Wish:
    """After a while; or at a time of a day, so many days ahead or on the next such weekday (Monday is 0).

    `vague` says no more than "later". `not_now` may as well be a no to what was asked. `either_half`: an hour
    that may be of the morning or the evening. `hours_alone`: "2 hrs", which may as well count something.
    """

    after: timedelta | None = None
    days: int | None = None
    weekday: int | None = None
    at: time | None = None
    either_half: bool = False
    vague: bool = False
    not_now: bool = False
    hours_alone: bool = False


SOME_TIME = Wish(after=A_WHILE, vague=True)


def wish(text: str) -> Wish | None:
    """What a text asks for if it is about being asked later and nothing else; None for any other text."""
    said = " ".join(re.sub(r"[^\w:.]+|[:.](?!\d)", " ", plain(text)).split())
    said = words.SPOKEN_HOUR.sub(lambda match: str(NUMBERS[match.group()]), said)
    found, timed = _timed(said)
    left = words.LATER.sub(" ", timed)
    later, not_now = left != timed, words.NOT_NOW.search(left) is not None
    left = words.NOT_NOW.sub(" ", left)
    if not words.AROUND.issuperset(re.findall(r"\w+", left)):
        return None
    if found is None and (later or not_now):
        return replace(SOME_TIME, not_now=not later)
    return found


def comes_back(text: str, pending: Sequence[SignalKind]) -> bool:
    """Whether a text takes up a check-in that was put off: by an answer to what is open, or by saying so."""
    if (wished := wish(text)) is not None:
        # Another time than the one that was said: it is heard like an answer, and put off again.
        return not wished.vague
    asks_number = pending[0].highest == HIGHEST and mood_score(text) is not None
    answered = several.read(text, pending, [kind for kind in pending if kind in GOALS]).answers
    return (
        asks_number or not answered.keys().isdisjoint(pending) or words.READY.search(plain(text)) is not None
    )


def until(wished: Wish, now: datetime) -> datetime:
    """The moment that is wished for: after `now`, and at most two weeks away."""
    if wished.after is not None:
        return now + min(wished.after, _LONGEST)
    local = now.astimezone(HOME)
    day = _day(wished, local.date())
    moment = _moment(day, wished.at or (local.time() if wished.days == 1 else words.AFTER_SCHOOL))
    if moment <= now and wished.either_half:
        moment += timedelta(hours=_NOON)
    if moment > now:
        return moment
    return (
        now + _LATE if wished.at == words.EVENING else _moment(day + timedelta(days=1), wished.at or time(10))
    )


def _timed(said: str) -> tuple[Wish | None, str]:
    """The time that a text names, and the text without it."""
    if match := words.NOT_TODAY.search(said):
        return Wish(days=1, at=words.AFTER_SCHOOL, not_now=True), _without(match, said)
    if (match := words.AFTER_A_WHILE.search(said)) and (wished := _after_a_while(match)):
        return wished, _without(match, said)
    at, left = _time(said)
    day, left = _named_day(left)
    if day is not None and at is None:
        at, left = _named(words.PARTS_OF_A_DAY, left)
    if at is None and (day is None or day.days == 0):
        return None, said
    named = day or Wish()
    return replace(named, at=at, either_half=at is not None and _either(said)), left


def _after_a_while(match: re.Match[str]) -> Wish | None:
    after = _while(match["count"], match["unit"])
    if match["in"]:
        return Wish(after=after)
    hours_alone = not match["unit"].startswith("m")
    return Wish(after=after, hours_alone=hours_alone) if after <= _LONGEST_ALONE else None


def _while(count: str | None, unit: str) -> timedelta:
    number = float(count) if count and count.isdigit() else words.COUNTS[count or "a"]
    return timedelta(minutes=number) if unit.startswith("m") else timedelta(hours=number)


def _time(said: str) -> tuple[time | None, str]:
    at, left = _named(words.TIMES, said)
    if match := words.HALF_PAST.search(left):
        return time(int(match["hour"]) % _NOON + _NOON, 30), _without(match, left)
    match = words.AT_AN_HOUR.search(left)
    hour = _hour(match) if match else None
    return (hour, _without(match, left)) if match and hour else (at, left)


def _hour(match: re.Match[str]) -> time | None:
    hour, minute = (
        int(match["hour"] or match["hour_alone"]),
        int(match["minute"] or match["minute_alone"] or 0),
    )
    if match["half"]:
        hour = hour % _NOON + (_NOON if match["half"] == "pm" else 0)
    elif hour <= _SURELY_AFTERNOON:
        hour += _NOON
    return time(hour, minute) if hour < _HOURS and minute < _MINUTES else None


def _either(said: str) -> bool:
    """Whether an hour is named that could be of either half of the day: "at 8"."""
    match = words.AT_AN_HOUR.search(said)
    return match is not None and not match["half"] and _SURELY_AFTERNOON < int(match["hour_alone"]) < _NOON


def _named_day(said: str) -> tuple[Wish | None, str]:
    for pattern, days in words.DAYS:
        if match := pattern.search(said):
            return Wish(days=days), _without(match, said)
    for weekday, pattern in enumerate(words.WEEKDAYS):
        if match := pattern.search(said):
            return Wish(weekday=weekday), _without(match, said)
    return None, said


def _named(names: tuple[tuple[re.Pattern[str], time], ...], said: str) -> tuple[time | None, str]:
    for pattern, at in names:
        if match := pattern.search(said):
            # "Bore fory" names the day as well.
            return at, _without(match, said) + (" fory" if match.group().endswith("fory") else "")
    return None, said


def _without(match: re.Match[str], said: str) -> str:
    return f"{said[: match.start()]} {said[match.end() :]}"


def _day(wished: Wish, today: date) -> date:
    if wished.weekday is None:
        return today + timedelta(days=wished.days or 0)
    return today + timedelta(days=(wished.weekday - today.weekday()) % WEEK or WEEK)


def _moment(day: date, at: time) -> datetime:
    """In UTC; of a time that the clocks repeat the first, and of one that they skip the hour after."""
    return datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None), HOME).astimezone(UTC)
