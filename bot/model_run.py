"""Training one candidate: `python -m bot.model_run RUN`, started by the worker.

Everything goes before it: it takes what processor time is left, and ends with all that it started as soon as
somebody cancels it or the worker ends.
"""

import asyncio
import errno
import os
import shutil
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from traceback import format_exception
from typing import NoReturn
from uuid import UUID

import structlog
import yaml
from sqlalchemy.exc import SQLAlchemyError

from bot.app import parts_for
from bot.in_force import decided
from bot.keys import open_vault
from bot.logs import configure_logs
from bot.parts import Parts
from bot.promotion.candidate import NothingServesError, Order, train_candidate
from bot.promotion.examples import ExampleFileError, SnapshotError, snapshot
from bot.promotion.steps import Step
from bot.promotion.versions import Store, Version
from bot.recipes import TookTooLongError
from bot.safeguarding_changes.serving import kept_current
from bot.settings import load_settings
from bot.storage import audit, model_runs
from bot.storage.model_runs import Failure, Run, RunState

log = structlog.get_logger()

LOWEST_PRIORITY = 19
TELL_SECONDS = 1.0


@dataclass
class Progress:
    """How far it got: told by the thread that trains, read by the one that writes it down."""

    step: Step | None = None
    share: float = 0.0

    def __call__(self, step: Step, share: float) -> None:
        self.step, self.share = step, share


async def train(parts: Parts, store: Store, run_id: UUID) -> RunState | None:
    """Do one training that waits and write down what came of it; None when it waits no more."""
    async with parts.database.transaction() as connection:
        run = await model_runs.begin(connection, run_id, parts.now())
    if run is None:
        return None
    order = await _order(parts, run)
    progress = Progress()
    making = asyncio.create_task(asyncio.to_thread(_make, order, store, run, progress))
    telling = asyncio.create_task(_tell(parts, run.id, progress))
    done, _ = await asyncio.wait({making, telling}, return_when=asyncio.FIRST_COMPLETED)
    if making not in done:
        return await _end(parts, run, RunState.CANCELLED)
    telling.cancel()
    if error := making.exception():
        return await _fail(parts, store, run, error)
    return await _end(parts, run, RunState.DONE, version=making.result().id)


async def _order(parts: Parts, run: Run) -> Order:
    """The order, with what the safeguarding leads decided on the pages."""
    async with parts.database.transaction() as connection:
        leads = await decided(connection, parts.vault)
    return Order(str(run.asked_by), parts.now(), parts.screen, leads.locked, leads.cleared)


async def _fail(parts: Parts, store: Store, run: Run, error: BaseException) -> RunState:
    """Say so on the page; the words, which may quote examples, stay out of the log."""
    log.error("training_failed", run=str(run.id), kind=type(error).__name__)
    with suppress(OSError):
        store.keep_failure(f"{run.id}\n{''.join(format_exception(error))}")
    return await _end(parts, run, RunState.FAILED, failure=_failure(error))


def _failure(error: BaseException) -> Failure:
    match error:
        case SnapshotError() | ExampleFileError() | yaml.YAMLError():
            return Failure.FILES
        case NothingServesError():
            return Failure.NOTHING_SERVES
        case TookTooLongError():
            return Failure.TOO_LONG
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return Failure.NO_ROOM
    return Failure.TOOL


def _make(order: Order, store: Store, run: Run, progress: Progress) -> Version:
    data = snapshot(run.changes)
    try:
        return train_candidate(data, store, order, progress)
    finally:
        shutil.rmtree(data, ignore_errors=True)


async def _tell(parts: Parts, run: UUID, progress: Progress) -> None:
    """Write down how far it is, every second; ends when somebody cancelled it."""
    while True:
        try:
            async with parts.database.transaction() as connection:
                if not await model_runs.go_on(connection, run, progress.step, progress.share, parts.now()):
                    return
        except SQLAlchemyError as error:
            log.warning("training_not_told", run=str(run), kind=type(error).__name__)
        await asyncio.sleep(TELL_SECONDS)


async def _end(
    parts: Parts, run: Run, state: RunState, *, version: str | None = None, failure: Failure | None = None
) -> RunState:
    names = {RunState.DONE: "model:trained", RunState.FAILED: "model:train_failed"}
    async with parts.database.transaction() as connection:
        await model_runs.end(connection, run.id, state, parts.now(), version=version, failure=failure)
        if state in names:
            await audit.record(connection, parts.now(), audit.SERVICE, names[state], version or run.id)
    return state


def _end_all(*_: object) -> NoReturn:
    """End this process with everything that it started: they are one group."""
    os.killpg(os.getpgrp(), signal.SIGKILL)
    sys.exit(1)


async def _main(run: UUID) -> RunState | None:
    settings = load_settings()
    parts = parts_for(settings, open_vault(settings), "hafan_worker")
    try:
        async with kept_current(parts):
            return await train(parts, Store(settings.models_folder), run)
    finally:
        await parts.database.close()


def main() -> None:
    """Train, giving way to everything else."""
    os.nice(LOWEST_PRIORITY)
    signal.signal(signal.SIGTERM, _end_all)
    configure_logs(pretty=sys.stderr.isatty())
    # Not `asyncio.run`, which would wait for the thread that trains: it cannot be asked to end.
    loop = asyncio.new_event_loop()
    if loop.run_until_complete(_main(UUID(sys.argv[1]))) is RunState.CANCELLED:
        _end_all()
    loop.close()


if __name__ == "__main__":
    main()
