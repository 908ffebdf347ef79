"""One member's own part of the rota: working hours, leave, and who covers for them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.rota import Rota
from bot.domain.rota_entries import EntryError, check_cover, check_leave, days, week
from bot.domain.staff import Permission, allows
from bot.storage import audit, notices
from bot.storage import rota as stored
from bot.storage.rota_tables import cover, leave
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.rota_page import identifier
from bot.web.web import caseload_of, web_of

Change = Callable[[AsyncConnection, Rota], Awaitable[None]]


@needs(Permission.OWN_ROTA)
async def show_member(request: Request, member: UUID) -> HTTPResponse:
    """Their hours, leave and cover."""
    return await _show(request, member)


def _whose(request: Request, rota: Rota, member: UUID) -> None:
    """The same answer for a colleague's page as for one of nobody, unless they manage the rota."""
    by = request.ctx.member
    if member not in rota.members or not (member == by.id or allows(by.role, Permission.MANAGE_ROTA)):
        raise NotFound


async def _show(request: Request, member: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    now = web.now()
    async with caseload_of(request) as connection:
        rota = await stored.read(connection, web.policy, now)
        _whose(request, rota, member)
        names = await stored.names(connection, web.vault)
        leaves = await stored.entered(connection, leave, now, member)
        covers = await stored.entered(connection, cover, now, member)
        own = member in await stored.own_weeks(connection)
    person = rota.members[member]
    return await show(
        *(request, "member-rota.html", status),
        person=person,
        name=names[member],
        own=own,
        leaves=leaves,
        covers=[one for one in covers if one.member == member],
        covering=[one for one in covers if one.other == member],
        names=names,
        # Nobody hands somebody else's caseload to themselves.
        may_cover={one: name for one, name in names.items() if one not in (member, request.ctx.member.id)},
        uncovered=[one for one in leaves if not any(two.span.meets(one.span) for two in covers)],
        teams={name: team.name for name, team in web.policy.teams.items()},
        **values,
    )


async def _change(
    request: Request, member: UUID, action: str, given: Mapping[str, str], change: Change
) -> HTTPResponse:
    """Make one change, or show the form again with what is wrong with it."""
    web, by = web_of(request), request.ctx.member
    try:
        async with caseload_of(request) as connection:
            rota = await stored.read(connection, web.policy, web.now())
            _whose(request, rota, member)
            await change(connection, rota)
            await audit.record(connection, web.now(), by.id, f"rota:{action}", member)
    except EntryError as refused:
        return await _show(request, member, 422, problem=refused, form=action, filled=given)
    return redirect(f"/rota/members/{member}?done={action}#{action}", status=303)


@needs(Permission.OWN_ROTA)
async def set_hours(request: Request, member: UUID) -> HTTPResponse:
    """Enter working hours, or go back to the team's."""
    names = [f"{edge}-{day}" for day in range(7) for edge in ("since", "until")]
    given = {name: filled(request, name) for name in names} | {"whose": filled(request, "whose")}

    async def change(connection: AsyncConnection, rota: Rota) -> None:
        times = {day: (given[f"since-{day}"], given[f"until-{day}"]) for day in range(7)}
        await stored.set_week(connection, member, None if given["whose"] == "team" else week(times))

    return await _change(request, member, "hours", given, change)


@needs(Permission.OWN_ROTA)
async def add_leave(request: Request, member: UUID) -> HTTPResponse:
    """Enter leave from one day to another."""
    given = {name: filled(request, name) for name in ("first", "last")}
    now, by = web_of(request).now(), request.ctx.member.id

    async def change(connection: AsyncConnection, rota: Rota) -> None:
        span = days(given["first"], given["last"], now)
        check_leave(rota, member, span)
        await stored.enter(connection, leave, span, by, now, practitioner_id=member)

    return await _change(request, member, "leave", given, change)


@needs(Permission.OWN_ROTA)
async def add_cover(request: Request, member: UUID) -> HTTPResponse:
    """Hand their young people to a colleague, from one day to another."""
    given = {name: filled(request, name) for name in ("cover", "first", "last")}
    now, by = web_of(request).now(), request.ctx.member.id

    async def change(connection: AsyncConnection, rota: Rota) -> None:
        chosen = identifier(given["cover"])
        # Nobody hands somebody else's caseload to themselves; the database refuses it as well.
        chosen = None if chosen == by and member != by else chosen
        span = days(given["first"], given["last"], now)
        chosen = check_cover(rota, member, chosen, span)
        await stored.enter(connection, cover, span, by, now, absent_id=member, cover_id=chosen)
        await notices.tell(connection, chosen, NoticeKind.COVER_NAMED, now)

    return await _change(request, member, "cover", given, change)


@needs(Permission.MANAGE_ROTA)
async def set_team(request: Request, member: UUID) -> HTTPResponse:
    """Put them into a team."""
    team = filled(request, "team")

    async def change(connection: AsyncConnection, rota: Rota) -> None:
        if team not in web_of(request).policy.teams:
            raise NotFound
        await stored.set_team(connection, member, team)

    return await _change(request, member, "team", {}, change)


@needs(Permission.OWN_ROTA)
async def end_leave(request: Request, entry: UUID) -> HTTPResponse:
    """Take leave back, or end it now."""
    return await _take_back(request, leave, "leave", entry)


@needs(Permission.OWN_ROTA)
async def end_cover(request: Request, entry: UUID) -> HTTPResponse:
    """Take a cover back, or end it now: the young people are no longer theirs to see."""
    return await _take_back(request, cover, "cover", entry)


async def _take_back(request: Request, table: Table, section: str, entry: UUID) -> HTTPResponse:
    web, by = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        ended = await stored.take_back(connection, table, entry, web.now())
        if ended is None:
            raise NotFound
        if ended.other and ended.other != by.id:
            await notices.tell(connection, ended.other, NoticeKind.COVER_TAKEN_BACK, web.now())
        await audit.record(connection, web.now(), by.id, f"rota:end_{section}", ended.member)
    return redirect(f"/rota/members/{ended.member}?done=taken-back#{section}", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_member, "/rota/members/<member:uuid>", methods=["GET"])
    app.add_route(set_hours, "/rota/members/<member:uuid>/hours", methods=["POST"])
    app.add_route(add_leave, "/rota/members/<member:uuid>/leave", methods=["POST"])
    app.add_route(add_cover, "/rota/members/<member:uuid>/cover", methods=["POST"])
    app.add_route(set_team, "/rota/members/<member:uuid>/team", methods=["POST"])
    app.add_route(end_leave, "/rota/leave/<entry:uuid>/end", methods=["POST"])
    app.add_route(end_cover, "/rota/cover/<entry:uuid>/end", methods=["POST"])
