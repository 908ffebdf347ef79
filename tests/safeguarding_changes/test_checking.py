"""What checking holds against a change, over a real database."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage import safeguarding_changes as changes
from bot.storage.safeguarding_changes import Change, Content, Kind, Refused
from tests.fixtures import World
from tests.safeguarding_changes.deciding import approved, checked, decided, leads, proposed, why_not, wider
from tests.safeguarding_changes.writing import Folder, small_release

pytestmark = pytest.mark.service


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    return small_release(tmp_path, monkeypatch)


async def test_a_disclosure_that_an_approved_rule_hears_can_be_locked_before_the_next_release(
    world: World, folder: Folder
) -> None:
    await approved(world, folder, wider(folder))
    await approved(world, folder, Change(Kind.LOCKED, "x", False, Content("i runned away", severity="high")))


async def test_a_disclosure_that_only_the_released_rules_hear_cannot_be_locked(
    world: World, folder: Folder
) -> None:
    narrower = wider(folder, 'unless: ["{self} won"]', 'unless: ["{self} won", "sneakily"]')
    await approved(world, folder, narrower)
    locked = Change(Kind.LOCKED, "x", False, Content("sneakily i ran away", severity="high"))
    assert await why_not(world, folder, locked) == ["not_heard"]


async def test_a_proposal_on_an_old_text_takes_nothing_back_that_leads_approved_since(
    world: World, folder: Folder
) -> None:
    one, _ = await leads(world)
    older = wider(folder, new='"(ran|legged) away"')
    waits = await proposed(world, one, older)
    newer = wider(folder)
    await approved(world, folder, newer)
    assert await why_not(world, folder, older, waits) == ["clash"]
    again = replace(older, content=replace(older.content, base=newer.content.text))
    assert await why_not(world, folder, again) == []


async def test_a_new_rule_under_the_name_of_another_is_refused(world: World, folder: Folder) -> None:
    change = wider(folder)
    assert await why_not(world, folder, replace(change, content=replace(change.content, base=""))) == [
        "clash"
    ]


async def test_a_change_that_changes_another_rule_too_is_refused_and_names_it(
    world: World, folder: Folder
) -> None:
    narrowed = wider(folder, 'unless: ["{self} won"]', 'unless: &games ["{self} won", "sofa at"]')
    assert await why_not(world, folder, narrowed) == ["others"]


@pytest.mark.parametrize("first", ["version", "approved"])
async def test_what_is_approved_while_a_check_begins_makes_the_check_too_old(
    world: World, folder: Folder, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    one, other = await leads(world)
    proposal = await proposed(world, one, wider(folder))
    read = getattr(changes, first)

    async def meanwhile(*some: object) -> object:
        found = await read(*some)
        monkeypatch.undo()
        monkeypatch.setattr("bot.screening.gate.measured.read_labelled", lambda _files, _detect: [])
        gone = Change(Kind.LOCKED, "x", True, Content("they ran away", severity="high"))
        await approved(world, folder, gone)
        return found

    monkeypatch.setattr(changes, first, meanwhile)
    await checked(world, one, folder, proposal)
    assert await decided(world, other, folder, proposal) is Refused.UNCHECKED


async def test_a_rule_that_serves_no_more_after_a_release_can_be_mended(world: World, folder: Folder) -> None:
    words = folder.rules / "words.yml"
    words.write_text(words.read_text() + "mine: [my mate]\n")
    listed = wider(folder, '"ran away"', '"({mine} ran|ran) away"')
    await approved(world, folder, listed)
    words.write_text(words.read_text().replace("mine:", "ours:"))
    was = listed.content.text
    content = replace(listed.content, text=was.replace("{mine}", "{ours}"), base=was)
    assert await why_not(world, folder, replace(listed, content=content)) == []
