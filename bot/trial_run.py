"""Trying rules while they are written: `python -m bot.trial_run`, started by the worker, asked on stdin."""

import asyncio
import json
import os
import sys
from collections import OrderedDict
from uuid import UUID

import structlog

from bot.app import database_url
from bot.keys import open_vault
from bot.logs import configure_logs
from bot.parts import system_clock
from bot.safeguarding_changes.trying import Asked, Bench, tell
from bot.settings import load_settings
from bot.storage.database import Database

log = structlog.get_logger()

PRIORITY = 10
LONGEST_LINE = 1_000_000


class Waiting:
    """What is still to be tried: of each writer the newest alone, for whoever types on wants no other."""

    def __init__(self) -> None:
        self._newest: OrderedDict[UUID, Asked] = OrderedDict()
        self._changed = asyncio.Event()
        self._ended = False

    def add(self, asked: Asked) -> None:
        """One more, in the place of its writer's last."""
        self._newest[asked.by] = asked
        self._changed.set()

    def end(self) -> None:
        """Nothing comes any more."""
        self._ended = True
        self._changed.set()

    def supersedes(self, asked: Asked) -> bool:
        """Whether its writer has written on since."""
        return asked.by in self._newest

    async def next(self) -> Asked | None:
        """The one that waits longest; None at the end."""
        while not self._newest and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        return self._newest.popitem(last=False)[1] if self._newest else None


async def attempt(bench: Bench, asked: Asked, waiting: Waiting) -> None:
    """Try one and tell what is found; the pages hear of it when that fails."""
    try:
        async for part in bench.attempt(asked, lambda: waiting.supersedes(asked)):
            await tell(bench.database, asked.id, part)
    except Exception as failure:  # noqa: BLE001 - one that fails must not keep the others waiting
        log.error("trial_failed", kind=type(failure).__name__)
        await tell(bench.database, asked.id, {"part": "failed"})


async def serve(bench: Bench, lines: asyncio.StreamReader) -> None:
    """Try what comes in until nothing comes any more."""
    waiting = Waiting()
    reading = asyncio.create_task(_read(bench, lines, waiting))
    while asked := await waiting.next():
        await attempt(bench, asked, waiting)
    await reading


async def _read(bench: Bench, lines: asyncio.StreamReader, waiting: Waiting) -> None:
    async for line in lines:
        brought = json.loads(line)
        waiting.add(Asked.opened(bench.vault, UUID(brought["trial"]), brought["sealed"]))
    waiting.end()


async def _main() -> None:
    settings = load_settings()
    vault = open_vault(settings)
    bench = Bench(Database(database_url(settings, vault, "hafan_worker"), connections=2), vault, system_clock)
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), sys.stdin.buffer
    )
    try:
        await serve(bench, lines)
    finally:
        await bench.database.close()


def main() -> None:
    """Try, giving way to what young people and practitioners wait for."""
    os.nice(PRIORITY)
    configure_logs(pretty=sys.stderr.isatty())
    asyncio.run(_main())


if __name__ == "__main__":
    main()
