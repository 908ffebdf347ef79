"""Group sessions: who takes part, held or planned; each member is then asked by their own plan."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.schedule import SessionKind
from bot.domain.staff import Permission
from bot.scheduling import reschedule
from bot.storage import audit, caseload, meetings, people
from bot.web.access import needs
from bot.web.pages import show
from bot.web.plan_page import around_now
from bot.web.session_form import FilledDate, read_date
from bot.web.web import caseload_of, web_of


@needs(Permission.PLAN_CHECK_INS)
async def show_sessions(request: Request) -> HTTPResponse:
    """The group sessions of whom the reader sees, and a form for another."""
    return await _show(request)


async def _show(
    request: Request,
    status: int = 200,
    /,
    *,
    day: FilledDate | None = None,
    chosen: frozenset[UUID] = frozenset(),
    problems: dict[str, str] | None = None,
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        found = await around_now(connection, web)
        people_seen = [one for one in await caseload.caseload(connection, web.vault) if one.active]
        await audit.record(connection, web.now(), member.id, "session:list", member.id)
    values = {
        "meetings": [one for one in found if one.kind is SessionKind.GROUP],
        "people": people_seen,
        "given": day.typed if day else None,
        "chosen": chosen,
        "problems": problems or {},
    }
    return await show(request, "sessions.html", status, **values)


@needs(Permission.PLAN_CHECK_INS)
async def add_group_session(request: Request) -> HTTPResponse:
    """Write down a group session; members whom the reader does not see are left out."""
    web, member = web_of(request), request.ctx.member
    day = read_date(request, web.today)
    async with caseload_of(request) as connection:
        seen = {str(one.id): one.id for one in await caseload.caseload(connection, web.vault) if one.active}
        asked = request.form.getlist("members", []) if request.form else []
        chosen = sorted(seen[one] for one in set(asked) if one in seen)
        problems = {"day": day.problem} if day.problem else {}
        if not chosen:
            problems["members"] = "members_needed"
        if day.day and not problems:
            for person in chosen:
                await people.hold(connection, person)
            session = await meetings.add(connection, SessionKind.GROUP, day.day, chosen, member.id, web.now())
            await _asked_anew(request, connection, chosen)
            await audit.record(connection, web.now(), member.id, "session:add", session)
    if problems:
        return await _show(request, 422, day=day, chosen=frozenset(chosen), problems=problems)
    return redirect("/sessions?done=session", status=303)


async def _asked_anew(request: Request, connection: AsyncConnection, members: Sequence[UUID]) -> None:
    web = web_of(request)
    for person in members:
        await reschedule(connection, web.settings.contact_hours, person, web.now())


@needs(Permission.PLAN_CHECK_INS)
async def cancel_group_session(request: Request, meeting: UUID) -> HTTPResponse:
    """Let it not take place for the members whom the reader sees; the others are others' to decide for."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        found = await around_now(connection, web, session=meeting)
        if not found:
            raise NotFound
        members = sorted(one.id for one in found[0].members)
        for person in members:
            await people.hold(connection, person)
        await meetings.cancel(connection, meeting, members, member.id, web.now())
        await _asked_anew(request, connection, members)
        await audit.record(connection, web.now(), member.id, "session:cancel", meeting)
    return redirect("/sessions?done=session-cancelled", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_sessions, "/sessions", methods=["GET"])
    app.add_route(add_group_session, "/sessions", methods=["POST"])
    app.add_route(cancel_group_session, "/sessions/<meeting:uuid>/cancel", methods=["POST"])
