"""Showing new messages in chats that are open: server-sent events that go on where they broke off."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty

from bot.domain.chat import OVERLAP
from bot.storage import chat
from bot.storage.chat import Said, Visit
from bot.web.access import public
from bot.web.chat_pages import first_shown, stamp
from bot.web.chat_view import piece, visit_of
from bot.web.live import BREATH_SECONDS, HEARTBEAT, HEARTBEAT_SECONDS, Live
from bot.web.web import web_of

NOTICES = "hafan_chat"
RETRY = "retry: 2000\n\n"
CLOSED_EVENT = "event: closed\ndata: \n\n"


class ChatLive(Live):
    """The open chats of this process, by whose they are; a notice names a young person."""

    async def audience(self, payloads: set[str]) -> Collection[UUID] | None:
        """Whom notices are about; everybody in doubt."""
        try:
            return [UUID(payload) for payload in payloads]
        except ValueError:
            return None


def _asked_from(request: Request) -> datetime:
    """The moment up to which the page says that it has everything."""
    given = request.headers.get("last-event-id") or request.args.get("after") or ""
    known = given.isascii() and given.isdigit() and len(given) < 15
    return datetime.fromtimestamp(int(given) / 1000 if known else 0, tz=UTC)


@public
async def show_events(request: Request) -> HTTPResponse | None:
    """What is said from now on, and what was missed; ended by the visit's end. 204 tells a browser not to ask
    again.
    """
    live: ChatLive = request.app.ctx.chat_live
    visit = await visit_of(request)
    if visit is None or not visit.is_open(web_of(request).now()):
        return empty(204)
    with live.open_page(visit.young_person) as changed:
        response = await request.respond(
            content_type="text/event-stream; charset=utf-8", headers={"X-Accel-Buffering": "no"}
        )
        async for event in _events(request, live, changed):
            await response.send(event)
    await response.eof()
    return None


async def _events(request: Request, live: ChatLive, changed: asyncio.Event) -> AsyncIterator[str]:
    since, sent = _asked_from(request), set[int]()
    yield RETRY
    while not live.closing:
        visit = await visit_of(request)
        if visit is None or not visit.is_open(web_of(request).now()):
            yield CLOSED_EVENT
            return
        for one in await _said(request, visit, since - OVERLAP):
            if one.sequence not in sent:
                sent.add(one.sequence)
                since = max(since, one.shown_at)
                yield _event(request, visit, one)
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await changed.wait()
        if not changed.is_set():
            yield HEARTBEAT
        changed.clear()
        await asyncio.sleep(BREATH_SECONDS)


async def _said(request: Request, visit: Visit, since: datetime) -> list[Said]:
    web = web_of(request)
    async with web.database.transaction() as connection:
        return await chat.said(connection, visit, max(since, first_shown(visit, web.now())), web.now())


def _event(request: Request, visit: Visit, one: Said) -> str:
    lines = "".join(f"data: {line}\n" for line in piece(request, visit, one).splitlines() if line.strip())
    return f"id: {stamp(one.shown_at)}\nevent: message\n{lines}\n"


async def _start(app: Sanic[Any, Any]) -> None:
    live = app.ctx.chat_live = ChatLive(app.ctx.web.listen_url, notices=NOTICES)
    app.ctx.chat_listening = [asyncio.create_task(live.listen()), asyncio.create_task(live.pass_on())]


async def _stop(app: Sanic[Any, Any]) -> None:
    app.ctx.chat_live.close()
    for task in app.ctx.chat_listening:
        task.cancel()
    await asyncio.gather(*app.ctx.chat_listening, return_exceptions=True)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the stream, and listen while the service runs."""
    app.add_route(show_events, "/chat/events", methods=["GET"], name="show_chat_events")
    app.register_listener(_start, "before_server_start")
    app.register_listener(_stop, "before_server_stop")
