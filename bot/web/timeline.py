"""What was said, felt, alerted and done around one young person, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, groupby
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import HOME
from bot.storage import case_notes, caseload, correspondence, meetings, people, reading
from bot.storage.correspondence import Text
from bot.web.choices import Filter
from bot.web.web import Web

DAYS_SHOWN = 28
# A page carries whole days until there are so many entries on it.
MOST_ENTRIES = 36


_SHOWN = {
    Filter.MESSAGES: {"text"},
    Filter.CHECK_INS: {"check_in"},
    Filter.NOTES: {"note", "session"},
    Filter.ALERTS: {"alert", "task"},
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `kind` names the template's part that shows it."""

    at: datetime
    kind: str
    thing: object


@dataclass(frozen=True)
class Day:
    """A day in Wales and what happened on it, in order."""

    day: date
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Stretch:
    """The days that a page shows, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), HOME)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), HOME)


@dataclass(frozen=True)
class Timeline:
    """The newest day first, and each day read from its morning on, as a conversation is."""

    days: Sequence[Day]
    earlier: date
    later: date | None

    @property
    def unread(self) -> list[UUID]:
        """The messages on it that nobody has read."""
        texts = [entry.thing for day in self.days for entry in day.entries if isinstance(entry.thing, Text)]
        return [text.id for text in texts if text.inbound and not text.read_at]


def stretch(last: str | None, now: datetime, days: int = DAYS_SHOWN) -> Stretch:
    """So many days up to the asked-for one, or up to today."""
    today = now.astimezone(HOME).date()
    try:
        end = min(date.fromisoformat(last or ""), today)
    except ValueError:
        end = today
    return Stretch(max(end, date(2000, 2, 1)) - timedelta(days=days - 1), end)


def asked_filter(name: str | None) -> Filter:
    """The filter of that name; everything when there is none."""
    return Filter(name) if name in list(Filter) else Filter.ALL


async def read_timeline(
    connection: AsyncConnection, web: Web, person: UUID, shown: Stretch, only: Filter = Filter.ALL
) -> Timeline:
    """A page of the timeline; what does not fit on it is on the earlier ones."""
    entries = await _entries(connection, web, person, shown)
    kept = [entry for entry in entries if only is Filter.ALL or entry.kind in _SHOWN[only]]
    kept.sort(key=lambda entry: entry.at)
    by_day = groupby(kept, key=lambda entry: entry.at.astimezone(HOME).date())
    days = [Day(day, tuple(of)) for day, of in by_day][::-1]
    fitting = _fitting(days)
    first = shown.first if len(fitting) == len(days) else fitting[-1].day
    today = web.now().astimezone(HOME).date()
    later = min(shown.last + timedelta(days=DAYS_SHOWN), today) if shown.last < today else None
    return Timeline(fitting, first - timedelta(days=1), later)


def _fitting(days: Sequence[Day]) -> Sequence[Day]:
    """The newest days that fit on a page: at least one, whatever happened on it."""
    sums = accumulate(len(day.entries) for day in days)
    return days[: max(sum(so_far <= MOST_ENTRIES for so_far in sums), 1)]


async def _entries(connection: AsyncConnection, web: Web, person: UUID, shown: Stretch) -> list[Entry]:
    since, until = shown.since, shown.until
    key = (await people.by_id(connection, person)).key(web.vault)
    texts = await correspondence.between(connection, key, person, since, until)
    check_ins = await caseload.planned_check_ins(connection, person, since, until)
    found = await reading.alerts_of(connection, web.vault, person, since, until)
    tasks = await caseload.tasks_of(connection, web.vault, person, since, until)
    notes = await case_notes.between(connection, web.vault, key, person, shown.first, shown.last)
    held = await meetings.between(connection, web.vault, shown.first, shown.last, person=person)
    return [
        *(Entry(datetime.combine(one.held_on, time(), HOME), "note", one) for one in notes),
        *(Entry(datetime.combine(one.held_on, time(), HOME), "session", one) for one in held),
        *(Entry(one.opened_at, "check_in", one) for one in check_ins),
        *(Entry(one.at, "text", one) for one in texts),
        *(Entry(one.opened_at, "alert", one) for one in found),
        *(Entry(one.created_at, "task", one) for one in tasks),
    ]
