"""Texts from numbers that belong to nobody we know, for those who manage duty."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.staff import Permission
from bot.storage import audit, correspondence
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.SEE_UNKNOWN_NUMBERS)
async def show_unknown_numbers(request: Request) -> HTTPResponse:
    """The newest texts, with the number to call."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        texts = await correspondence.from_unknown_numbers(connection, web.vault)
        seen = [str(text.id) for text in texts]
        await audit.record(connection, web.now(), member.id, "unknown_message:look", "newest", messages=seen)
    return await show(request, "unknown-numbers.html", texts=texts)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_unknown_numbers, "/unknown-numbers", methods=["GET"])
