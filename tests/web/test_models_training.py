"""Training a candidate on the pages: asked for, followed, cancelled, and whatever comes of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from bot.examples.kept import InDatabase
from bot.model_training import give_up_silent
from bot.promotion.objections import Kind, Objection
from bot.promotion.versions import State
from bot.recipes import DATA_FOLDER
from bot.storage import model_runs
from bot.storage.model_runs import Failure, RunState
from tests.fixtures import World
from tests.promotion.building import roll_back
from tests.web.model_pages import APPROVES, Models, open_models

pytestmark = pytest.mark.service


@pytest.fixture
async def models(world: World, tmp_path: Path) -> AsyncIterator[Models]:
    async with open_models(world, tmp_path) as opened:
        yield opened


async def test_a_training_is_asked_for_followed_and_cancelled(models: Models) -> None:
    answer = await models.trainer.post("/trainers/models/train")
    run = answer.headers["location"]
    assert "It begins within a few seconds" in (await models.trainer.get(run)).text
    again = await models.second.post("/trainers/models/train")
    assert again.status_code == 409
    assert "being trained already" in again.text
    assert "Checking the examples" in (await models.trainer.get(f"{run}/progress")).text
    assert (await models.second.post(f"{run}/cancel")).status_code == 303
    assert "The training was cancelled." in (await models.trainer.get(run)).text
    assert (await models.trainer.get(f"{run}/progress")).headers["hx-refresh"] == "true"
    assert await models.audited() == ["model:train", "model:cancel"]


async def test_a_training_that_is_done_leads_to_its_model_and_one_that_failed_says_why(
    models: Models,
) -> None:
    version = models.candidate()
    worker = models.service.world.parts_of("hafan_worker")
    places = []
    for state, of in ((RunState.DONE, {"version": version.id}), (RunState.FAILED, {"failure": Failure.TOOL})):
        places.append((await models.trainer.post("/trainers/models/train")).headers["location"])
        async with worker.database.transaction() as connection:
            run = UUID(places[-1].rsplit("/", 1)[1])
            assert await model_runs.end(connection, run, state, worker.now(), **of)
    assert (await models.trainer.get(places[0])).headers["location"].endswith(version.id)
    failed = (await models.trainer.get(places[1])).text
    assert "The training program failed" in failed
    assert "Train again" in failed


async def test_a_training_that_nobody_does_says_so_and_is_given_up_by_the_next_worker(models: Models) -> None:
    run = (await models.trainer.post("/trainers/models/train")).headers["location"]
    assert "Nothing has been heard of it" not in (await models.trainer.get(run)).text
    models.service.world.clock.forward(seconds=61)
    assert "Nothing has been heard of it" in (await models.trainer.get(f"{run}/progress")).text
    await models.service.world.rows("DELETE FROM procrastinate_jobs RETURNING 1")
    assert await give_up_silent(models.service.world.parts_of("hafan_worker")) == 1
    ended = (await models.trainer.get(run)).text
    assert "It was interrupted" in ended
    assert "Train again" in ended


async def test_a_file_that_was_broken_in_a_text_editor_is_told_on_each_page_that_shows_changes(
    models: Models,
) -> None:
    files, world = InDatabase(DATA_FOLDER), models.service.world
    async with world.database("hafan_web").transaction(user=models.eleri) as connection:
        before = await files.current(connection)
        broken = {**before, "nlu/en/smalltalk.yml": 'nlu:\n  - intent: "greet\n'}
        await files.write(connection, before, broken, models.eleri, world.clock())
    shown = await models.trainer.get("/trainers/models")
    assert shown.status_code == 200
    assert "A file of examples cannot be read" in shown.text
    run = (await models.trainer.post("/trainers/models/train")).headers["location"]
    complaint = Objection(Kind.INVALID_DATA, {"complaint": "nlu/en/smalltalk.yml, line 3: found no end"})
    refused = models.candidate(objections=(complaint,), state=State.REFUSED)
    async with world.parts_of("hafan_worker").database.transaction() as connection:
        of = UUID(run.rsplit("/", 1)[1])
        assert await model_runs.end(connection, of, RunState.DONE, world.clock(), version=refused.id)
    page = await models.trainer.get(f"/trainers/models/versions/{refused.id}")
    assert page.status_code == 200
    assert "nlu/en/smalltalk.yml, line 3" in page.text


async def test_changes_that_the_serving_model_has_learned_say_so_and_wait_on_for_the_release(
    models: Models,
) -> None:
    topic = "/trainers/examples/topics/greet"
    line = {"language": "en", "lines": "wag1 bro", "action": "save"}
    await models.trainer.post(f"{topic}/add", **line)
    assert "has learned" not in (await models.trainer.get("/trainers/examples/changes")).text
    run = (await models.trainer.post("/trainers/models/train")).headers["location"]
    place = await models.asked()
    version = place.rsplit("/", 1)[1]
    worker = models.service.world.parts_of("hafan_worker")
    async with worker.database.transaction() as connection:
        done = UUID(run.rsplit("/", 1)[1])
        await model_runs.end(connection, done, RunState.DONE, worker.now(), version=version)
    await models.second.post(f"{place}/decide", **APPROVES)
    shown = (await models.trainer.get("/trainers/examples/changes")).text
    assert "wag1 bro" in shown
    assert "The serving model has learned this." in shown
    assert "+      - wag1 bro" in (await models.trainer.get("/trainers/examples/changes/patch")).text
    roll_back(models.store, "owner", worker.now())
    assert "has learned" not in (await models.trainer.get("/trainers/examples/changes")).text
