"""One young person's page: how they are, what was said, felt, alerted and done, and what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.case_notes import NoteKind
from bot.domain.check_in_items import GOALS
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_gate import HOME
from bot.domain.contact_record import Record
from bot.domain.schedule import Due, Reason
from bot.domain.signals import SignalKind
from bot.domain.staff import Permission
from bot.domain.trend import Course, course
from bot.storage import (
    audit,
    caseload,
    clocks,
    looking_up,
    people,
    plans,
    reading,
    signals_over_time,
    watching,
    writing,
)
from bot.storage.caseload import Case, CheckIn, Worker
from bot.storage.clocks import Clock
from bot.storage.plans import Goal
from bot.storage.reading import AlertSummary, Task
from bot.storage.signals_over_time import Point
from bot.storage.watching import Sighting
from bot.web.access import needs
from bot.web.choices import Filter
from bot.web.contact_view import reach
from bot.web.kept_forms import kept_for
from bot.web.pages import show
from bot.web.record_access import access_to
from bot.web.timeline import Timeline, asked_filter, read_timeline, stretch
from bot.web.web import Web, caseload_of, web_of

# How far back the chart goes, and what was noticed.
CHARTED = timedelta(days=182)
NOTICED = timedelta(days=28)
# What is answered from 0 to 10 has a line in the chart.
ON_CHART = tuple(kind for kind in SignalKind if kind.highest == 10)


@dataclass(frozen=True)
class Line:
    """One line of the chart, and what is usual on it; `goal` is whose answers these are, if a goal's."""

    kind: SignalKind
    points: Sequence[Point]
    course: Course
    goal: Goal | None = None


@dataclass(frozen=True)
class Overview:
    """How one young person is, whatever part of the timeline is shown beside it."""

    case: Case
    contact: Record
    workers: Sequence[Worker]
    tasks: Sequence[Task]
    alerts: Sequence[AlertSummary]
    clocks: Sequence[Clock]
    check_ins: Sequence[CheckIn]
    lines: Sequence[Line]
    noticed: Sequence[Sighting]
    plan: CheckInPlan
    due: Due | None


@needs(Permission.SEE_CASELOAD)
async def show_young_person(request: Request, person: UUID) -> HTTPResponse:
    """One young person's page."""
    return await show_person(request, person)


async def show_person(request: Request, person: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    """The page, with whatever a form on it has to say."""
    web, member = web_of(request), request.ctx.member
    only = asked_filter(request.args.get("show"))
    async with caseload_of(request) as connection:
        view = await overview(connection, web, person)
        shown = stretch(request.args.get("until"), web.now())
        timeline = await read_timeline(connection, web, person, shown, only)
        await looking_up.note_look(connection, member.id, person, web.now())
        values["access"] = await access_to(connection, request, person)
        values["safety"] = await reach(connection, web, person, member.id)
        key = (await people.by_id(connection, person)).key(web.vault)
        values = {"given": await kept_for(connection, request, key)} | values
        values["writers"] = await writing.writers(connection, web.vault, person)
        await audit.record(connection, web.now(), member.id, "young_person:look", person)
    return await show(request, "young-person.html", status, **_page(view, timeline, only, web.now()) | values)


def _page(view: Overview, timeline: Timeline, only: Filter, now: datetime) -> dict[str, object]:
    return {
        "view": view,
        "case": view.case,
        "timeline": timeline,
        "only": only,
        "filters": Filter,
        "note_kinds": NoteKind,
        "today": now.astimezone(HOME).date(),
    }


async def overview(connection: AsyncConnection, web: Web, person: UUID) -> Overview:
    """All that is known of one young person today; raises NotFound for whom the reader may not see."""
    case, now = await visible(connection, web, person), web.now()
    drawn = await signals_over_time.points(connection, person, ON_CHART, now - CHARTED)
    one = await people.by_id(connection, person)
    goals = await plans.current_goals(connection, web.vault, one)
    return Overview(
        case=case,
        contact=case.contact(now),
        workers=await caseload.workers(connection, web.vault, person, now),
        tasks=await reading.waiting_tasks(connection, web.vault, person=person),
        alerts=await reading.open_alerts_of(connection, web.vault, person),
        clocks=await clocks.clocks_of(connection, person),
        check_ins=await caseload.planned_check_ins(connection, person, now - CHARTED, now + CHARTED),
        lines=list(_lines(drawn, goals)),
        noticed=await watching.sightings(connection, person, now - NOTICED),
        plan=await plans.of(connection, web.vault, one),
        due=await plans.next_due(connection, person),
    )


def _lines(drawn: Mapping[SignalKind, Sequence[Point]], goals: Sequence[Goal]) -> Iterator[Line]:
    """Mood first; a goal's line begins with the goal, since another may have had its place before."""
    held = {GOALS[goal.place - 1]: goal for goal in goals}
    for kind in (kind for kind in ON_CHART if kind in drawn):
        goal = held.get(kind)
        since = [point for point in drawn[kind] if goal is None or point.at >= goal.since]
        if since and (goal or kind not in GOALS):
            yield Line(kind, since, _course(kind, since), goal)


def _course(kind: SignalKind, points: Sequence[Point]) -> Course:
    return course([point.value for point in points], kind.highest)


async def visible(connection: AsyncConnection, web: Web, person: UUID) -> Case:
    """The same answer for somebody else's young person as for one who does not exist."""
    found = await caseload.case(connection, web.vault, person)
    if found is None:
        raise NotFound
    return found


@needs(Permission.SEE_CASELOAD)
async def check_in_now(request: Request, person: UUID) -> HTTPResponse:
    """Make the next check-in due at once; the contact-safety gate still decides whether it may leave."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        if not case.active or case.opted_out_at or case.pause_reason:
            raise SanicException(status_code=409)
        await plans.wish_for(connection, person, web.now(), Reason.ASKED)
        await audit.record(connection, web.now(), member.id, "young_person:check_in", person)
    return redirect(f"/young-people/{person}?done=check-in", status=303)


@needs(Permission.SEE_CASELOAD)
async def resume(request: Request, person: UUID) -> HTTPResponse:
    """Write to them again: somebody has made sure who holds the phone."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        if not case.pause_reason:
            raise SanicException(status_code=409)
        await contact.resume(connection, person, web.now(), member.id)
    return redirect(f"/young-people/{person}?done=resumed", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_young_person, "/young-people/<person:uuid>", methods=["GET"])
    app.add_route(check_in_now, "/young-people/<person:uuid>/check-in", methods=["POST"])
    app.add_route(resume, "/young-people/<person:uuid>/resume", methods=["POST"])
