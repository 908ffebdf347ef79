"""How to find one's way: the keys, and what the pages mean by their words."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.staff import Permission
from bot.web.access import needs
from bot.web.pages import show


@needs(Permission.OWN_ACCOUNT)
async def show_help(request: Request) -> HTTPResponse:
    """The help page."""
    return await show(request, "help.html")


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_help, "/help", methods=["GET"])
