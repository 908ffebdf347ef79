"""One young person's record on paper, to prepare a session with; in the language that it will be held in."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic

from bot.domain.staff import Permission
from bot.storage import audit
from bot.web.access import needs
from bot.web.languages import known
from bot.web.pages import page
from bot.web.timeline import read_timeline, stretch
from bot.web.web import caseload_of, web_of
from bot.web.young_people import overview

DAYS = 28


@needs(Permission.PRINT_RECORD)
async def show_print(request: Request, person: UUID) -> HTTPResponse:
    """The last four weeks, without navigation."""
    web, member = web_of(request), request.ctx.member
    request.ctx.language = known(request.args.get("in")) or request.ctx.language
    async with caseload_of(request) as connection:
        view = await overview(connection, web, person)
        timeline = await read_timeline(connection, web, person, stretch(None, web.now(), DAYS))
        await audit.record(connection, web.now(), member.id, "young_person:print", person)
    return page(request, "print.html", view=view, case=view.case, timeline=timeline)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_print, "/young-people/<person:uuid>/print", methods=["GET"])
