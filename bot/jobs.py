"""The queue's tasks, thin: each calls the part that knows, and nothing here decides."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from bot import (
    alerts,
    chat_unseen,
    checkins,
    clocks,
    doubt_reminders,
    hanging_up,
    model_training,
    reminders,
    replies,
    resuming,
    seen,
    sending,
    staff_notices,
    takeovers,
    unread,
    watching,
)
from bot.dialogue import Assistant
from bot.letters import Carriers
from bot.model_training import Trainings
from bot.parts import Parts
from bot.reading_policy import load_reading_policy
from bot.safeguarding_changes import checking
from bot.safeguarding_changes.launching import Checks, Trials
from bot.storage import (
    conversations,
    handed_over_examples,
    kept_forms,
    looking_up,
    queue,
    releases,
    staff,
)

log = structlog.get_logger()

# Scheduled jobs fire up to one poll late; ladders count in minutes.
POLL_SECONDS = 1.0
ANSWER_ATTEMPTS = 6
TIMED = "timed"
# A job is taken for stalled when its worker gave no sign of life for this long.
STALLED_SECONDS = 20
# No job of a message, a text or an alert takes so long: how it ended was never written down.
LONGEST_JOB_SECONDS = 300
WEEK_HOURS = 7 * 24


@dataclass(frozen=True)
class Work:
    """What the tasks work with."""

    parts: Parts
    assistant: Assistant
    carriers: Carriers
    send_attempts: int


def build_queue(work: Work, database_url: str) -> App:
    """The queue with every task; `database_url` in psycopg's own form."""
    app = App(connector=PsycopgConnector(conninfo=database_url, min_size=1, max_size=8))
    _message_tasks(app, work)
    _training_task(app, work)
    _checking_task(app)
    _timed_tasks(app, work)
    return app


def _message_tasks(app: App, work: Work) -> None:
    @app.task(name=queue.REPLY, queue=queue.REPLY, retry=RetryStrategy(max_attempts=ANSWER_ATTEMPTS, wait=2))
    async def reply(subject: str) -> None:
        await replies.reply(work.parts, work.assistant, UUID(subject))

    # Whatever went wrong: what may be tried again is decided by the text's own state, not by the error.
    retry = RetryStrategy(max_attempts=work.send_attempts, exponential_wait=3)

    @app.task(name=queue.SEND, queue=queue.SEND, retry=retry)
    async def send(subject: str) -> None:
        await sending.send(work.parts, work.carriers, UUID(subject), work.send_attempts)

    @app.task(name=queue.CLIMB, queue=queue.CLIMB, retry=RetryStrategy(max_attempts=50, wait=5))
    async def climb(subject: str) -> None:
        await alerts.climb(work.parts, UUID(subject))

    @app.task(name=queue.SEEN, queue=queue.SEEN, retry=RetryStrategy(max_attempts=ANSWER_ATTEMPTS, wait=5))
    async def tell_seen(subject: str) -> None:
        await seen.tell(work.parts, UUID(subject))

    @app.task(name=queue.HANG_UP, queue=queue.HANG_UP, retry=retry)
    async def hang_up(subject: str) -> None:
        await hanging_up.hang_up(work.parts, work.carriers, UUID(subject))


def _training_task(app: App, work: Work) -> None:
    trainings = Trainings(work.parts)

    @app.task(name=queue.TRAIN, queue=queue.TRAIN)
    async def train(subject: str) -> None:
        await trainings.launch(UUID(subject))


def _checking_task(app: App) -> None:
    checks, trials = Checks(), Trials()

    @app.task(name=queue.CHECK_SCREENING, queue=queue.CHECK_SCREENING)
    async def check_screening(subject: str) -> None:
        await checks.launch(UUID(subject))

    @app.task(name=queue.TRY_RULE, queue=queue.TRY_RULE)
    async def try_rule(subject: str, sealed: str) -> None:
        await trials.ask(UUID(subject), sealed)


def _timed_tasks(app: App, work: Work) -> None:
    reading_policy = load_reading_policy()

    @app.periodic(cron="* * * * * */10")
    @app.task(
        name="watch_over",
        queue=TIMED,
        queueing_lock="watch_over",
        priority=queue.WATCHING,
        pass_context=True,
    )
    async def watch_over(context: JobContext, timestamp: int) -> None:
        await watch(context.app, work.parts)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="tidy", queue=TIMED, queueing_lock="tidy", pass_context=True)
    async def tidy(context: JobContext, timestamp: int) -> None:
        async with work.parts.database.transaction() as connection:
            await conversations.close_old(connection, work.parts.now())
            await conversations.forget_closed_trackers(connection)
            await looking_up.index_missing(connection, work.parts.vault)
            await staff.index_missing_phones(connection, work.parts.vault)
            await kept_forms.forget_old(connection, work.parts.now())
            await releases.forget(connection, work.parts.now())
            await handed_over_examples.forget(connection, work.parts.now())
        await _do(
            {
                "reminders": reminders.remind(work.parts),
                "covers": staff_notices.tell_covers(work.parts, reading_policy.hours),
                "unread": unread.remind(work.parts, reading_policy),
                "doubts": doubt_reminders.remind(work.parts, reading_policy.hours),
                "silences": watching.look_at_silences(work.parts),
            }
        )
        await context.app.job_manager.delete_old_jobs(WEEK_HOURS, include_failed=True, include_aborted=True)


async def watch(app: App, parts: Parts) -> None:
    """Set right what got lost, and start what is due."""
    duties = {
        "climb": alerts.climb_all_due(parts),
        "clocks": clocks.climb_all_due(parts),
        "rescue": rescue_stalled(app, parts),
        "give_up": sending.give_up_lost(parts),
        "answer": replies.put_back_lost(parts),
        "check_in": checkins.open_due(parts),
        "go_on": resuming.resume_due(parts),
        "chat_unseen": chat_unseen.text_instead(parts),
        "hand_back": takeovers.hand_back_idle(parts),
        "trainings": model_training.give_up_silent(parts),
        "checks": checking.give_up_silent(parts),
    }
    await _do(duties)


async def _do(duties: Mapping[str, Awaitable[object]]) -> None:
    """One duty that fails leaves the others their turn."""
    results = await asyncio.gather(*duties.values(), return_exceptions=True)
    for duty, result in zip(duties, results, strict=True):
        if isinstance(result, Exception):
            log.error("duty_failed", duty=duty, kind=type(result).__name__)


async def rescue_stalled(app: App, parts: Parts) -> int:
    """Put jobs that nobody works on any more back on their queue; how many there were.

    Their worker died, or it lives and could not write down how they ended. The timed ones come again by
    themselves, so they are only cleared away.
    """
    jobs = app.job_manager
    stalled = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    async with parts.database.transaction() as connection:
        left = await queue.in_hand_too_long(connection, LONGEST_JOB_SECONDS)
    rescued = {job.id for job in stalled if job.id and job.queue != TIMED} | set(left)
    for job in stalled:
        if job.queue == TIMED:
            await jobs.finish_job(job, Status.FAILED, delete_job=True)
    for number in sorted(rescued):
        log.error("job_rescued", job=number)
        try:
            await jobs.retry_job_by_id_async(number, retry_at=datetime.now(UTC))
        except ConnectorException:
            log.warning("job_rescued_by_another", job=number)
    return len(rescued)


async def work_until_stopped(build: Callable[[], App], concurrency: int = 8) -> None:
    """Run jobs until cancelled. When the database goes away the worker ends: it is built and started anew."""
    while True:
        try:
            await _work(build(), concurrency)
            log.error("worker_returned")
        except (ConnectorException, psycopg.Error, OSError) as failure:
            log.error("worker_failed", kind=type(failure).__name__)
            task = asyncio.current_task()
            if task and task.cancelling():
                # Asked to stop while the database was away: whatever was in hand is rescued later.
                return
        await asyncio.sleep(1)


async def _work(app: App, concurrency: int) -> None:
    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=5,
            stalled_worker_timeout=STALLED_SECONDS,
            install_signal_handlers=False,
            delete_jobs="successful",
        )
