"""Putting jobs on the queue inside the transaction that makes them necessary."""

from datetime import datetime
from uuid import UUID

from procrastinate import App, PsycopgConnector
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import driver_connection

REPLY, SEND, CLIMB = "reply", "send", "climb"

# Never opened: every job goes through the connection of its transaction.
_queue = App(connector=PsycopgConnector())


async def enqueue(
    connection: AsyncConnection,
    task: str,
    subject: UUID,
    *,
    lock: str | None = None,
    at: datetime | None = None,
) -> None:
    """Put one job on its queue; it exists once the transaction commits.

    Jobs with the same `lock` run one after another in the order in which they were put there.
    """
    deferrer = _queue.configure_task(
        task, lock=lock, queue=task, schedule_at=at, connection=await driver_connection(connection)
    )
    await deferrer.defer_async(subject=str(subject))
