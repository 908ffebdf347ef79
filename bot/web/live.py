"""Telling open pages that something changed.

One connection of each process listens to PostgreSQL and wakes the open pages of those who see what changed,
which then ask for what they may see. Nothing but "changed" is ever sent. Notices that were missed while the
connection was down are made up for by waking everybody when it is back.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import structlog
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.staff import Permission
from bot.storage.cases import CHANGED
from bot.storage.database import Database
from bot.storage.live import audience
from bot.web.access import needs, still_signed_in

log = structlog.get_logger()

# Proxies give up a connection on which nothing comes for long; a session that ended is noticed as soon.
HEARTBEAT_SECONDS = 15.0
RECONNECT_SECONDS = 1.0
# Many changes at once: a page looks anew at most so often.
BREATH_SECONDS = 0.25
# Each open page holds a connection. Nobody needs more; a page too many still asks every minute.
MOST_PAGES = 10
CHANGED_EVENT = "event: changed\ndata: \n\n"
SIGNED_OUT_EVENT = "event: signed-out\ndata: \n\n"
HEARTBEAT = ": \n\n"


class TooManyPagesError(SanicException):
    """A member of staff has more pages open than one person can look at."""

    status_code = 429
    quiet = True


@dataclass
class Live:
    """The open pages of this process, by whose they are."""

    url: str = field(repr=False)
    database: Database | None = field(default=None, repr=False)
    notices: str = CHANGED
    pages: dict[UUID, set[asyncio.Event]] = field(default_factory=lambda: defaultdict(set))
    closing: bool = False
    changed: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    @contextmanager
    def open_page(self, member: UUID) -> Iterator[asyncio.Event]:
        """An event that is set whenever something changed; many changes at once set it once."""
        if len(self.pages[member]) >= MOST_PAGES:
            raise TooManyPagesError
        changed = asyncio.Event()
        self.pages[member].add(changed)
        try:
            yield changed
        finally:
            self.pages[member].discard(changed)
            if not self.pages[member]:
                del self.pages[member]

    def wake(self, members: Collection[UUID] | None = None) -> None:
        """Let the open pages of these, or of everybody, ask anew."""
        for member in list(self.pages) if members is None else self.pages.keys() & set(members):
            for page in self.pages[member]:
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
            await connection.execute(f"LISTEN {self.notices}".encode())
            self.wake()
            async for notice in connection.notifies():
                self.changed.put_nowait(notice.payload)

    async def pass_on(self) -> None:
        """Wake whom each notice is about, until cancelled. Notices that wait are looked up together."""
        while True:
            payloads = {await self.changed.get()}
            while not self.changed.empty():
                payloads.add(self.changed.get_nowait())
            self.wake(await self.audience(payloads))

    async def audience(self, payloads: set[str]) -> Collection[UUID] | None:
        """Whom notices are about: the alerts that they name; everybody when one names none, or in doubt."""
        if self.database is None or not self.pages:
            return None
        try:
            changed = [UUID(payload) for payload in payloads]
            async with self.database.transaction() as connection:
                return await audience(connection, changed)
        except (ValueError, SQLAlchemyError):
            return None

    def close(self) -> None:
        """End every open page's stream, so that the process can stop."""
        self.closing = True
        self.wake()


@needs(Permission.SEE_CASELOAD, alive=False)
async def show_changes(request: Request) -> None:
    """Server-sent events, until the page is closed or its session ends."""
    live: Live = request.app.ctx.live
    headers = {"X-Accel-Buffering": "no"}
    with live.open_page(request.ctx.member.id) as changed:
        response = await request.respond(content_type="text/event-stream; charset=utf-8", headers=headers)
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
        await asyncio.sleep(BREATH_SECONDS)


async def _start(app: Sanic[Any, Any]) -> None:
    live = app.ctx.live = Live(app.ctx.web.listen_url, app.ctx.web.database)
    app.ctx.listening = [asyncio.create_task(live.listen()), asyncio.create_task(live.pass_on())]


async def _stop(app: Sanic[Any, Any]) -> None:
    app.ctx.live.close()
    for task in app.ctx.listening:
        task.cancel()
    await asyncio.gather(*app.ctx.listening, return_exceptions=True)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the stream, and listen while the service runs."""
    app.add_route(show_changes, "/live", methods=["GET"])
    app.register_listener(_start, "before_server_start")
    app.register_listener(_stop, "before_server_stop")
