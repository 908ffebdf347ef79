"""Trainings beside the service: a process of its own, whose end is known however it ends."""

import asyncio
import errno
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot import model_run
from bot.domain.staff import Role
from bot.model_training import Trainings, give_up_silent
from bot.promotion.candidate import NothingServesError
from bot.promotion.examples import SnapshotError
from bot.promotion.steps import Step
from bot.promotion.versions import Store, Version
from bot.recipes import TookTooLongError, TrainingError
from bot.screening.gate import load_locked
from bot.storage import model_runs
from bot.storage.model_runs import SILENT, Failure, Run, RunState
from tests.fixtures import World
from tests.promotion import building

pytestmark = pytest.mark.service

CHANGES = {"nlu/cy/smalltalk.yml": "version: '3.1'"}


async def asked(world: World) -> UUID:
    """A training that a trainer asked for on the page."""
    trainer = await world.add_staff(Role.TRAINER)
    async with world.database("hafan_web").transaction(user=trainer) as connection:
        run = await model_runs.start(connection, CHANGES, world.clock())
    assert run
    return run


async def found(world: World, run: UUID) -> Run:
    async with world.parts.database.transaction() as connection:
        known = await model_runs.one(connection, run)
    assert known
    return known


async def until_ended(world: World, run: UUID) -> Run:
    async with asyncio.timeout(20):
        while (known := await found(world, run)).lasts:
            await asyncio.sleep(0.05)
    return known


def trained(monkeypatch: pytest.MonkeyPatch, made: Any) -> None:
    """Put something quick in the place of the training itself, which takes minutes."""
    monkeypatch.setattr(model_run, "train_candidate", made)


async def test_a_training_ends_with_its_version_and_says_so_on_the_trail(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = building.serving_folder(tmp_path)

    def make(data: Path, store: Store, order: Any, report: Any) -> Version:
        report(Step.TRAIN, 0.5)
        assert (data / "nlu/cy/smalltalk.yml").read_text() == "version: '3.1'"
        assert order.locked == tuple(load_locked())
        return building.candidate(store, order.author, None)

    trained(monkeypatch, make)
    run = await asked(world)
    parts = world.parts_of("hafan_worker")
    assert await model_run.train(parts, store, run) is RunState.DONE
    known = await found(world, run)
    assert known.version == store.versions()[0].id
    assert await model_run.train(parts, store, run) is None
    [row] = await world.rows("SELECT subject FROM audit WHERE action = 'model:trained'")
    assert row.subject == known.version


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (SnapshotError("which file"), Failure.FILES),
        (TrainingError("its last lines"), Failure.TOOL),
        (ValueError("what nobody thought of"), Failure.TOOL),
        (NothingServesError("train first"), Failure.NOTHING_SERVES),
        (TookTooLongError("half an hour"), Failure.TOO_LONG),
        (OSError(errno.ENOSPC, "no space left"), Failure.NO_ROOM),
    ],
)
async def test_what_goes_wrong_is_kept_as_a_reason_that_people_can_use(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, failure: Failure
) -> None:
    def fail(*_: Any) -> Version:
        raise error

    trained(monkeypatch, fail)
    run, store = await asked(world), Store(tmp_path)
    ended = await model_run.train(world.parts_of("hafan_worker"), store, run)
    assert (ended, (await found(world, run)).failure) == (RunState.FAILED, failure)
    words = store.failure.read_text()
    assert str(run) in words
    assert str(error) in words


async def test_progress_is_written_down_and_a_cancelled_training_ends(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_run, "TELL_SECONDS", 0.05)
    going_on = asyncio.Event()
    loop = asyncio.get_running_loop()

    def make(data: Path, store: Store, order: Any, report: Any) -> Version:
        report(Step.EVALUATE, 0.25)
        asyncio.run_coroutine_threadsafe(going_on.wait(), loop).result()
        return building.candidate(store, "late", None)

    trained(monkeypatch, make)
    run = await asked(world)
    store = building.serving_folder(tmp_path)
    training = asyncio.create_task(model_run.train(world.parts_of("hafan_worker"), store, run))
    async with asyncio.timeout(20):
        while ((known := await found(world, run)).step, known.share) != ("evaluate", 0.25):
            await asyncio.sleep(0.02)
    async with world.database("hafan_web").transaction(user=known.asked_by) as connection:
        assert await model_runs.cancel(connection, run, world.clock())
    assert await training is RunState.CANCELLED
    going_on.set()
    assert (await found(world, run)).state is RunState.CANCELLED


async def test_a_process_that_dies_leaves_a_failed_training_that_can_be_started_again(world: World) -> None:
    trainings = Trainings(world.parts_of("hafan_worker"), (sys.executable, "-c", "raise SystemExit(3)"))
    run = await asked(world)
    await trainings.launch(run)
    ended = await until_ended(world, run)
    assert (ended.state, ended.failure) == (RunState.FAILED, Failure.INTERRUPTED)
    assert (await found(world, await asked(world))).lasts


def programs_that_name(word: str) -> list[bytes]:
    """The command lines of what runs on this machine, as far as this word stands in them."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found.append(file.read_bytes())
    return [command for command in found if word.encode() in command]


async def test_a_worker_that_stops_takes_its_training_with_it(world: World, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    child = f"import pathlib, time; pathlib.Path({str(alive)!r}).touch(); time.sleep(60)"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    trainings = Trainings(world.parts_of("hafan_worker"), (sys.executable, "-c", program))
    await trainings.launch(await asked(world))
    async with asyncio.timeout(20):
        while not alive.exists():
            await asyncio.sleep(0.02)
    [watched] = trainings.watched
    watched.cancel()
    await asyncio.wait({watched})
    # Whoever is killed is gone as soon as the machine finds the time.
    async with asyncio.timeout(20):
        while programs_that_name(str(alive)):
            await asyncio.sleep(0.02)


async def test_a_training_without_a_sign_of_life_is_given_up(world: World) -> None:
    run = await asked(world)
    parts = world.parts_of("hafan_worker")
    async with parts.database.transaction() as connection:
        assert await model_runs.begin(connection, run, world.clock())
    assert await give_up_silent(parts) == 0
    world.clock.forward(seconds=SILENT.total_seconds() + 1)
    assert await give_up_silent(parts) == 1
    assert (await found(world, run)).failure == Failure.INTERRUPTED


async def test_a_training_that_still_waits_in_the_queue_is_not_given_up(world: World) -> None:
    await asked(world)
    world.clock.forward(seconds=timedelta(hours=1).total_seconds())
    parts = world.parts_of("hafan_worker")
    assert await give_up_silent(parts) == 0
    await world.rows("DELETE FROM procrastinate_jobs RETURNING 1")
    assert await give_up_silent(parts) == 1
