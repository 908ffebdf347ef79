"""Checks and trials beside the service: in processes of their own, so that no answer waits for one."""

import asyncio
import json
import signal
import sys
from dataclasses import dataclass, field
from uuid import UUID

from bot.lifetime import ends_with_parent
from bot.settings import ROOT

_COMMAND = (sys.executable, "-m", "bot.check_run")


@dataclass(frozen=True)
class Checks:
    """The checks that this worker started."""

    command: tuple[str, ...] = _COMMAND
    watched: set[asyncio.Task[int]] = field(default_factory=set)

    async def launch(self, check: UUID) -> None:
        """Start the process that checks, and that ends when this one does; the sweep gives up dead ones."""
        process = await asyncio.create_subprocess_exec(
            *self.command,
            str(check),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            preexec_fn=ends_with_parent(signal.SIGTERM),
        )
        watching = asyncio.create_task(process.wait())
        self.watched.add(watching)
        watching.add_done_callback(self.watched.discard)


# A lead who stops to think goes on with what is ready; after that, its memory is better used.
IDLE_SECONDS = 600.0


@dataclass
class Trials:
    """The process in which this worker tries rules while they are written; there is none when none is."""

    command: tuple[str, ...] = (sys.executable, "-m", "bot.trial_run")
    idle_seconds: float = IDLE_SECONDS
    process: asyncio.subprocess.Process | None = None
    ending: asyncio.TimerHandle | None = None
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, trial: UUID, sealed: str) -> None:
        """Hand a rule to the process, which is started when there is none."""
        line = json.dumps({"trial": str(trial), "sealed": sealed}).encode() + b"\n"
        async with self.starting:
            into = await self._into()
            into.write(line)
            await into.drain()
            self._put_off_the_end()

    async def _into(self) -> asyncio.StreamWriter:
        if self.process is None or self.process.returncode is not None or self._closed():
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                preexec_fn=ends_with_parent(signal.SIGTERM),
            )
        assert self.process.stdin
        return self.process.stdin

    def _closed(self) -> bool:
        return self.process is None or self.process.stdin is None or self.process.stdin.is_closing()

    def _put_off_the_end(self) -> None:
        if self.ending:
            self.ending.cancel()
        self.ending = asyncio.get_running_loop().call_later(self.idle_seconds, self.end)

    def end(self) -> None:
        """Let the process end, once it has done what it was asked."""
        if self.process and self.process.stdin:
            self.process.stdin.close()
