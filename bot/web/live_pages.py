"""What an open page asks when it was told that something changed."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.staff import Permission
from bot.storage import live
from bot.web.access import needs
from bot.web.pages import page
from bot.web.web import caseload_of, web_of


@needs(Permission.SEE_CASELOAD, alive=False)
async def show_state(request: Request) -> HTTPResponse:
    """How many alerts wait, and which: their codes and how urgent they are."""
    async with caseload_of(request) as connection:
        waiting = await live.waiting(connection)
    return page(request, "_live-state.html", waits=waiting, waiting=len(waiting))


@needs(Permission.ACT_ON_ALERTS, alive=False)
async def show_alert_changes(request: Request, reference: str) -> HTTPResponse:
    """What happened to an alert since its page was made; nothing, for one that this reader cannot see."""
    seen = request.args.get("seen") or ""
    after = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
    async with caseload_of(request) as connection:
        changes = await live.changes(connection, web_of(request).vault, reference, after)
    return page(request, "_alert-changes.html", changes=changes, reference=reference)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add what open pages ask."""
    app.add_route(show_state, "/live/state", methods=["GET"])
    app.add_route(show_alert_changes, "/live/alerts/<reference:str>", methods=["GET"])
