"""Telling open pages that something changed.

One connection of each process listens to PostgreSQL and wakes every open page, which then asks for what it
may see. Nothing but "changed" is ever sent. Notices that were missed while the connection was down are made
up for by waking everybody when it is back.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
import structlog
from sanic import Request, Sanic

from bot.domain.staff import Permission
from bot.storage.cases import CHANGED
from bot.web.access import needs, still_signed_in

log = structlog.get_logger()

# Proxies give up a connection on which nothing comes for long; a session that ended is noticed as soon.
HEARTBEAT_SECONDS = 15.0
RECONNECT_SECONDS = 1.0
CHANGED_EVENT = "event: changed\ndata: \n\n"
SIGNED_OUT_EVENT = "event: signed-out\ndata: \n\n"
HEARTBEAT = ": \n\n"


@dataclass
class Live:
    """The open pages of this process."""

    url: str = field(repr=False)
    pages: set[asyncio.Event] = field(default_factory=set)
    closing: bool = False

    @contextmanager
    def open_page(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever something changed; many changes at once set it once."""
        changed = asyncio.Event()
        self.pages.add(changed)
        try:
            yield changed
        finally:
            self.pages.discard(changed)

    def wake(self) -> None:
        """Let every open page ask anew."""
        for page in self.pages:
            page.set()

    async def listen(self) -> None:
        """Pass on notices until cancelled, whatever becomes of the connection."""
        while True:
            try:
                await self._listen_once()
            except psycopg.OperationalError:
                log.warning("live_connection_lost")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANGED}".encode())
            self.wake()
            async for _ in connection.notifies():
                self.wake()

    def close(self) -> None:
        """End every open page's stream, so that the process can stop."""
        self.closing = True
        self.wake()


@needs(Permission.SEE_CASELOAD, alive=False)
async def show_changes(request: Request) -> None:
    """Server-sent events, until the page is closed or its session ends."""
    live: Live = request.app.ctx.live
    headers = {"X-Accel-Buffering": "no"}
    response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=headers)
    with live.open_page() as changed:
        async for event in _events(request, live, changed):
            await response.send(event)
    await response.eof()


async def _events(request: Request, live: Live, changed: asyncio.Event) -> AsyncIterator[str]:
    yield CHANGED_EVENT
    while not live.closing:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await changed.wait()
        if await still_signed_in(request) is None:
            yield SIGNED_OUT_EVENT
            return
        # Taken before it is sent: what changes while the page is being told makes it ask once more.
        event = CHANGED_EVENT if changed.is_set() else HEARTBEAT
        changed.clear()
        yield event


async def _start(app: Sanic[Any, Any]) -> None:
    live = app.ctx.live = Live(app.ctx.web.listen_url)
    app.ctx.listening = asyncio.create_task(live.listen())


async def _stop(app: Sanic[Any, Any]) -> None:
    app.ctx.live.close()
    app.ctx.listening.cancel()
    with suppress(asyncio.CancelledError):
        await app.ctx.listening


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the stream, and listen while the service runs."""
    app.add_route(show_changes, "/live", methods=["GET"])
    app.register_listener(_start, "before_server_start")
    app.register_listener(_stop, "before_server_stop")
