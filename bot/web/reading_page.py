"""The reading list: every message waits here until somebody says that they have read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import InvalidUsage, NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, allows
from bot.storage import audit, correspondence, reading_list, releases
from bot.storage.correspondence import UnknownText
from bot.storage.reading_list import Unread
from bot.web.access import needs
from bot.web.caseload_page import asked_page
from bot.web.evidence import Piece, pieces
from bot.web.forms import filled, own_place
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

MESSAGES = 30
# A form that brings more than a page can show was not made by us.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """A message that waits, cut where its evidence lies."""

    message: Unread
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Plain:
    """What one young person wrote that nothing was found in."""

    person: UUID
    name: str
    lines: Sequence[Line]


@needs(Permission.READ_MESSAGES)
async def show_list(request: Request) -> HTTPResponse:
    """A page of the list, the most doubtful first."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        waiting = await reading_list.counts(connection)
        number, pages = asked_page(request, waiting.unread, MESSAGES)
        skip = (number - 1) * MESSAGES
        found = await reading_list.unread(connection, web.vault, skip=skip, most=MESSAGES)
        unknown = await _unknown(connection, web, request) if number == pages else []
        misunderstood = await releases.noted(connection, [one.id for one in found])
        seen = [*(str(one.id) for one in found), *(str(one.id) for one in unknown)]
        await audit.record(connection, web.now(), member.id, "reading_list:look", "unread", messages=seen)
    lines = [_line(one) for one in found]
    return await show(
        request,
        "reading-list.html",
        waiting_to_be_read=waiting,
        marked=[line for line in lines if line.message.doubt.marked],
        plain=_by_person([line for line in lines if not line.message.doubt.marked]),
        unknown=unknown,
        misunderstood=misunderstood,
        number=number,
        pages=pages,
    )


async def _unknown(connection: AsyncConnection, web: Web, request: Request) -> list[UnknownText]:
    if not allows(request.ctx.member.role, Permission.SEE_UNKNOWN_NUMBERS):
        return []
    return await correspondence.from_unknown_numbers(connection, web.vault, unread=True)


def _line(message: Unread) -> Line:
    return Line(message, pieces(message.body, [one.span for one in message.evidence if one.span]))


def _by_person(lines: Sequence[Line]) -> list[Plain]:
    by_person = groupby(lines, key=lambda line: (line.message.young_person_id, line.message.name))
    return [Plain(person, name, tuple(of)) for (person, name), of in by_person]


@needs(Permission.READ_MESSAGES)
async def read_shown(request: Request) -> HTTPResponse:
    """Note that the messages which a page showed were read: only those, whatever has come in since."""
    return await _read(request, _shown(request))


@needs(Permission.READ_MESSAGES)
async def read_one(request: Request, message: UUID) -> HTTPResponse:
    """Note that one message was read."""
    return await _read(request, [message])


def _shown(request: Request) -> list[UUID]:
    sent = (request.form.getlist("message") if request.form else None) or []
    try:
        shown = [UUID(one) for one in sent]
    except ValueError:
        raise InvalidUsage("not a message") from None
    if not shown or len(shown) > MOST_AT_ONCE:
        raise InvalidUsage("no messages, or too many")
    return shown


async def _read(request: Request, shown: Sequence[UUID]) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        read = await correspondence.mark_read(connection, member.id, web.now(), shown)
        if read is None:
            raise NotFound
        if read:
            news = [str(one) for one in read]
            await audit.record(connection, web.now(), member.id, "message:read", "unread", messages=news)
    return _back(request, "read" if read else "read-before")


@needs(Permission.SEE_UNKNOWN_NUMBERS)
async def read_unknown(request: Request, message: UUID) -> HTTPResponse:
    """Note that one text from an unknown number was read."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        read = await correspondence.mark_unknown_read(connection, member.id, web.now(), message)
        if read is None:
            raise NotFound
        await audit.record(connection, web.now(), member.id, "unknown_message:read", message)
    return _back(request, "read" if read else "read-before")


def _back(request: Request, done: str) -> HTTPResponse:
    return redirect(f"{own_place(filled(request, 'next'))}?done={done}", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_list, "/reading-list", methods=["GET"], name="reading_list")
    app.add_route(read_shown, "/reading-list/read", methods=["POST"])
    app.add_route(read_one, "/messages/<message:uuid>/read", methods=["POST"])
    app.add_route(read_unknown, "/unknown-numbers/<message:uuid>/read", methods=["POST"])
