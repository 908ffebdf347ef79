"""The queue when things go wrong around it: nothing is lost or blocks the rest, the worker comes back."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from procrastinate import App, PsycopgConnector

from bot import (
    alerts,
    chat_unseen,
    checkins,
    clocks,
    doubt_reminders,
    jobs,
    reminders,
    replies,
    resuming,
    sending,
    staff_notices,
    takeovers,
    unread,
    watching,
)
from bot.app import plain_url
from bot.channels.contract import Mail, Outcome
from bot.jobs import Work
from bot.letters import Carriers
from bot.receive import receive
from bot.storage import embedded, queue
from bot.storage.encryption import Vault
from bot.storage.migrate import migrate, role_url
from tests.fixtures import World
from tests.test_receive import text_from
from tests.test_replies import Told

pytestmark = pytest.mark.service


class Broken:
    """A carrier with a fault that nobody thought of."""

    async def send(
        self, to: str, body: str, callback_url: str, *, valid_for: timedelta | None = None
    ) -> Outcome:
        raise RuntimeError("nobody thought of this")

    async def find(self, *asked: Any, **how: Any) -> str | None:
        return None

    async def call(self, to: str, answer_url: str, status_url: str) -> Outcome:
        raise RuntimeError("nobody thought of this")

    async def cancel(self, call: str) -> Outcome:
        raise RuntimeError("nobody thought of this")

    async def post(self, mail: Mail) -> Outcome:
        raise RuntimeError("nobody thought of this")


@pytest.fixture
async def app(world: World) -> AsyncIterator[App]:
    """The worker's own queue, entered as the worker's role."""
    work = Work(world.parts_of("hafan_worker"), Told(), Carriers(Broken(), Broken(), Broken()), 8)
    built = jobs.build_queue(work, plain_url(role_url(world.url, world.vault, "hafan_worker")))
    async with built.open_async():
        yield built


async def accept(world: World, body: str = "haia") -> tuple[UUID, UUID]:
    """(young person, message) of a text that somebody with a worker sent."""
    person, number = await world.add_young_person(assigned=await world.add_staff())
    await receive(text_from(number, body), world.parts_of("hafan_intake"))
    [row] = await world.rows("SELECT id FROM messages WHERE young_person_id = :p AND inbound", p=person)
    return person, row.id


async def end_jobs(world: World, task: str, status: str = "failed") -> None:
    query = "UPDATE procrastinate_jobs SET status = :s WHERE task_name = :t RETURNING 1"
    await world.rows(query, t=task, s=status)


async def statuses(world: World, task: str) -> list[str]:
    query = "SELECT status FROM procrastinate_jobs WHERE task_name = :t ORDER BY id"
    return [row.status for row in await world.rows(query, t=task)]


async def test_a_text_that_failed_in_an_unforeseen_way_is_tried_again(world: World, app: App) -> None:
    await accept(world)
    await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")
    assert await statuses(world, queue.SEND) == ["todo"]


async def test_a_message_whose_job_failed_is_answered_after_all(world: World, app: App) -> None:
    _, message = await accept(world)
    await end_jobs(world, queue.REPLY)
    assert await replies.put_back_lost(world.parts_of("hafan_worker")) == 0
    world.clock.forward(minutes=2)
    assert await replies.put_back_lost(world.parts_of("hafan_worker")) == 1
    assert await replies.put_back_lost(world.parts_of("hafan_worker")) == 0
    await app.run_worker_async(wait=False, install_signal_handlers=False)
    [row] = await world.rows("SELECT handled_at FROM messages WHERE id = :m", m=message)
    assert row.handled_at


async def test_a_message_that_keeps_failing_is_left_to_people(world: World) -> None:
    await accept(world)
    world.clock.forward(minutes=2)
    for _ in range(replies.TIMES_PUT_BACK + 1):
        await end_jobs(world, queue.REPLY)
        last = await replies.put_back_lost(world.parts_of("hafan_worker"))
    assert last == 0
    assert len(await statuses(world, queue.REPLY)) == replies.TIMES_PUT_BACK + 1


async def test_jobs_of_dead_workers_are_rescued_though_the_watch_itself_died_too(
    world: World, app: App
) -> None:
    await accept(world)
    for _ in range(3):
        await app.configure_task("watch_over", queue=jobs.TIMED, queueing_lock="watch_over").defer_async(
            timestamp=1
        )
        await world.rows("UPDATE procrastinate_jobs SET status = 'doing' RETURNING 1")
    await app.configure_task("watch_over", queue=jobs.TIMED, queueing_lock="watch_over").defer_async(
        timestamp=2
    )
    assert await jobs.rescue_stalled(app, world.parts_of("hafan_worker")) == 1
    assert await statuses(world, queue.REPLY) == ["todo"]
    assert await statuses(world, "watch_over") == ["todo"]


async def test_a_job_that_a_living_worker_lost_track_of_is_rescued(world: World, app: App) -> None:
    await accept(world)
    worker = await app.job_manager.register_worker()
    await app.job_manager.fetch_job(None, worker)
    parts = world.parts_of("hafan_worker")
    assert await jobs.rescue_stalled(app, parts) == 0
    await world.rows("UPDATE procrastinate_events SET at = at - interval '6 minutes' RETURNING 1")
    assert await jobs.rescue_stalled(app, parts) == 1
    assert await statuses(world, queue.REPLY) == ["todo"]


async def test_alerts_do_not_wait_behind_everybodys_answers(world: World, app: App) -> None:
    await accept(world)
    await accept(world, "he says hell hurt me")
    worker = await app.job_manager.register_worker()
    first = [await app.job_manager.fetch_job(None, worker) for _ in range(2)]
    assert [job and job.task_name for job in first] == [queue.CLIMB, queue.SEND]


async def test_the_watch_keeps_every_duty_within_the_workers_rights(
    world: World, app: App, capsys: pytest.CaptureFixture[str]
) -> None:
    await accept(world, "he says hell hurt me")
    world.clock.forward(hours=3)
    await jobs.watch(app, world.parts_of("hafan_worker"))
    await app.configure_task("tidy", queue=jobs.TIMED).defer_async(timestamp=1)
    await app.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")
    assert "duty_failed" not in "".join(capsys.readouterr())
    assert await statuses(world, "tidy") == []


BY_THEMSELVES = (
    (alerts, "climb_all_due"),
    (clocks, "climb_all_due"),
    (sending, "give_up_lost"),
    (replies, "put_back_lost"),
    (checkins, "open_due"),
    (resuming, "resume_due"),
    (chat_unseen, "text_instead"),
    (takeovers, "hand_back_idle"),
    (reminders, "remind"),
    (staff_notices, "tell_covers"),
    (unread, "remind"),
    (doubt_reminders, "remind"),
    (watching, "look_at_silences"),
)


async def test_nobody_has_to_start_what_is_to_happen_by_itself(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def noting(name: str) -> Callable[..., Awaitable[int]]:
        async def duty(*parts: object) -> int:
            taken.append(name)
            return 0

        return duty

    for module, name in BY_THEMSELVES:
        monkeypatch.setattr(module, name, noting(f"{module.__name__}.{name}"))
    for task in ("watch_over", "tidy"):
        await app.configure_task(task, queue=jobs.TIMED).defer_async(timestamp=1)
    await app.run_worker_async(wait=False, install_signal_handlers=False)
    assert sorted(taken) == sorted(f"{module.__name__}.{name}" for module, name in BY_THEMSELVES)


async def make_due(world: World, count: int) -> list[UUID]:
    return [(await world.add_young_person(next_check_in_at=world.clock()))[0] for _ in range(count)]


async def test_two_workers_that_find_the_same_check_in_due_open_it_once(world: World) -> None:
    await make_due(world, 3)
    parts = world.parts_of("hafan_worker")
    opened = await asyncio.gather(checkins.open_due(parts), checkins.open_due(parts))
    assert sum(opened) == 3
    assert len(await world.rows("SELECT 1 FROM messages")) == 3


async def test_one_check_in_that_cannot_be_opened_leaves_the_others(world: World) -> None:
    first, *_ = await make_due(world, 3)
    await world.rows("UPDATE young_people SET data_key = '\\x0000' WHERE id = :p RETURNING 1", p=first)
    assert await checkins.open_due(world.parts_of("hafan_worker")) == 2


@pytest.fixture
def own_server(vault: Vault) -> Iterator[tuple[Path, embedded.EmbeddedServer]]:
    folder = Path(tempfile.mkdtemp(prefix="hafan-restart-"))
    server = embedded.start(folder, durable=False)
    migrate(server.url, vault)
    yield folder, server
    embedded.start(folder, durable=False).stop()
    embedded.remove(folder)


def insert_job(url: str, number: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('q', 'count', %s)",
            [f'{{"number": {number}}}'],
        )


async def test_the_worker_comes_back_by_itself_after_a_database_restart(
    own_server: tuple[Path, embedded.EmbeddedServer],
) -> None:
    folder, server = own_server
    done: list[int] = []
    built: list[App] = []

    def build() -> App:
        app = App(connector=PsycopgConnector(conninfo=server.url, min_size=1, max_size=2))

        @app.task(name="count")
        async def count(number: int) -> None:
            done.append(number)

        # As ours does: without any periodic task the worker would not notice that it hears no more notices.
        @app.periodic(cron="0 0 1 1 *")
        @app.task(name="yearly")
        async def yearly(timestamp: int) -> None: ...

        built.append(app)
        if len(built) == 2:
            raise psycopg.OperationalError("still away")
        return app

    async def until_done(number: int, after: int = 0) -> None:
        async with asyncio.timeout(40):
            while number not in done or len(built) < after:
                await asyncio.sleep(0.05)

    working = asyncio.create_task(jobs.work_until_stopped(build))
    insert_job(server.url, 1)
    await until_done(1)
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(1)
    again = await asyncio.to_thread(lambda: embedded.start(folder, durable=False))
    insert_job(server.url, 2)
    await until_done(2, after=3)
    insert_job(server.url, 3)
    await until_done(3)
    assert done == [1, 2, 3]
    working.cancel()
    await asyncio.wait([working], timeout=10)
    again.stop()
    assert working.done()
