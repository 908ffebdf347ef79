"""Every clock that runs, the first to end first."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.staff import Permission
from bot.storage import clocks
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.SEE_CLOCKS)
async def show_clocks(request: Request) -> HTTPResponse:
    """The list; no words of anybody's are on it."""
    async with caseload_of(request) as connection:
        running = await clocks.running_clocks(connection)
        names = await clocks.names(connection, web_of(request).vault, running)
    return await show(request, "clocks.html", clocks=running, names=names)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_clocks, "/clocks", methods=["GET"])
