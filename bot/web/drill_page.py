"""Drills: starting one, following it, and reading how it went."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import drills
from bot.domain.concerns import Severity
from bot.domain.staff import Permission
from bot.drills import DrillError
from bot.storage import drills as stored
from bot.storage import rota
from bot.storage.drills import Drill
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.rota_page import identifier
from bot.web.web import Web, caseload_of, web_of

FIELDS = ("team", "severity", "assigned", "deputy")


@needs(Permission.RUN_DRILLS)
async def show_drills(request: Request) -> HTTPResponse:
    """The last drills, and a form for a new one."""
    return await _show(request)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        found = await stored.newest(connection, web.vault)
        names = await rota.names(connection, web.vault)
    teams = {name: team.name for name, team in web.policy.teams.items()}
    severities = sorted(Severity, reverse=True)
    return await show(
        *(request, "drills.html", status),
        drills=found,
        names=names,
        teams=teams,
        severities=severities,
        **values,
    )


@needs(Permission.RUN_DRILLS)
async def start_drill(request: Request) -> HTTPResponse:
    """Begin a drill."""
    given = {name: filled(request, name) for name in FIELDS}
    if given["severity"] not in [severity.value for severity in Severity]:
        return await _show(request, 422, problem="severity_needed", filled=given)
    try:
        async with caseload_of(request) as connection:
            reference = await _start(connection, request, given)
    except DrillError:
        return await _show(request, 409, problem="drill_running", filled=given)
    return redirect(f"/drills/{reference}?done=drill", status=303)


async def _start(connection: AsyncConnection, request: Request, given: dict[str, str]) -> str:
    web = web_of(request)
    members = (await rota.read(connection, web.policy, web.now())).members

    def played(field: str) -> UUID | None:
        chosen = identifier(given[field])
        return chosen if chosen in members else None

    return await drills.start(
        *(connection, web.policy, given["team"], Severity(given["severity"]), web.now()),
        by=request.ctx.member.id,
        assigned=played("assigned"),
        deputy=played("deputy"),
    )


@needs(Permission.RUN_DRILLS)
async def show_drill(request: Request, reference: str) -> HTTPResponse:
    """How a drill goes, or went."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        drill = await _visible(connection, web, reference)
        report = await drills.report(connection, web.vault, drill)
    teams = {name: team.name for name, team in web.policy.teams.items()}
    return await show(request, "drill.html", report=report, drill=drill, teams=teams)


async def _visible(connection: AsyncConnection, web: Web, reference: str) -> Drill:
    readable = reference.isascii() and reference.isalnum()
    drill = await stored.by_reference(connection, web.vault, reference) if readable else None
    if drill is None:
        raise NotFound
    return drill


@needs(Permission.RUN_DRILLS)
async def stop_drill(request: Request, reference: str) -> HTTPResponse:
    """End a drill before somebody acknowledges it."""
    web, by = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        drill = await _visible(connection, web, reference)
        stopped = await drills.stop(connection, drill, by.id, web.now())
    done = "?done=drill-stopped" if stopped else ""
    return redirect(f"/drills/{drill.reference}{done}", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_drills, "/drills", methods=["GET"])
    app.add_route(start_drill, "/drills", methods=["POST"])
    app.add_route(show_drill, "/drills/<reference:str>", methods=["GET"])
    app.add_route(stop_drill, "/drills/<reference:str>/stop", methods=["POST"])
