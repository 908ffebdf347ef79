"""Putting jobs on the queue inside the transaction that makes them necessary."""

from datetime import datetime
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy import ColumnElement, Text, cast, column, exists, func, select, table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import driver_connection

REPLY, SEND, CLIMB, HANG_UP, SEEN, TRAIN = "reply", "send", "climb", "hang_up", "seen", "train"
CHECK_SCREENING, TRY_RULE = "check_screening", "try_rule"

# Never opened: every job goes through the connection of its transaction.
_queue = App(connector=PsycopgConnector())

# While the assistant hangs, alerts must not stand in line behind everybody's answers. Jobs of one lock are
# all of one task: between them the order stays.
_PRIORITIES = {REPLY: 0, SEND: 1, CLIMB: 2, HANG_UP: 2, SEEN: 1, TRAIN: -1, CHECK_SCREENING: -1, TRY_RULE: -1}
WATCHING = 3

_jobs = table(
    "procrastinate_jobs", column("id"), column("task_name"), column("status"), column("args", JSONB)
)


async def enqueue(
    connection: AsyncConnection,
    task: str,
    subject: UUID,
    *,
    lock: str | None = None,
    at: datetime | None = None,
    **more: str,
) -> None:
    """Put one job on its queue; it exists once the transaction commits.

    Jobs with the same `lock` run one after another in the order in which they were put there. `more` is what
    the task needs beside its subject: whatever could be words, sealed.
    """
    deferrer = _queue.configure_task(
        task,
        lock=lock,
        queue=task,
        priority=_PRIORITIES[task],
        schedule_at=at,
        connection=await driver_connection(connection),
    )
    await deferrer.defer_async(subject=str(subject), **more)


def has_job(task: str, subject: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Whether a job of this task for `subject` waits or is in hand."""
    return exists().where(
        _jobs.c.task_name == task,
        cast(_jobs.c.status, Text).in_(("todo", "doing")),
        _jobs.c.args["subject"].astext == cast(subject, Text),
    )


def failures(task: str, subject: ColumnElement[UUID]) -> ColumnElement[int]:
    """How many jobs of this task for `subject` ended without success."""
    return (
        select(func.count())
        .select_from(_jobs)
        .where(
            _jobs.c.task_name == task,
            cast(_jobs.c.status, Text).in_(("failed", "aborted")),
            _jobs.c.args["subject"].astext == cast(subject, Text),
        )
        .scalar_subquery()
    )


async def in_hand_too_long(connection: AsyncConnection, seconds: int) -> list[int]:
    """Jobs that a living worker holds, but cannot still be working on: it failed to say how they ended."""
    query = text(
        "SELECT job.id FROM procrastinate_jobs AS job"
        " JOIN procrastinate_events AS event ON event.job_id = job.id"
        " WHERE job.status = 'doing' AND job.queue_name <> 'timed' AND event.type = 'started'"
        " GROUP BY job.id HAVING max(event.at) < now() - make_interval(secs => :seconds)"
    )
    return list(await connection.scalars(query, {"seconds": seconds}))
