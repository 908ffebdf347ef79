"""The way into the web chat: a one-time link and a PIN, then a cookie that lasts for one visit."""

from enum import StrEnum
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.chat import is_fit_pin
from bot.domain.languages import Language
from bot.storage import audit, chat, chat_access, sign_ins
from bot.storage.chat import Door
from bot.web import cookies
from bot.web.access import public
from bot.web.authentication import WINDOW, check_password, new_hash
from bot.web.chat_language import choose
from bot.web.chat_view import YOUNG_PERSON, closed, shown, visit_by
from bot.web.cookies import Cookie
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.sessions import new_token
from bot.web.visitors import address
from bot.web.web import Web, web_of

# A school or a youth club shares one address.
TRIES_PER_ADDRESS = 30
WISHES_PER_ADDRESS = 10
LONGEST_LINK = 100


class Refused(StrEnum):
    """Why the door stays shut, by the text that says so."""

    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY = "too_many"
    UNFIT = "unfit"
    NOT_SAME = "not_same"
    CLOSED = "closed"


@public
async def show_door(request: Request, token: str) -> HTTPResponse:
    """Ask for the PIN. Nothing is spent by looking: programs that preview links look too."""
    return await door_page(request, token, language=known(request.args.get("in")))


async def door_page(
    request: Request,
    token: str,
    status: int = 200,
    /,
    *,
    problem: Refused | None = None,
    language: Language | None = None,
) -> HTTPResponse:
    """The form at the door of a link, or of a visit that waits for its PIN."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        door = await chat.door(connection, token, web.now())
    if door is None:
        return closed(request, token if token != cookies.read(request, cookies.CHAT) else "")
    request.ctx.language = language or door.language
    link = token if door.kind == "invitation" else ""
    if door.locked:
        return closed(request, link, locked=True)
    return shown(request, "chat-door.html", status, door=door, link=link, can_ask=True, problem=problem)


@public
async def enter(request: Request) -> HTTPResponse:
    """Check the PIN, or keep the one just chosen, and open the chat. The link stays out of addresses."""
    link = filled(request, "link")
    token = link or cookies.read(request, cookies.CHAT)
    language = known(filled(request, "in"))
    visit = new_token()
    problem = await _open(request, token, visit) if token else Refused.CLOSED
    if problem in (Refused.CLOSED, Refused.LOCKED):
        request.ctx.language = language or request.ctx.language
        return closed(request, link, locked=problem is Refused.LOCKED)
    if problem:
        status = 429 if problem is Refused.TOO_MANY else 422
        return await door_page(request, token, status, problem=problem, language=language)
    if link:
        request.ctx.cookies.append(Cookie(cookies.CHAT, visit))
        if language and (came := await visit_by(request, visit)):
            await choose(request, came, language)
    return redirect("/chat", status=303)


async def _open(request: Request, token: str, visit: str) -> Refused | None:
    """Each try is counted before it is checked: if it cannot be counted, nobody gets in."""
    web, pin = web_of(request), filled(request, "pin").strip()
    by_address = web.vault.blind_index("chat-address", address(request))
    async with web.database.transaction() as connection:
        if not await sign_ins.reserve_attempt(connection, {by_address: TRIES_PER_ADDRESS}, WINDOW, web.now()):
            return Refused.TOO_MANY
        door = await chat.door(connection, token, web.now())
    if door is None:
        return Refused.CLOSED
    if door.locked:
        return Refused.LOCKED
    if door.pin_hash is None:
        return await _choose(web, door, token, visit, pin, filled(request, "again").strip())
    return await _check(web, door, token, visit, pin)


async def _choose(web: Web, door: Door, token: str, visit: str, pin: str, again: str) -> Refused | None:
    if not is_fit_pin(pin):
        return Refused.UNFIT
    if pin != again:
        return Refused.NOT_SAME
    chosen = await new_hash(chat_access.pin_key(web.vault, door.young_person, pin))
    return await _enter(web, door, token, visit, chosen)


async def _check(web: Web, door: Door, token: str, visit: str, pin: str) -> Refused | None:
    key = chat_access.pin_key(web.vault, door.young_person, pin)
    async with web.database.transaction() as connection:
        counted = await chat.count_try(connection, token, web.now())
    if counted and await check_password(door.pin_hash, key):
        return await _enter(web, door, token, visit, None)
    async with web.database.transaction() as connection:
        locked = await chat.lock(connection, token, web.now())
        what = "chat:lock" if locked else "chat:refuse"
        await audit.record(connection, web.now(), YOUNG_PERSON, what, door.young_person)
    return Refused.LOCKED if locked else Refused.WRONG


async def _enter(web: Web, door: Door, token: str, visit: str, chosen: str | None) -> Refused | None:
    async with web.database.transaction() as connection:
        if door.kind == "invitation":
            came = await chat.enter(connection, token, visit, chosen, web.now())
        else:
            came = await chat.reopen(connection, token, web.now())
        if came:
            await audit.record(connection, web.now(), YOUNG_PERSON, "chat:enter", door.young_person)
    return None if came else Refused.CLOSED


@public
async def want_link(request: Request) -> HTTPResponse:
    """Pass on that somebody wants a new link, if theirs was ever anybody's; the answer tells nobody which."""
    web = web_of(request)
    token = filled(request, "link")[:LONGEST_LINK] or cookies.read(request, cookies.CHAT) or ""
    request.ctx.language = known(filled(request, "in")) or request.ctx.language
    by_address = web.vault.blind_index("chat-want-link", address(request))
    async with web.database.transaction() as connection:
        if await sign_ins.reserve_attempt(connection, {by_address: WISHES_PER_ADDRESS}, WINDOW, web.now()):
            await chat.want_link(connection, token, web.now())
            await audit.record(connection, web.now(), YOUNG_PERSON, "chat:want_link", "chat")
    return shown(request, "chat-closed.html", wanted=True)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the door."""
    app.add_route(show_door, "/chat/<token:str>", methods=["GET"], name="show_chat_door")
    app.add_route(enter, "/chat/enter", methods=["POST"], name="enter_chat")
    app.add_route(want_link, "/chat/want-link", methods=["POST"], name="want_chat_link")
