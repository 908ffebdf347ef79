"""Who works with whom, arranged by duty managers and leads. Names alone: no word that anybody wrote."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Capacity, Permission
from bot.storage import accounts, arrangements, audit
from bot.storage.arrangements import Listed
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.hand_over_page import HOLDERS
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.MANAGE_ASSIGNMENTS)
async def show_assignments(request: Request) -> HTTPResponse:
    """Every young person by name, and who works with them now."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        listed = await arrangements.roster(connection, web.vault)
        current = await arrangements.history(connection, web.vault, now=web.now())
        holders = await accounts.names(connection, web.vault, HOLDERS)
        await audit.record(connection, web.now(), member.id, "assignment:list", "everybody")
    beside: dict[UUID, list[Any]] = {}
    for one in current:
        beside.setdefault(one.young_person, []).append(one)
    return await show(request, "assignments.html", listed=listed, beside=beside, holders=holders)


@needs(Permission.MANAGE_ASSIGNMENTS)
async def show_history(request: Request, person: UUID) -> HTTPResponse:
    """Who works, and worked, with one young person."""
    return await _history(request, person)


async def _history(request: Request, person: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        listed = await _listed(connection, request, person)
        history = await arrangements.history(connection, web.vault, person)
        holders = await accounts.names(connection, web.vault, HOLDERS)
    working = [one for one in history if one.lasts(web.now())]
    values |= {"person": listed, "history": history, "working": working, "holders": holders}
    return await show(request, "assignment.html", status, capacities=Capacity, **values)


async def _listed(connection: AsyncConnection, request: Request, person: UUID) -> Listed:
    listed = await arrangements.roster(connection, web_of(request).vault)
    if person not in listed:
        raise NotFound
    return listed[person]


@needs(Permission.MANAGE_ASSIGNMENTS)
async def assign(request: Request, person: UUID) -> HTTPResponse:
    """Put somebody beside a young person; in place of another, whose own time then ends."""
    web, member = web_of(request), request.ctx.member
    capacity, instead = filled(request, "capacity"), _uuid(filled(request, "instead"))
    to = _uuid(filled(request, "member"))
    if to is None or capacity not in list(Capacity):
        return await _history(request, person, 422, problem="choose_somebody")
    async with caseload_of(request) as connection:
        await _listed(connection, request, person)
        added = await arrangements.begin(connection, person, to, capacity, web.now())
        if added:
            await audit.record(
                connection, web.now(), member.id, "assignment:begin", person, to=str(to), capacity=capacity
            )
        if added and instead:
            await _end(connection, request, person, instead)
    if not added:
        return await _history(request, person, 409, problem="already_there")
    return redirect(f"/assignments/{person}?done=assigned", status=303)


@needs(Permission.MANAGE_ASSIGNMENTS)
async def end(request: Request, person: UUID, assignment: UUID) -> HTTPResponse:
    """End somebody's work with a young person, unless nobody assigned would be left."""
    async with caseload_of(request) as connection:
        await _listed(connection, request, person)
        ended = await _end(connection, request, person, assignment)
    if not ended:
        return await _history(request, person, 409, problem="last_assigned")
    return redirect(f"/assignments/{person}?done=assigned", status=303)


async def _end(connection: AsyncConnection, request: Request, person: UUID, assignment: UUID) -> bool:
    web, member = web_of(request), request.ctx.member
    theirs = await arrangements.history(connection, web.vault, person)
    ending = next((one for one in theirs if one.id == assignment), None)
    if ending is None:
        raise NotFound
    if not await arrangements.end(connection, assignment, web.now()):
        return False
    await audit.record(
        *(connection, web.now(), member.id, "assignment:end", person),
        of=str(ending.member),
        capacity=ending.capacity,
    )
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_assignments, "/assignments", methods=["GET"])
    app.add_route(show_history, "/assignments/<person:uuid>", methods=["GET"])
    app.add_route(assign, "/assignments/<person:uuid>", methods=["POST"])
    app.add_route(
        end, "/assignments/<person:uuid>/<assignment:uuid>/end", methods=["POST"], name="end_assignment"
    )
