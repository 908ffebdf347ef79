"""Changes of training messages are judged beside what leads approved, not beside the files alone."""

import json
from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.safeguarding_changes.messages import lay_messages
from bot.safeguarding_changes.released import exported
from bot.screening.corpus import FLOORS
from bot.storage import safeguarding_changes as changes
from bot.storage.safeguarding_changes import Change, Content, Kind
from tests.fixtures import World
from tests.safeguarding_changes.deciding import approved, leads, proposed, why_not
from tests.safeguarding_changes.writing import Folder, small_release

pytestmark = pytest.mark.service

LEAST = FLOORS[Language.ENGLISH]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    folder = small_release(tmp_path, monkeypatch)
    folder.stock(LEAST + 1)
    return folder


def line(folder: Folder, name: str) -> str:
    """A message as its file has it."""
    lines = folder.messages.read_text().splitlines()
    return next(line for line in lines if json.loads(line)["id"] == name)


def deletion(folder: Folder, name: str = "en-1") -> Change:
    return Change(
        Kind.CORPUS, name, True, Content(line(folder, name), line(folder, name), "en/missing.jsonl")
    )


def rewording(folder: Folder, base: str = "", **other: object) -> Change:
    base = base or line(folder, "en-1")
    new = json.dumps(json.loads(base) | {"text": "ive legged it from home"} | other)
    return Change(Kind.CORPUS, "en-1", False, Content(new, base, "en/missing.jsonl"))


async def files(world: World, folder: Folder) -> str:
    """The messages' file as the patch makes it."""
    async with world.parts.database.transaction() as connection:
        held = await changes.approved(connection, world.vault)
    made = exported(folder.released, folder.released.texts(), held)["safeguarding/corpus/en/missing.jsonl"]
    laid = {one.id for one in lay_messages(folder.released.messages(), held)}
    assert {json.loads(line)["id"] for line in made.splitlines()} == laid
    return made


async def test_what_was_deleted_is_not_brought_back_by_an_older_proposal_to_reword_it(
    world: World, folder: Folder
) -> None:
    one, _ = await leads(world)
    older = await proposed(world, one, rewording(folder))
    await approved(world, folder, deletion(folder))
    assert await why_not(world, folder, rewording(folder), older) == ["message_gone"]
    assert '"en-1"' not in await files(world, folder)


def test_words_that_were_approved_all_the_same_bring_nothing_back(folder: Folder) -> None:
    held = [deletion(folder), rewording(folder)]
    assert "en-1" not in {one.id for one in lay_messages(folder.released.messages(), held)}
    assert "legged" not in str(exported(folder.released, folder.released.texts(), held))


async def test_words_that_were_approved_since_are_not_deleted_by_those_who_never_saw_them(
    world: World, folder: Folder
) -> None:
    one, _ = await leads(world)
    older = await proposed(world, one, deletion(folder))
    newer = rewording(folder)
    await approved(world, folder, newer)
    assert await why_not(world, folder, deletion(folder), older) == ["message_gone"]
    assert "ive legged it from home" in await files(world, folder)
    text = newer.content.text
    again = Change(Kind.CORPUS, "en-1", True, Content(text, text, "en/missing.jsonl"))
    assert await why_not(world, folder, again) == []


async def test_labels_that_were_approved_since_are_not_taken_back_unseen(
    world: World, folder: Folder
) -> None:
    one, _ = await leads(world)
    older = await proposed(world, one, rewording(folder))
    await approved(world, folder, rewording(folder, text="i ran away", severity="medium"))
    assert await why_not(world, folder, rewording(folder), older) == ["message_gone"]


async def test_of_two_deletions_at_the_floor_the_second_is_refused(world: World, folder: Folder) -> None:
    one, _ = await leads(world)
    second = await proposed(world, one, deletion(folder, "en-2"))
    await approved(world, folder, deletion(folder))
    assert await why_not(world, folder, deletion(folder, "en-2"), second) == ["too_few"]


async def test_a_message_that_is_about_something_else_now_is_missed_where_it_was(
    world: World, folder: Folder
) -> None:
    await approved(world, folder, deletion(folder, "en-2"))
    assert await why_not(world, folder, rewording(folder, labels=["suicide"])) == ["too_few"]
    assert await why_not(world, folder, rewording(folder)) == []


async def test_a_message_that_was_approved_keeps_its_name_from_another(world: World, folder: Folder) -> None:
    new = json.dumps(json.loads(line(folder, "en-1")) | {"id": "en-w1", "text": "not home since monday"})
    content = Content(new, "", "en/missing.jsonl")
    await approved(world, folder, Change(Kind.CORPUS, "en-w1", False, content))
    assert await why_not(world, folder, Change(Kind.CORPUS, "en-w1", False, content)) == ["taken_id"]


async def test_nearly_the_words_of_another_message_are_refused_with_its_name(
    world: World, folder: Folder
) -> None:
    assert await why_not(world, folder, rewording(folder, text="im kipping at the station")) == ["near_copy"]


async def test_what_was_approved_since_counts_as_another_message(world: World, folder: Folder) -> None:
    await approved(world, folder, rewording(folder))
    new = json.dumps(
        json.loads(line(folder, "en-1")) | {"id": "en-w1", "text": "ive legged it from our home"}
    )
    change = Change(Kind.CORPUS, "en-w1", False, Content(new, "", "en/missing.jsonl"))
    assert await why_not(world, folder, change) == ["near_copy"]
