"""Break-glass: a duty manager opens one record for a while and says why; a lead looks at it afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.staff import Permission
from bot.storage import arrangements, audit, break_glass, caseload, kept_forms, notices
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.kept_forms import keeping, kept_for
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

SHORTEST_REASON, LONGEST_REASON = 10, 1000


@needs(Permission.BREAK_GLASS)
async def show_glass(request: Request, person: UUID) -> HTTPResponse:
    """What opening means, and the field for the reason."""
    return await _form(request, person)


async def _form(request: Request, person: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        listed = (await arrangements.roster(connection, web.vault)).get(person)
        if listed is None:
            raise NotFound
        if await caseload.case(connection, web.vault, person):
            return redirect(f"/young-people/{person}", status=303)
        values = await kept_for(connection, request, web.vault.service_key()) | values
    minutes = web.settings.break_glass_minutes
    return await show(request, "break-glass.html", status, person=listed, minutes=minutes, **values)


async def _key(_: AsyncConnection, web: Web, request: Request) -> bytes | None:
    """Whoever breaks the glass does not see the person yet: the service's key seals the reason."""
    return web.vault.service_key()


@needs(
    Permission.BREAK_GLASS,
    expired=keeping(
        _key, lambda request: request.path, lambda request: {"reason": filled(request, "reason")}
    ),
)
async def break_it(request: Request, person: UUID) -> HTTPResponse:
    """Open the record: the practitioner is told, and a lead will read the reason."""
    web, member, reason = web_of(request), request.ctx.member, filled(request, "reason").strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        return await _form(request, person, 422, problem="reason_needed", reason=reason)
    async with caseload_of(request) as connection:
        if person not in await arrangements.roster(connection, web.vault):
            raise NotFound
        lasts = timedelta(minutes=web.settings.break_glass_minutes)
        visit = await break_glass.begin(
            *(connection, web.vault),
            person=person,
            member=member.id,
            reason=reason,
            now=web.now(),
            lasts=lasts,
        )
        await kept_forms.forget(connection, member.id, request.path)
        await notices.tell_assigned(connection, person, NoticeKind.GLASS_BROKEN, web.now())
        await audit.record(connection, web.now(), member.id, "break_glass:open", person, visit=str(visit))
    return redirect(f"/young-people/{person}?done=glass-broken", status=303)


@needs(Permission.BREAK_GLASS)
async def end(request: Request, visit: UUID) -> HTTPResponse:
    """Close the record before its time."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        person = await break_glass.end(connection, member.id, visit, web.now())
        if person is None:
            raise NotFound
        await audit.record(connection, web.now(), member.id, "break_glass:end", person, visit=str(visit))
    return redirect("/assignments?done=glass-closed", status=303)


@needs(Permission.REVIEW_ACCESS)
async def show_reviews(request: Request) -> HTTPResponse:
    """Every time that the glass was broken: what nobody has looked at yet first."""
    return await _reviews(request)


async def _reviews(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        values |= {
            "waiting_visits": await break_glass.to_review(connection, web.vault),
            "reviewed": await break_glass.reviewed(connection, web.vault),
            "listed": await arrangements.roster(connection, web.vault),
        }
    return await show(request, "break-glass-reviews.html", status, now=web.now(), **values)


@needs(Permission.REVIEW_ACCESS)
async def review(request: Request, visit: UUID) -> HTTPResponse:
    """Note that it was looked at, and what the lead makes of it."""
    web, member, remark = web_of(request), request.ctx.member, filled(request, "remark").strip()
    if len(remark) > LONGEST_REASON:
        return await _reviews(request, 422, problem=visit)
    async with caseload_of(request) as connection:
        if not await break_glass.review(connection, web.vault, visit, remark, web.now()):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "break_glass:review", visit)
    return redirect("/break-glass?done=reviewed", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    page = "/young-people/<person:uuid>/break-glass"
    app.add_route(show_glass, page, methods=["GET"])
    app.add_route(break_it, page, methods=["POST"])
    app.add_route(end, "/break-glass/<visit:uuid>/end", methods=["POST"], name="end_break_glass")
    app.add_route(show_reviews, "/break-glass", methods=["GET"])
    app.add_route(review, "/break-glass/<visit:uuid>/review", methods=["POST"], name="review_break_glass")
