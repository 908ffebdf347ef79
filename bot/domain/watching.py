"""What answers and silences over time give reason to look at: pure, by each person's own measure.

Method and minimum of data are those of `trend` (five earlier answers, from the last fifteen) and of
`contact_record` (two unanswered check-ins in a row, less likely than one in ten by their own habit). Each
decline and each silence raises a concern once, and once more when it becomes graver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain import contact_record
from bot.domain.concerns import Noticed, Severity, Sign
from bot.domain.contact_record import Contact, Prompt, Record
from bot.domain.signals import SignalKind
from bot.domain.trend import Baseline, Trend, course

# A drop so many times as far below the middle as the band of what is usual reaches is a medium concern.
DEEP = 2
# A silence less likely than this, by their own habit, is a medium concern.
VERY_UNLIKELY = 0.01
# On a scale of three steps nothing lies below the band, so there is no drop: only a drift shows.
_SIGNS = {
    (SignalKind.MOOD, Trend.DROP): Sign.MOOD_DROP,
    (SignalKind.MOOD, Trend.DRIFT): Sign.MOOD_DRIFT,
    (SignalKind.SLEEP, Trend.DRIFT): Sign.SLEEP_DRIFT,
    (SignalKind.SAFE, Trend.DRIFT): Sign.SAFE_DRIFT,
}
WATCHED = frozenset(kind for kind, _ in _SIGNS)


def signs_of(kind: SignalKind) -> frozenset[Sign]:
    """Every sign that answers of this kind can show."""
    return frozenset(sign for (of, _), sign in _SIGNS.items() if of is kind)


@dataclass(frozen=True)
class Given:
    """An answer, and when the check-in that it belongs to was opened."""

    asked_at: datetime
    value: int


@dataclass(frozen=True)
class Earlier:
    """A concern that was raised already."""

    at: datetime
    severity: Severity


def decline(kind: SignalKind, answers: Sequence[Given], earlier: Sequence[Earlier]) -> Noticed | None:
    """The concern that the newest of the answers, oldest first, raises; None when it raises nothing new.

    `earlier` are the concerns that answers of this kind have raised.
    """
    values = [answer.value for answer in answers]
    now = course(values, kind.highest)
    sign = _SIGNS.get((kind, now.trend))
    if sign is None or now.baseline is None:
        return None
    found = Noticed(sign, _severity(sign, now.baseline, values[-1]), _figures(now.baseline, values))
    began = answers[_began(values, kind.highest)].asked_at
    return found if _new(found, began, earlier) else None


def silence(prompts: Sequence[Prompt], now: datetime, earlier: Sequence[Earlier]) -> Noticed | None:
    """The concern that somebody's silence raises, who neither opted out nor is paused; None when nothing new.

    `prompts` are their check-ins, oldest first. What did not arrive, or was held back by our own rules, is no
    silence.
    """
    record = contact_record.record(prompts, now, opted_out=False, paused=False)
    if record.contact is not Contact.MISSED:
        return None
    likely = (1 - record.share) ** record.silent
    severity = Severity.MEDIUM if likely < VERY_UNLIKELY else Severity.LOW
    found = Noticed(Sign.SILENCE, severity, _silence_figures(record))
    return found if _new(found, _fell_silent(prompts), earlier) else None


def _severity(sign: Sign, usual: Baseline, newest: int) -> Severity:
    deep = usual.usual - newest >= DEEP * (usual.usual - usual.low)
    return Severity.MEDIUM if sign is Sign.MOOD_DROP and deep else Severity.LOW


def _figures(usual: Baseline, values: Sequence[int]) -> tuple[tuple[str, float], ...]:
    return (
        ("newest", values[-1]),
        ("before_newest", values[-2]),
        ("usual", usual.usual),
        ("low", usual.low),
        ("high", usual.high),
        ("answers", usual.answers),
    )


def _silence_figures(record: Record) -> tuple[tuple[str, float], ...]:
    before = record.reached - record.silent
    return (("silent", record.silent), ("answered", record.answered), ("reached", before))


def _began(values: Sequence[int], highest: int) -> int:
    """Where the run of lower answers began that the newest belongs to."""
    at = len(values) - 1
    while at > 0 and course(values[:at], highest).trend.downward:
        at -= 1
    return at


def _fell_silent(prompts: Sequence[Prompt]) -> datetime:
    """When the first check-in was opened that they have left unanswered since they last answered."""
    answered = [place for place, prompt in enumerate(prompts, 1) if prompt.answered]
    return prompts[max(answered, default=0)].opened_at


def _new(found: Noticed, since: datetime, earlier: Sequence[Earlier]) -> bool:
    told = [one.severity for one in earlier if one.at >= since]
    return not told or found.severity > max(told)
