"""What somebody may enter into the rota: pure checks, each refusal with its name."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from bot.domain.rota import Rota
from bot.domain.working_hours import Shift, Span, Week, whole_days

LONGEST = timedelta(days=366)


class Wrong(StrEnum):
    """Why an entry is refused."""

    DATE_NEEDED = "date_needed"
    ENDS_BEFORE = "ends_before"
    OVER = "over"
    TOO_LONG = "too_long"
    LEAVE_OVERLAPS = "leave_overlaps"
    COVERS_SOMEBODY = "covers_somebody"
    COVER_NEEDED = "cover_needed"
    COVER_ON_LEAVE = "cover_on_leave"
    COVERED_ALREADY = "covered_already"
    TIME_NEEDED = "time_needed"
    BOTH_TIMES = "both_times"
    TIMES_ORDER = "times_order"
    NO_DAY = "no_day"
    MEMBER_NEEDED = "member_needed"
    DUTY_OVERLAPS = "duty_overlaps"
    DUTY_ON_LEAVE = "duty_on_leave"


class EntryError(ValueError):
    """An entry that is refused: the field that it is about, and why."""

    def __init__(self, field: str, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.field, self.wrong = field, wrong


def days(first: str, last: str, now: datetime) -> Span:
    """The days from one to another, both included; raises EntryError."""
    begins, ends = _day("first", first), _day("last", last)
    if ends < begins:
        raise EntryError("last", Wrong.ENDS_BEFORE)
    return _sensible(whole_days(begins, ends), "last", now)


def _day(field: str, written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise EntryError(field, Wrong.DATE_NEEDED) from None


def _sensible(span: Span, field: str, now: datetime) -> Span:
    if span.until <= now:
        raise EntryError(field, Wrong.OVER)
    if span.until - span.since > LONGEST:
        raise EntryError(field, Wrong.TOO_LONG)
    return span


def moments(since: datetime | None, until: datetime | None, now: datetime) -> Span:
    """From one moment to another; raises EntryError."""
    if since is None or until is None:
        raise EntryError("since" if since is None else "until", Wrong.TIME_NEEDED)
    if until.timestamp() <= since.timestamp():
        raise EntryError("until", Wrong.ENDS_BEFORE)
    return _sensible(Span(since, until), "until", now)


def week(written: Mapping[int, tuple[str, str]]) -> Week:
    """Working hours from the times of each weekday, empty for a day off; raises EntryError."""
    found: dict[int, Shift] = {}
    for day, (since, until) in written.items():
        if bool(since.strip()) is not bool(until.strip()):
            raise EntryError(f"{'until' if since.strip() else 'since'}-{day}", Wrong.BOTH_TIMES)
        if since.strip():
            found[day] = _shift(day, since.strip(), until.strip())
    if not found:
        raise EntryError("since-0", Wrong.NO_DAY)
    return found


def _shift(day: int, since: str, until: str) -> Shift:
    begins, ends = _time(f"since-{day}", since), _time(f"until-{day}", until)
    if ends <= begins:
        raise EntryError(f"until-{day}", Wrong.TIMES_ORDER)
    return Shift(begins, ends)


def _time(field: str, written: str) -> time:
    try:
        return time.fromisoformat(written).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise EntryError(field, Wrong.TIME_NEEDED) from None


def check_leave(rota: Rota, member: UUID, span: Span) -> None:
    """Refuse leave that meets other leave, or in which they are somebody's cover; raises EntryError."""
    if _meets(rota.members[member].leave, span):
        raise EntryError("first", Wrong.LEAVE_OVERLAPS)
    if _meets((one.span for one in rota.covers if one.cover == member), span):
        raise EntryError("first", Wrong.COVERS_SOMEBODY)


def check_cover(rota: Rota, absent: UUID, cover: UUID | None, span: Span) -> UUID:
    """Refuse a cover who is away as well, or a second one; the cover, or EntryError."""
    if cover is None or cover == absent or cover not in rota.members:
        raise EntryError("cover", Wrong.COVER_NEEDED)
    if _meets(rota.members[cover].leave, span):
        raise EntryError("cover", Wrong.COVER_ON_LEAVE)
    if _meets((one.span for one in rota.covers if one.absent == absent), span):
        raise EntryError("first", Wrong.COVERED_ALREADY)
    return cover


def check_duty(rota: Rota, member: UUID | None, span: Span) -> UUID:
    """Refuse a duty of nobody, or one that meets another of theirs or their leave; whose it is."""
    if member is None or member not in rota.members:
        raise EntryError("member", Wrong.MEMBER_NEEDED)
    if _meets(rota.members[member].leave, span):
        raise EntryError("member", Wrong.DUTY_ON_LEAVE)
    if _meets((one.span for one in rota.duties if one.member == member), span):
        raise EntryError("since", Wrong.DUTY_OVERLAPS)
    return member


def _meets(spans: Iterable[Span], span: Span) -> bool:
    return any(one.meets(span) for one in spans)
