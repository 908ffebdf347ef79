"""Says to a young person when something will be: roughly, in plain words, in Wales' own time."""

from datetime import datetime, timedelta

from bot.domain.languages import Language
from bot.domain.safe_hours import HOME

_SOON = timedelta(minutes=50)
_ROUNDED = 5
_NOON, _EVENING = 12, 17
_WEEK = 7

_DAYS = {
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.WELSH: ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"),
}
_PARTS = {
    Language.ENGLISH: ("morning", "afternoon", "evening"),
    Language.WELSH: ("bore", "pnawn", "nos"),
}
_TODAY = {
    Language.ENGLISH: ("this morning", "this afternoon", "this evening"),
    Language.WELSH: ("bore 'ma", "pnawn 'ma", "heno"),
}


def in_words(moment: datetime, now: datetime, language: Language) -> str:
    """ "about 4 tomorrow afternoon", "tua 4 pnawn fory"."""
    if moment - now < _SOON:
        minutes = max(round((moment - now).total_seconds() / 60 / _ROUNDED), 1) * _ROUNDED
        return f"mewn tua {minutes} munud" if language is Language.WELSH else f"in about {minutes} minutes"
    rounded = _to_half_hour(moment.astimezone(HOME))
    clock = _clock(rounded, language)
    return (
        f"tua {clock} {_day(rounded, now, language)}"
        if language is Language.WELSH
        else (f"about {clock} {_day(rounded, now, language)}")
    )


def _to_half_hour(local: datetime) -> datetime:
    halves = round((local.minute * 60 + local.second) / 1800)
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 * halves)


def _clock(local: datetime, language: Language) -> str:
    hour = local.hour % _NOON or _NOON
    if not local.minute:
        return str(hour)
    return f"hanner awr wedi {hour}" if language is Language.WELSH else f"half past {hour}"


def _day(local: datetime, now: datetime, language: Language) -> str:
    part = 0 if local.hour < _NOON else 1 if local.hour < _EVENING else 2
    ahead = (local.date() - now.astimezone(HOME).date()).days
    if ahead == 0:
        return _TODAY[language][part]
    name, day = _PARTS[language][part], _DAYS[language][local.weekday()]
    if language is Language.WELSH:
        return (
            f"{name} fory"
            if ahead == 1
            else f"{name} {'' if part == 2 else 'dydd '}{day}{_next(ahead, ' nesa')}"
        )
    return f"tomorrow {name}" if ahead == 1 else f"on {day} {name}{_next(ahead, ' next week')}"


def _next(ahead: int, words: str) -> str:
    return words if ahead >= _WEEK else ""
