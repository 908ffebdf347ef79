"""The serving model changes in the database and among files, or in neither, whatever fails in between."""

import asyncio
import fcntl
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.typing import EventDict

from bot.promotion import swapping
from bot.promotion.promoting import PromotionRefusedError, take_in, way_back
from bot.promotion.swapping import NOTE, UNREADABLE, Intention, Means, intend, swap, swap_unrecorded
from bot.promotion.versions import State, Version
from tests.fixtures import World
from tests.promotion.building import NOW, candidate, serving_folder
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


async def test_a_file_that_was_spoilt_after_the_decision_never_serves_and_holds_nothing_up(
    models: Models, logged: list[EventDict]
) -> None:
    place, in_the_way = await models.asked(), models.store.models / "assistant.tar.gz.part"
    before = models.store.serving()
    in_the_way.symlink_to(models.store.models / "no-such-folder" / "file")
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 503
    in_the_way.unlink()
    (models.store.path(version_of(place)) / "assistant.tar.gz").write_bytes(b"spoilt")
    assert "could not be put in place" not in (await models.lead.get("/trainers/models")).text
    assert models.store.serving() == before
    assert "model_swap_settled damaged" in told(logged)
    assert (await models.audited())[-1] == "model:swap_damaged"


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


@pytest.mark.parametrize("note", [b"", b'{"id": "half a note', b"{}"])
async def test_a_note_that_cannot_be_read_is_set_aside_and_everything_goes_on(
    models: Models, logged: list[EventDict], note: bytes
) -> None:
    place = await models.asked()
    (models.store.folder / NOTE).write_bytes(note)
    assert (await models.trainer.get("/trainers/models")).status_code == 200
    assert told(logged) == ["model_swap_in_doubt"]
    assert (models.store.folder / UNREADABLE).read_bytes() == note
    assert (await models.second.post(f"{place}/decide", **APPROVES)).status_code == 303
    assert models.store.version(version_of(place)).state is State.SERVING


async def unfinished_over_another(models: Models) -> tuple[str, str]:
    """(what served first, what serves), while a third is decided whose file is gone."""
    first = models.store.serving()
    assert first
    second = version_of(place := await models.asked())
    await models.second.post(f"{place}/decide", **APPROVES)
    third = await models.asked()
    in_the_way = models.store.models / "assistant.tar.gz.part"
    in_the_way.symlink_to(models.store.models / "no-such-folder" / "file")
    assert (await models.second.post(f"{third}/decide", **APPROVES)).status_code == 503
    in_the_way.unlink()
    (models.store.path(version_of(third)) / "assistant.tar.gz").unlink()
    return first.id, second


async def test_going_back_overtakes_what_can_never_be_finished(models: Models) -> None:
    first, second = await unfinished_over_another(models)
    assert UNFINISHED in (await models.lead.get("/trainers/models")).text
    answer = await models.lead.post("/trainers/models/roll-back", serving=second)
    assert answer.status_code == 303
    assert models.store.version(first).state is State.SERVING
    assert UNFINISHED not in (await models.lead.get("/trainers/models")).text
    assert (await models.audited())[-2:] == ["model:roll_back", "model:swap_given_up"]


async def test_what_was_decided_is_not_forgotten_when_going_back_is_not_written_down(models: Models) -> None:
    _, second = await unfinished_over_another(models)
    note = (models.store.folder / NOTE).read_bytes()
    await owner(models.service.world, *REFUSE_COMMIT)
    assert (await models.lead.post("/trainers/models/roll-back", serving=second)).status_code == 500
    await owner(models.service.world, *TAKE_AGAIN)
    assert models.store.version(second).state is State.SERVING
    assert (models.store.folder / NOTE).read_bytes() == note


def test_going_back_without_the_database_forgets_nothing_when_it_is_refused(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    assert take_in(store, NOW)
    note = store.folder / NOTE
    note.write_text("decided, and not carried out yet")
    with pytest.raises(PromotionRefusedError, match="No earlier version"):
        swap_unrecorded(store, lambda: way_back(store, "owner", NOW))
    assert note.exists()


async def test_who_leaves_while_files_are_put_in_place_leaves_nothing_half_done(
    models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, begun, go_on, carry_out = models.store, threading.Event(), threading.Event(), swapping.carry_out
    before = take_in(store, NOW)
    assert before
    other = candidate(store, "other", before.id)

    def slowly(*arguments: Any) -> Version:
        begun.set()
        assert go_on.wait(20)
        return carry_out(*arguments)

    async def act(_: AsyncConnection) -> Intention:
        return intend(store, other, before, NOW)

    monkeypatch.setattr(swapping, "carry_out", slowly)
    swapped = asyncio.create_task(
        swap(Means(store, models.service.world.parts.database.transaction, NOW), act)
    )
    assert await asyncio.to_thread(begun.wait, 20)
    swapped.cancel()
    await asyncio.sleep(0)
    swapped.cancel()
    with pytest.raises(BlockingIOError):
        swapping.lock(store, fcntl.LOCK_EX | fcntl.LOCK_NB)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await swapped
    assert store.version(other.id).state is State.SERVING
    assert not swapping.is_left(store)
    swapping.lock(store, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
