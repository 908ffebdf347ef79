"""Trainings of candidates beside the service: a process of its own for each, which gives way to all else.

The job on the queue only starts that process and ends: no answer to a young person waits for it, and the
worker has no place less while it lasts. The database keeps it to one at a time.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import structlog

from bot.lifetime import ends_with_parent
from bot.parts import Parts
from bot.settings import ROOT
from bot.storage import audit, model_runs
from bot.storage.model_runs import Failure, RunState

log = structlog.get_logger()

_COMMAND = (sys.executable, "-m", "bot.model_run")


@dataclass(frozen=True)
class Trainings:
    """The trainings that this worker started."""

    parts: Parts
    command: tuple[str, ...] = _COMMAND
    watched: set[asyncio.Task[None]] = field(default_factory=set)

    async def launch(self, run: UUID) -> None:
        """Start the process that trains, with the environment of this one; it ends when this one does."""
        folder = Path(tempfile.mkdtemp(prefix="hafan-training-"))
        process = await asyncio.create_subprocess_exec(
            *self.command,
            str(run),
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=ends_with_parent(signal.SIGTERM),
        )
        watching = asyncio.create_task(self._see_off(process, run, folder))
        self.watched.add(watching)
        watching.add_done_callback(self.watched.discard)

    async def _see_off(self, process: asyncio.subprocess.Process, run: UUID, folder: Path) -> None:
        try:
            code = await process.wait()
        finally:
            # What it started in turn ends with it: a trainer nobody waits for would hold the machine.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
        log.info("training_ended", run=str(run), code=code)
        await fail(self.parts, run)


async def fail(parts: Parts, run: UUID) -> None:
    """Say of a training whose process is gone that it was interrupted, unless it said how it ended."""
    async with parts.database.transaction() as connection:
        state, failure = RunState.FAILED, Failure.INTERRUPTED
        if await model_runs.end(connection, run, state, parts.now(), failure=failure):
            await audit.record(connection, parts.now(), audit.SERVICE, "model:train_failed", run)


async def give_up_silent(parts: Parts) -> int:
    """End the trainings that nobody does any more, because a worker or its machine stopped; how many."""
    async with parts.database.transaction() as connection:
        ended = await model_runs.end_silent(connection, parts.now())
        for run in ended:
            await audit.record(connection, parts.now(), audit.SERVICE, "model:train_failed", run)
    return len(ended)
