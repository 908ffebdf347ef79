"""The serving model changes in the database and among files, or in neither, whatever fails in between."""

import fcntl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import text
from structlog.typing import EventDict

from bot.promotion import swapping
from bot.promotion.promoting import take_in
from bot.promotion.swapping import NOTE
from bot.promotion.versions import State
from tests.fixtures import World
from tests.promotion.building import serving_folder
from tests.web.model_pages import APPROVES, Models, open_models

pytestmark = pytest.mark.service

UNFINISHED = "could not be put in place"
REFUSE_COMMIT = (
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'full'; END $$",
    """CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON model_swaps INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION refuse()""",
)
TAKE_AGAIN = ("DROP TRIGGER refuse ON model_swaps", "DROP FUNCTION refuse()")


@pytest.fixture
async def models(world: World, tmp_path: Path) -> AsyncIterator[Models]:
    async with open_models(world, tmp_path) as opened:
        yield opened


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


async def owner(world: World, *statements: str) -> None:
    async with world.parts.database.transaction() as connection:
        for statement in statements:
            await connection.execute(text(statement))


def told(logged: list[EventDict]) -> list[str]:
    return [
        f"{one['event']} {one.get('outcome', '')}".strip() for one in logged if one["log_level"] == "critical"
    ]


def version_of(place: str) -> str:
    return place.rsplit("/", 1)[1]


async def test_what_the_database_did_not_take_does_not_serve_and_can_be_approved_again(
    models: Models, logged: list[EventDict]
) -> None:
    place, world = await models.asked(), models.service.world
    await owner(world, *REFUSE_COMMIT)
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 500
    await owner(world, *TAKE_AGAIN)
    assert models.store.version(version_of(place)).state is State.CANDIDATE
    assert told(logged)[0] == "model_swap_settled dropped"
    assert not (models.store.folder / NOTE).exists()
    [row] = await world.rows("SELECT decision FROM model_requests")
    assert row.decision is None
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 303
    assert models.store.version(version_of(place)).state is State.SERVING


async def test_files_without_room_leave_the_old_model_and_are_put_in_place_at_the_next_look(
    models: Models, logged: list[EventDict]
) -> None:
    place, in_the_way = await models.asked(), models.store.models / "assistant.tar.gz.part"
    in_the_way.symlink_to(models.store.models / "no-such-folder" / "file")
    before = models.store.serving()
    answer = await models.second.post(f"{place}/decide", **APPROVES)
    assert (answer.status_code, UNFINISHED in answer.text) == (503, True)
    assert models.store.serving() == before
    assert UNFINISHED in (await models.trainer.get("/trainers/models")).text
    await models.trainer.post("/language", to="cy", next="/trainers/models")
    assert "ni ellid rhoi ffeiliau" in (await models.trainer.get("/trainers/models")).text
    in_the_way.unlink()
    assert UNFINISHED not in (await models.lead.get(place)).text
    assert models.store.version(version_of(place)).state is State.SERVING
    assert told(logged)[0] == "model_swap_unfinished"
    assert (await models.audited())[-2:] == ["model:promote", "model:swap_finished"]


async def test_a_process_that_dies_after_the_commit_is_made_up_for(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await models.asked()
    with monkeypatch.context() as dying:
        dying.setattr(swapping, "carry_out", _dies)
        assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 500
    assert models.store.version(version_of(place)).state is State.CANDIDATE
    await models.lead.get("/trainers/models")
    assert models.store.version(version_of(place)).state is State.SERVING


def _dies(*_: object) -> None:
    raise RuntimeError


async def test_a_roll_back_that_the_database_did_not_take_changes_nothing(models: Models) -> None:
    place, world = await models.asked(), models.service.world
    await models.second.post(f"{place}/decide", **APPROVES)
    await owner(world, *REFUSE_COMMIT)
    answer = await models.lead.post("/trainers/models/roll-back", serving=version_of(place))
    await owner(world, *TAKE_AGAIN)
    assert answer.status_code == 500
    assert models.store.version(version_of(place)).state is State.SERVING


async def test_what_was_trained_in_between_is_not_replaced(models: Models, logged: list[EventDict]) -> None:
    place, in_the_way = await models.asked(), models.store.models / "assistant.tar.gz.part"
    in_the_way.symlink_to(models.store.models / "no-such-folder" / "file")
    await models.second.post(f"{place}/decide", **APPROVES)
    in_the_way.unlink()
    serving_folder(models.store.models, "trained by an engineer")
    now = take_in(models.store, models.service.world.clock())
    await models.lead.get("/trainers/models")
    assert models.store.serving() == now
    assert "model_swap_settled overtaken" in told(logged)
    assert (await models.audited())[-1] == "model:swap_overtaken"


async def test_who_looks_while_another_promotes_disturbs_nothing(models: Models) -> None:
    note = models.store.folder / NOTE
    note.write_text("{}")
    with swapping.lock(models.store, fcntl.LOCK_EX):
        assert (await models.lead.get("/trainers/models")).status_code == 200
    assert note.exists()
    note.unlink()
