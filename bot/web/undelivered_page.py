"""What did not arrive, and who got no answer: shown until a person has dealt with it."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect

from bot.domain.staff import Permission
from bot.storage import audit, undelivered
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.SEE_UNDELIVERED)
async def show_undelivered(request: Request) -> HTTPResponse:
    """Both lists; no words of anybody's are on them."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        texts = await undelivered.failed(connection, web.vault, web.now())
        unanswered = await undelivered.unanswered(connection, web.vault, web.now())
    return await show(request, "undelivered.html", texts=texts, unanswered=unanswered)


@needs(Permission.SEE_UNDELIVERED)
async def deal_with(request: Request, dispatch: UUID) -> HTTPResponse:
    """Take one text off the list."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await undelivered.deal_with(connection, dispatch, member.id, web.now()):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "dispatch:deal_with", dispatch)
    return redirect("/undelivered?done=handled", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_undelivered, "/undelivered", methods=["GET"])
    app.add_route(deal_with, "/undelivered/<dispatch:uuid>/dealt-with", methods=["POST"])
