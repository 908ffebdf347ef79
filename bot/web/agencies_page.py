"""How each agency is reached, and when somebody last tested that it is."""

from dataclasses import replace
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agencies import Agency, Contact, email_problem, phone_problem
from bot.domain.contact_gate import HOME
from bot.domain.staff import Permission
from bot.storage import agencies, audit
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of


@needs(Permission.SEE_AGENCIES)
async def show_agencies(request: Request) -> HTTPResponse:
    """Every agency, what was not tested lately in red."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        found = await agencies.current(connection, web.vault, web.agencies)
    today = web.now().astimezone(HOME).date()
    stale = {
        (agency.id, contact.id)
        for agency in found.all.values()
        for contact in agency.contacts
        if contact.stale(today, found.stale_after)
    }
    return await show(request, "agencies.html", agencies=found, stale=stale)


async def _contact(
    connection: AsyncConnection, web: Web, agency: str, contact: str
) -> tuple[Agency, Contact]:
    found = (await agencies.current(connection, web.vault, web.agencies)).all.get(agency)
    way = found.contact(contact) if found else None
    if found is None or way is None:
        raise NotFound
    return found, way


@needs(Permission.CHANGE_AGENCIES)
async def ask_contact(request: Request, agency: str, contact: str) -> HTTPResponse:
    """What is it now?"""
    return await _ask(request, agency, contact, None, {})


async def _ask(
    request: Request,
    agency: str,
    contact: str,
    given: dict[str, str] | None,
    found: dict[str, str],
    status: int = 200,
) -> HTTPResponse:
    async with caseload_of(request) as connection:
        whose, way = await _contact(connection, web_of(request), agency, contact)
    given = given or {"phone": way.phone or "", "email": way.email or ""}
    shown = {"agency": whose, "contact": way, "given": given, "problems": found}
    return await show(request, "agency-contact.html", status, **shown)


@needs(Permission.CHANGE_AGENCIES)
async def change_contact(request: Request, agency: str, contact: str) -> HTTPResponse:
    """Record another number or address: it then counts as untested."""
    given = {name: filled(request, name).strip() for name in ("phone", "email")}
    found = {
        "phone": phone_problem(given["phone"]) if given["phone"] else None,
        "email": email_problem(given["email"]) if given["email"] else None,
    }
    wrong = {name: reason for name, reason in found.items() if reason}
    if wrong:
        return await _ask(request, agency, contact, given, wrong, 422)
    async with caseload_of(request) as connection:
        _, way = await _contact(connection, web_of(request), agency, contact)
        newer = replace(way, phone=given["phone"] or None, email=given["email"] or None)
        if newer != way:
            await _record(connection, request, agency, replace(newer, tested=None), "agency:change")
    return redirect("/agencies?done=agency-changed", status=303)


@needs(Permission.CHANGE_AGENCIES)
async def tested_today(request: Request, agency: str, contact: str) -> HTTPResponse:
    """Somebody has tried it today, and it leads where it should."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        _, way = await _contact(connection, web, agency, contact)
        if way.known:
            today = web.now().astimezone(HOME).date()
            await _record(connection, request, agency, replace(way, tested=today), "agency:test")
    if not way.known:
        return await _ask(request, agency, contact, None, {"phone": "nothing_to_test"}, 422)
    return redirect("/agencies?done=agency-tested", status=303)


async def _record(
    connection: AsyncConnection, request: Request, agency: str, contact: Contact, action: str
) -> None:
    member, now = request.ctx.member, web_of(request).now()
    await agencies.add(
        connection,
        agency=agency,
        contact=contact.id,
        phone=contact.phone,
        email=contact.email,
        tested_on=contact.tested,
        by=member.id,
        now=now,
    )
    await audit.record(connection, now, member.id, action, f"{agency}:{contact.id}")


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    one = "/agencies/<agency:str>/<contact:str>"
    app.add_route(show_agencies, "/agencies", methods=["GET"])
    app.add_route(ask_contact, one, methods=["GET"])
    app.add_route(change_contact, one, methods=["POST"])
    app.add_route(tested_today, f"{one}/tested", methods=["POST"])
