"""Trainings of candidates: asked for on a page, run one at a time by a process of their own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import bindparam

from bot.storage import queue
from bot.storage.model_tables import model_runs

# A training tells every second how far it is; the database may be away for a while.
SILENT = timedelta(seconds=60)


class RunState(StrEnum):
    """Where a training stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Failure(StrEnum):
    """Why a training came to nothing."""

    INTERRUPTED = "interrupted"
    FILES = "files"
    NOTHING_SERVES = "nothing_serves"
    NO_ROOM = "no_room"
    TOO_LONG = "too_long"
    TOOL = "tool"


@dataclass(frozen=True)
class Run:
    """One training; `step` and `share` say how far it got, `version` what came of it."""

    id: UUID
    asked_by: UUID
    asked_at: datetime
    state: RunState
    step: str | None
    share: float
    began_at: datetime | None
    seen_at: datetime | None
    ended_at: datetime | None
    cancel_asked_at: datetime | None
    failure: str | None
    version: str | None
    changes: Mapping[str, str] = field(repr=False)

    @property
    def lasts(self) -> bool:
        """Whether it has not ended."""
        return self.state in (RunState.WAITING, RunState.RUNNING)

    def unheard_of(self, now: datetime) -> bool:
        """Whether nobody seems to be at it: a worker gives it up about now, unless none runs."""
        return self.lasts and (self.seen_at or self.asked_at) < now - SILENT


_FIELDS = tuple(Run.__dataclass_fields__)
_GOING = (RunState.WAITING, RunState.RUNNING)


async def start(connection: AsyncConnection, changes: Mapping[str, str], now: datetime) -> UUID | None:
    """Ask for a candidate with these changed files, for whoever signed in; None while another is made."""
    run = uuid4()
    held = bindparam("changes", dict(changes), type_=JSONB)
    if await connection.scalar(select(func.model_train(run, held, now))) is not None:
        return None
    await queue.enqueue(connection, queue.TRAIN, run)
    return run


async def cancel(connection: AsyncConnection, run: UUID, now: datetime) -> bool:
    """Ask that a training end; whether it had not ended already."""
    return bool(await connection.scalar(select(func.model_cancel(run, now))))


async def one(connection: AsyncConnection, run: UUID) -> Run | None:
    """A training, if there is one."""
    return await _first(connection, _all().where(model_runs.c.id == run))


async def newest(connection: AsyncConnection) -> Run | None:
    """The training that was asked for last."""
    return await _first(connection, _all().order_by(model_runs.c.asked_at.desc()).limit(1))


async def of_version(connection: AsyncConnection, version: str) -> Run | None:
    """The training that a version came of; None for one that was made on the command line."""
    return await _first(connection, _all().where(model_runs.c.version == version))


def _all() -> Select[tuple[object, ...]]:
    return select(*(model_runs.c[name] for name in _FIELDS))


async def _first(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> Run | None:
    row = (await connection.execute(query)).one_or_none()
    return Run(**(dict(row._mapping) | {"state": RunState(row.state)})) if row else None


async def begin(connection: AsyncConnection, run: UUID, now: datetime) -> Run | None:
    """Take a training in hand, as the process that does it; None when somebody cancelled it meanwhile."""
    c = model_runs.c
    query = update(model_runs).where(c.id == run, c.state == RunState.WAITING)
    taken = await connection.execute(query.values(state=RunState.RUNNING, began_at=now, seen_at=now))
    return await one(connection, run) if taken.rowcount else None


async def go_on(
    connection: AsyncConnection, run: UUID, step: str | None, share: float, now: datetime
) -> bool:
    """Write down how far it got, as a sign of life too; false when it is to end."""
    c = model_runs.c
    query = update(model_runs).where(c.id == run, c.state == RunState.RUNNING, c.cancel_asked_at.is_(None))
    seen = await connection.execute(query.values(step=step, share=share, seen_at=now))
    return bool(seen.rowcount)


async def end(
    connection: AsyncConnection,
    run: UUID,
    state: RunState,
    now: datetime,
    *,
    version: str | None = None,
    failure: Failure | None = None,
) -> bool:
    """Write down how it ended; false when it had ended before."""
    query = update(model_runs).where(model_runs.c.id == run, model_runs.c.state.in_(_GOING))
    ended = await connection.execute(
        query.values(state=state, ended_at=now, version=version, failure=failure)
    )
    return bool(ended.rowcount)


async def end_silent(connection: AsyncConnection, now: datetime) -> Collection[UUID]:
    """End what runs without a sign of life, or waits without a job; whose they are."""
    c = model_runs.c
    silent = (c.state == RunState.RUNNING) & (c.seen_at < now - SILENT)
    unheard = (c.state == RunState.WAITING) & (c.asked_at < now - SILENT) & ~queue.has_job(queue.TRAIN, c.id)
    cancelled = c.cancel_asked_at.is_not(None)
    ended: list[UUID] = []
    for asked, state, failure in (
        (cancelled, RunState.CANCELLED, None),
        (~cancelled, RunState.FAILED, Failure.INTERRUPTED),
    ):
        query = update(model_runs).where(silent | unheard, asked).returning(c.id)
        ended += await connection.scalars(query.values(state=state, ended_at=now, failure=failure))
    return ended
