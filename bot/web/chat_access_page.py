"""How practitioners let a young person into their web chat, and close it again."""

from typing import Any
from uuid import UUID

import segno
from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.chat import is_fit_pin
from bot.domain.contact_gate import Purpose
from bot.domain.staff import Permission
from bot.storage import audit, chat_access, people
from bot.web.access import needs
from bot.web.authentication import new_hash
from bot.web.contact_view import reach
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of
from bot.web.young_people import visible

BY_TEXT, BY_CODE = "text", "code"


@needs(Permission.INVITE_TO_CHAT)
async def show_access(request: Request, person: UUID) -> HTTPResponse:
    """Whether there is a link, a PIN and a visit, and the form for a new link."""
    return await _show(request, person)


async def _show(request: Request, person: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        found = await reach(connection, web, person, member.id)
        access = await chat_access.access(connection, person, web.now())
        await audit.record(connection, web.now(), member.id, "chat:look", person)
    words = web.content.text("chat.link", found.person.last_language)
    page = {"case": case, "access": access, "link_words": words}
    return await show(request, "chat-access.html", status, **page | values)


@needs(Permission.INVITE_TO_CHAT)
async def invite(request: Request, person: UUID) -> HTTPResponse:
    """Make a link that works once: a code to scan, or a text that leaves when the contact gate lets it."""
    web, member = web_of(request), request.ctx.member
    how, pin = filled(request, "how"), filled(request, "pin").strip()
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        access = await chat_access.access(connection, person, web.now())
    problem = _problem(how, pin, locked=access.locked_at is not None)
    if problem:
        return await _show(request, person, 422, problem=problem, how=how)
    pin_hash = await new_hash(chat_access.pin_key(web.vault, person, pin)) if pin else None
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        invitation = await _invite(connection, request, person, pin_hash, how)
        await audit.record(connection, web.now(), member.id, "chat:invite", person, how=how)
    if how == BY_TEXT:
        return redirect(f"/young-people/{person}/chat?done=chat-texted", status=303)
    link = f"{web.settings.public_address}/chat/{chat_access.link_token(web.vault, invitation)}"
    return await _show(request, person, picture=_picture(link), link=link)


def _problem(how: str, pin: str, *, locked: bool) -> str | None:
    if how not in (BY_TEXT, BY_CODE):
        return "how_needed"
    if pin and not is_fit_pin(pin):
        return "pin_unfit"
    return "pin_needed" if locked and not pin else None


async def _invite(
    connection: AsyncConnection, request: Request, person: UUID, pin_hash: str | None, how: str
) -> UUID:
    web, member = web_of(request), request.ctx.member
    if pin_hash:
        await chat_access.agree_on_pin(connection, person, pin_hash, web.now())
    invitation = await chat_access.invite(connection, web.vault, person, member.id, web.now())
    if how == BY_TEXT:
        await _text(connection, web, person, member.id, invitation)
    return invitation


async def _text(
    connection: AsyncConnection, web: Web, person_id: UUID, member: UUID, invitation: UUID
) -> None:
    person = await people.by_id(connection, person_id)
    await contact.say(
        connection,
        web,
        person,
        web.content.text("chat.link", person.last_language),
        purpose=Purpose.CHAT_LINK,
        language=person.last_language,
        author="service",
        now=web.now(),
        neutral=True,
        written_by=member,
        key=f"chat-link:{invitation}",
    )


def _picture(link: str) -> str:
    """A code that a phone's camera reads, as an image within the page."""
    return segno.make(link, micro=False).svg_inline(scale=6, border=4, svgclass="hafan-qr", lineclass=None)


@needs(Permission.INVITE_TO_CHAT)
async def close(request: Request, person: UUID) -> HTTPResponse:
    """End every link and visit at once."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        await chat_access.close(connection, person, web.now())
        await audit.record(connection, web.now(), member.id, "chat:close", person)
    return redirect(f"/young-people/{person}/chat?done=chat-closed", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    place = "/young-people/<person:uuid>/chat"
    app.add_route(show_access, place, methods=["GET"], name="show_chat_access")
    app.add_route(invite, f"{place}/invite", methods=["POST"], name="invite_to_chat")
    app.add_route(close, f"{place}/close", methods=["POST"], name="close_chat")
