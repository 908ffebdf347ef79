"""The caseload, and one young person's page: what was said, felt, alerted and done, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.contact_gate import HOME
from bot.domain.staff import Permission
from bot.storage import audit, caseload, correspondence, people, reading
from bot.storage.caseload import Case
from bot.web.access import needs
from bot.web.forms import filled, own_place
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

DAYS_SHOWN = 28


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


def stretch(last: str | None, now: datetime) -> Stretch:
    """Four weeks up to the asked-for day, or up to today."""
    today = now.astimezone(HOME).date()
    try:
        end = min(date.fromisoformat(last or ""), today)
    except ValueError:
        end = today
    return Stretch(max(end, date(2000, 2, 1)) - timedelta(days=DAYS_SHOWN - 1), end)


@needs(Permission.SEE_CASELOAD)
async def show_caseload(request: Request) -> HTTPResponse:
    """Everybody whom this member of staff works with."""
    async with caseload_of(request) as connection:
        cases = await caseload.caseload(connection, web_of(request).vault)
    return await show(request, "young-people.html", cases=cases)


@needs(Permission.SEE_CASELOAD)
async def show_young_person(request: Request, person: UUID) -> HTTPResponse:
    """One young person's page."""
    web, member = web_of(request), request.ctx.member
    shown = stretch(request.args.get("until"), web.now())
    async with caseload_of(request) as connection:
        case = await _visible(connection, web, person)
        days = await _timeline(connection, web, person, shown)
        workers = await caseload.workers(connection, web.vault, person, web.now())
        tasks = await reading.waiting_tasks(connection, web.vault, person=person)
        await audit.record(connection, web.now(), member.id, "young_person:look", person)
    earlier = shown.first - timedelta(days=1)
    return await show(
        request, "young-person.html", case=case, days=days, workers=workers, tasks=tasks, earlier=earlier
    )


async def _visible(connection: AsyncConnection, web: Web, person: UUID) -> Case:
    """The same answer for somebody else's young person as for one who does not exist."""
    found = await caseload.case(connection, web.vault, person)
    if found is None:
        raise NotFound
    return found


async def _timeline(connection: AsyncConnection, web: Web, person: UUID, shown: Stretch) -> list[Day]:
    """The newest day first, and each day read from its morning on, as a conversation is."""
    since, until = shown.since, shown.until
    key = (await people.by_id(connection, person)).key(web.vault)
    texts = await correspondence.between(connection, key, person, since, until)
    check_ins = await caseload.planned_check_ins(connection, person, since, until)
    found = await reading.alerts_of(connection, web.vault, person, since, until)
    tasks = await caseload.tasks_of(connection, web.vault, person, since, until)
    entries = [
        *(Entry(one.opened_at, "check_in", one) for one in check_ins),
        *(Entry(one.at, "text", one) for one in texts),
        *(Entry(one.opened_at, "alert", one) for one in found),
        *(Entry(one.created_at, "task", one) for one in tasks),
    ]
    entries.sort(key=lambda entry: entry.at)
    by_day = groupby(entries, key=lambda entry: entry.at.astimezone(HOME).date())
    return [Day(day, tuple(of)) for day, of in by_day][::-1]


@needs(Permission.SEE_CASELOAD)
async def check_in_now(request: Request, person: UUID) -> HTTPResponse:
    """Make the next check-in due at once; the contact-safety gate still decides whether it may leave."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await _visible(connection, web, person)
        if not case.active or case.opted_out_at or case.pause_reason:
            raise SanicException(status_code=409)
        await people.change(connection, person, next_check_in_at=web.now())
        await audit.record(connection, web.now(), member.id, "young_person:check_in", person)
    return redirect(f"/young-people/{person}?done=check-in", status=303)


@needs(Permission.SEE_CASELOAD)
async def resume(request: Request, person: UUID) -> HTTPResponse:
    """Write to them again: somebody has made sure who holds the phone."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await _visible(connection, web, person)
        if not case.pause_reason:
            raise SanicException(status_code=409)
        await contact.resume(connection, person, web.now(), member.id)
    return redirect(f"/young-people/{person}?done=resumed", status=303)


@needs(Permission.SEE_CASELOAD)
async def read_all(request: Request, person: UUID) -> HTTPResponse:
    """Note that their messages up to now were read."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await _visible(connection, web, person)
        read = await correspondence.mark_read(connection, member.id, web.now(), person=person)
        await audit.record(connection, web.now(), member.id, "young_person:read", person, messages=len(read))
    return redirect(f"/young-people/{person}?done=read", status=303)


@needs(Permission.SEE_CASELOAD)
async def read_one(request: Request, message: UUID) -> HTTPResponse:
    """Note that one message was read."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await correspondence.mark_read(connection, member.id, web.now(), message=message):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "message:read", message)
    return redirect(f"{own_place(filled(request, 'next'))}?done=read", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_caseload, "/young-people", methods=["GET"])
    app.add_route(show_young_person, "/young-people/<person:uuid>", methods=["GET"])
    app.add_route(check_in_now, "/young-people/<person:uuid>/check-in", methods=["POST"])
    app.add_route(resume, "/young-people/<person:uuid>/resume", methods=["POST"])
    app.add_route(read_all, "/young-people/<person:uuid>/read", methods=["POST"])
    app.add_route(read_one, "/messages/<message:uuid>/read", methods=["POST"])
