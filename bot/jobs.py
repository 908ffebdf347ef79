"""The queue's tasks, thin: each calls the part that knows, and nothing here decides."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy

from bot import alerts, checkins, replies, sending
from bot.channels.contract import Sender
from bot.dialogue import Assistant
from bot.parts import Parts
from bot.storage import conversations, queue

log = structlog.get_logger()

# Scheduled jobs fire up to one poll late; ladders count in minutes.
POLL_SECONDS = 1.0
ANSWER_ATTEMPTS = 6
# A job is taken for stalled when its worker gave no sign of life for this long.
STALLED_SECONDS = 20
UNANSWERED_SECONDS = 120


@dataclass(frozen=True)
class Work:
    """What the tasks work with."""

    parts: Parts
    assistant: Assistant
    sender: Sender
    send_attempts: int


def build_queue(work: Work, database_url: str) -> App:
    """The queue with every task; `database_url` in psycopg's own form."""
    app = App(connector=PsycopgConnector(conninfo=database_url, min_size=1, max_size=8))
    _message_tasks(app, work)
    _timed_tasks(app, work)
    return app


def _message_tasks(app: App, work: Work) -> None:
    @app.task(name=queue.REPLY, queue=queue.REPLY, retry=RetryStrategy(max_attempts=ANSWER_ATTEMPTS, wait=2))
    async def reply(subject: str) -> None:
        await replies.reply(work.parts, work.assistant, UUID(subject))

    retry = RetryStrategy(
        max_attempts=work.send_attempts, exponential_wait=3, retry_exceptions=[sending.TryAgainError]
    )

    @app.task(name=queue.SEND, queue=queue.SEND, retry=retry)
    async def send(subject: str) -> None:
        await sending.send(work.parts, work.sender, UUID(subject), work.send_attempts)

    @app.task(name=queue.CLIMB, queue=queue.CLIMB, retry=RetryStrategy(max_attempts=50, wait=5))
    async def climb(subject: str) -> None:
        await alerts.climb(work.parts, UUID(subject))


def _timed_tasks(app: App, work: Work) -> None:
    @app.periodic(cron="* * * * * */10")
    @app.task(name="watch_over", queue="timed", queueing_lock="watch_over", pass_context=True)
    async def watch_over(context: JobContext, timestamp: int) -> None:
        await rescue_stalled(context.app)
        await alerts.climb_all_due(work.parts)
        await checkins.open_due(work.parts)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="tidy", queue="timed", queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:
        async with work.parts.database.transaction() as connection:
            await conversations.close_old(connection, work.parts.now())
            await conversations.forget_closed_trackers(connection)


async def rescue_stalled(app: App) -> int:
    """Put the jobs of workers that died back on their queue; how many there were."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        log.error("job_rescued", job=job.id, task=job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def work_until_stopped(app: App, concurrency: int = 8) -> None:
    """Run jobs until cancelled. A database restart makes the worker return: then it starts again."""
    while True:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                update_heartbeat_interval=5,
                stalled_worker_timeout=STALLED_SECONDS,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
        log.error("worker_returned")
        await asyncio.sleep(1)
