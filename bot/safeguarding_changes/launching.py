"""Checks beside the service: a process of its own for each, so that no answer waits for one."""

import asyncio
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
