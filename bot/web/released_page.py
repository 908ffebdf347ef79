"""What was let go and by whom, for safeguarding leads; and the messages that only they may see."""

from collections import Counter
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect

from bot.domain.review import Audience, Outcome
from bot.domain.staff import Permission
from bot.storage import audit, review
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@needs(Permission.SEE_RELEASES)
async def show_released(request: Request) -> HTTPResponse:
    """Every message that waits, who released it, and how many each released."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        for_leads = await review.waiting(connection, web.vault, Audience.LEADS)
        for_trainers = await review.waiting(connection, web.vault, Audience.TRAINERS)
        releasers = await review.releasers(connection, web.vault)
        outcomes = await review.outcomes(connection, web.today)
        seen = [str(one.id) for one in [*for_leads, *for_trainers]]
        await audit.record(connection, web.now(), member.id, "released:look", "released", released=seen)
    return await show(
        request,
        "released.html",
        for_leads=for_leads,
        for_trainers=for_trainers,
        releasers=releasers,
        totals=Counter(releasers.values()).most_common(),
        done_so_far=outcomes,
        topics=web.desk.topics,
    )


@needs(Permission.SEE_RELEASES)
async def settle_released(request: Request, released: UUID) -> HTTPResponse:
    """A lead has seen to a message that was for leads alone."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await review.settle(connection, released, Outcome.DROPPED, web.today, "leads"):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "released:settle", released)
    return redirect("/released?done=released-settled", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_released, "/released", methods=["GET"])
    app.add_route(settle_released, "/released/<released:uuid>/settle", methods=["POST"])
