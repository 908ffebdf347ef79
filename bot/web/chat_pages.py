"""The web chat: what was said and what somebody writes, which is committed before it is called sent."""

from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty, json, redirect

from bot.channels.contract import ChatMessage
from bot.domain.chat import LONGEST_MESSAGE, OPEN, shown_from
from bot.parts import Parts
from bot.receive import receive
from bot.storage import chat
from bot.storage.chat import Visit
from bot.storage.encryption import Vault
from bot.web import cookies
from bot.web.access import public
from bot.web.chat_door import door_page
from bot.web.chat_view import closed, forget, shown, visit_of, worker_name
from bot.web.forms import filled
from bot.web.sessions import new_token
from bot.web.web import Web, web_of

ONE_MILLISECOND = timedelta(milliseconds=1)


def first_shown(visit: Visit, now: datetime) -> datetime:
    """From when on this visit shows what was said."""
    return shown_from(now, visit.began_at, visit.pin_chosen_at, covered=visit.covered)


def stamp(time: datetime) -> int:
    """A moment as the page keeps it, to come back with: milliseconds."""
    return int(time.timestamp() * 1000)


async def alive(web: Web, visit: Visit) -> None:
    """Whoever does something stays in for a while longer; a visit that waits for its PIN goes on waiting."""
    if visit.is_open(web.now()):
        async with web.database.transaction() as connection:
            await chat.keep(connection, visit.token, open_until=web.now() + OPEN)


@public
async def show_chat(request: Request) -> HTTPResponse:
    """The conversation, or the door again."""
    return await chat_page(request)


async def chat_page(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    """The page, with what a form on it has to say."""
    web, visit = web_of(request), await visit_of(request)
    if visit is None:
        return closed(request)
    if not visit.is_open(web.now()):
        return await door_page(request, visit.token)
    await alive(web, visit)
    now = web.now()
    async with web.database.transaction() as connection:
        said = await chat.said(connection, visit, first_shown(visit, now), now)
        last = max((one.shown_at for one in said), default=now)
        await chat.seen(connection, visit, last, now)
    page = {"said": said, "last": stamp(last), "client": new_token(), "worker": worker_name(visit)}
    return shown(request, "chat.html", status, visit=visit, **page | values)


def message_id(vault: Vault, visit: Visit, client: str, text: str) -> str:
    """The same however often one message is brought, and for no other: words are part of it, unreadably."""
    return vault.blind_index("chat-message", f"{visit.young_person}:{client}:{text}").hex()


async def accept(request: Request, visit: Visit, client: str, text: str) -> str:
    """Store and screen one message; its id. When this returns, it is committed."""
    web = web_of(request)
    intake: Parts = request.app.ctx.chat_intake
    name = message_id(web.vault, visit, client, text)
    await receive(ChatMessage(name, visit.young_person, text), intake)
    await alive(web, visit)
    return name


def _problem(text: str) -> str | None:
    return "empty" if not text else "too_long" if len(text) > LONGEST_MESSAGE else None


@public
async def send(request: Request) -> HTTPResponse:
    """Take one message. Also while the visit waits for its PIN: what was written before must not get lost."""
    visit = await visit_of(request)
    plain = "json" not in request.headers.get("accept", "")
    if visit is None:
        return redirect("/chat", status=303) if plain else empty(401)
    text = filled(request, "text").replace("\r\n", "\n").strip()
    if problem := _problem(text):
        return await chat_page(request, 422, problem=problem, text=text) if plain else empty(422)
    name = await accept(request, visit, filled(request, "client")[:64], text)
    if plain:
        return redirect("/chat#end", status=303)
    intake: Parts = request.app.ctx.chat_intake
    async with intake.database.transaction() as connection:
        return json({"sequence": await chat.sequence_of(connection, name)})


@public
async def note_seen(request: Request) -> HTTPResponse:
    """An open page has shown everything up to a moment that it was given."""
    web, visit, given = web_of(request), await visit_of(request), filled(request, "shown")
    if visit is None:
        return empty(401)
    if given.isascii() and given.isdigit() and len(given) < 15:
        until = datetime.fromtimestamp(int(given) / 1000, tz=web.now().tzinfo) + ONE_MILLISECOND
        async with web.database.transaction() as connection:
            await chat.seen(connection, visit, until, web.now())
    return empty(204)


async def _hand_over(request: Request) -> None:
    """Take what a page that is left had not sent yet: each message's `client` and `text`, in order."""
    form, visit = request.form, await visit_of(request)
    if visit is None or not form:
        return
    for client, given in zip_longest(form.getlist("client", []), form.getlist("text", []), fillvalue=""):
        text = given.replace("\r\n", "\n").strip()
        if not _problem(text):
            await accept(request, visit, client[:64], text)


@public
async def leave(request: Request) -> HTTPResponse:
    """End the visit, and go where anybody may be. As a link too, since a form may not lead elsewhere."""
    web, token = web_of(request), cookies.read(request, cookies.CHAT)
    if token:
        try:
            await _hand_over(request)
        finally:
            async with web.database.transaction() as connection:
                await chat.keep(connection, token, ended_at=web.now())
    forget(request)
    if request.method == "POST":
        return empty(204)
    return redirect(web.settings.chat_exit_url, status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the chat's pages."""
    app.add_route(show_chat, "/chat", methods=["GET"])
    app.add_route(send, "/chat", methods=["POST"], name="send_chat")
    app.add_route(note_seen, "/chat/seen", methods=["POST"], name="note_chat_seen")
    app.add_route(leave, "/chat/exit", methods=["GET", "POST"], name="leave_chat")
