"""Changes are kept in a checkout or in the database, and nothing of anybody's is lost."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.examples.checks import Problem
from bot.examples.desk import Desk
from bot.examples.editing import Edit, addition, removal
from bot.examples.files import GoneError, ThereAlreadyError
from bot.examples.kept import ExampleFiles, InCheckout, InDatabase, example_files, is_checkout
from bot.examples.patch import patch
from bot.settings import ExamplesKept, Mode, Settings
from bot.storage import example_changes
from bot.storage.database import Database
from tests.fixtures import World
from tests.project.tree import ROOT

pytestmark = pytest.mark.service

EN, CY = Language.ENGLISH, Language.WELSH
GREETINGS = "nlu/en/smalltalk.yml"


def git(folder: Path, *arguments: str) -> str:
    asking = ["git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", *arguments]
    return subprocess.run(asking, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A git checkout with the examples of ours."""
    shutil.copytree(ROOT / "data" / "nlu", tmp_path / "data" / "nlu")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "data")
    git(tmp_path, "commit", "-qm", "Begin")
    return tmp_path / "data"


class Trainers:
    """Two trainers at one desk."""

    def __init__(self, world: World, files: ExampleFiles) -> None:
        self.world, self.desk = world, Desk(files, world.parts.screen)
        self.database: Database = world.database("hafan_web")

    async def begin(self) -> "Trainers":
        self.first = await self.world.add_staff(Role.TRAINER)
        self.second = await self.world.add_staff(Role.TRAINER)
        return self

    @asynccontextmanager
    async def at_the_desk(self, who: UUID | None = None) -> AsyncIterator[AsyncConnection]:
        async with self.database.transaction(user=who or self.first) as connection:
            yield connection

    async def make(self, *edits: Edit, by: UUID | None = None) -> None:
        async with self.at_the_desk(by) as connection:
            await self.desk.make(connection, edits, by or self.first, self.world.clock())

    async def changes(self) -> dict[str, str]:
        async with self.at_the_desk() as connection:
            return dict(await self.desk.changes(connection))

    async def edits(self) -> list[Edit]:
        async with self.at_the_desk() as connection:
            return (await self.desk.state(connection)).edits


@pytest.fixture(params=[InCheckout, InDatabase])
async def trainers(world: World, data: Path, request: pytest.FixtureRequest) -> Trainers:
    return await Trainers(world, request.param(data)).begin()


@pytest.fixture
async def in_database(world: World, data: Path) -> Trainers:
    return await Trainers(world, InDatabase(data)).begin()


@pytest.fixture
async def in_checkout(world: World, data: Path) -> Trainers:
    return await Trainers(world, InCheckout(data)).begin()


async def test_one_change_is_one_line_of_a_patch_that_git_takes(trainers: Trainers, data: Path) -> None:
    await trainers.make(addition(EN, "greet", "hey hafan tis only me"))
    async with trainers.at_the_desk() as connection:
        state = await trainers.desk.state(connection)
    text = patch(state.shipped, state.current)
    assert [line for line in text.splitlines() if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        "+      - hey hafan tis only me"
    ]
    git(data.parent, "checkout", "-q", "--", "data")
    (data.parent / "one.patch").write_text(text)
    git(data.parent, "apply", "--check", "one.patch")
    git(data.parent, "apply", "one.patch")
    assert (data / GREETINGS).read_text() == state.current[GREETINGS]
    assert git(data.parent, "diff", "--numstat").split() == ["1", "0", f"data/{GREETINGS}"]


async def test_git_takes_a_patch_of_many_changes_and_odd_files(in_database: Trainers, data: Path) -> None:
    small = data / "nlu" / "en" / "odd.yml"
    small.write_text("nlu:\n  - intent: odd\n    examples: |\n      - -- one\n      - two")
    git(data.parent, "add", "data")
    git(data.parent, "commit", "-qm", "Odd")
    await in_database.make(
        addition(EN, "odd", "three"),
        removal(EN, "odd", "-- one"),
        removal(EN, "greet", "hello"),
        Edit(CY, "thanks", "diolch", "diolch o galon i chi", "thanks"),
        Edit(CY, "greet", "haia", "haia", "goodbye"),
    )
    async with in_database.at_the_desk() as connection:
        state = await in_database.desk.state(connection)
    (data.parent / "many.patch").write_text(patch(state.shipped, state.current))
    git(data.parent, "apply", "many.patch")
    assert {path: (data / path).read_text() for path in state.current} == dict(state.current)


async def test_what_the_database_keeps_leaves_the_files_alone(in_database: Trainers, data: Path) -> None:
    await in_database.make(addition(EN, "greet", "hey hafan tis only me"))
    assert git(data.parent, "status", "--porcelain") == ""
    assert set(await in_database.changes()) == {GREETINGS}
    assert "hey hafan tis only me" in (await in_database.changes())[GREETINGS]


async def test_a_text_editor_and_a_page_keep_both_changes(in_checkout: Trainers, data: Path) -> None:
    file = data / GREETINGS
    file.chmod(0o640)
    file.write_text(
        file.read_text().replace("      - hiya\n", "      - hiya\n      - hiya from the editor\n", 1)
    )
    await in_checkout.make(addition(EN, "goodbye", "bye from the page"))
    assert "hiya from the editor" in file.read_text()
    assert "bye from the page" in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(await in_checkout.edits()) == 2
    assert git(data.parent, "status", "--porcelain").split() == ["M", f"data/{GREETINGS}"]


async def test_a_save_in_a_text_editor_at_the_same_moment_is_not_overwritten(
    in_checkout: Trainers, data: Path
) -> None:
    async with in_checkout.at_the_desk() as connection:
        before = await in_checkout.desk.files.current(connection)
        (data / GREETINGS).write_text(before[GREETINGS] + "# saved meanwhile\n")
        after = {**before, GREETINGS: before[GREETINGS] + "# from the page\n"}
        with pytest.raises(GoneError):
            await in_checkout.desk.files.write(
                connection, before, after, in_checkout.first, in_checkout.world.clock()
            )
    assert (data / GREETINGS).read_text().endswith("# saved meanwhile\n")
    assert [path.name for path in (data / "nlu" / "en").iterdir() if path.name.startswith(".")] == []


async def test_a_release_and_the_change_set_meet_without_loss(in_database: Trainers, data: Path) -> None:
    await in_database.make(addition(EN, "greet", "hey hafan tis only me"), removal(EN, "thanks", "cheers"))
    file = data / GREETINGS
    file.write_text(
        file.read_text().replace("      - hiya\n", "      - hiya\n      - hiya in the release\n", 1)
    )
    made = {edit.after or edit.before for edit in await in_database.edits()}
    assert made == {"hey hafan tis only me", "cheers"}
    assert "hiya in the release" in (await in_database.changes())[GREETINGS]
    await in_database.make(addition(EN, "greet", "and one more hello"))
    content = (await in_database.changes())[GREETINGS]
    assert {"hiya in the release", "hey hafan tis only me", "and one more hello"} <= {
        line.strip(" -") for line in content.splitlines()
    }


async def test_a_change_set_that_was_released_is_over(in_database: Trainers, data: Path) -> None:
    await in_database.make(addition(EN, "greet", "hey hafan tis only me"))
    (data / GREETINGS).write_text((await in_database.changes())[GREETINGS])
    assert await in_database.changes() == {}
    assert await in_database.edits() == []


async def test_two_trainers_at_once_lose_nothing(trainers: Trainers) -> None:
    await asyncio.gather(
        *(
            trainers.make(addition(EN, "greet", f"hello number {at} of ten"), by=who)
            for at in range(10)
            for who in [trainers.first if at % 2 else trainers.second]
        )
    )
    assert {edit.after for edit in await trainers.edits()} == {
        f"hello number {at} of ten" for at in range(10)
    }


async def test_the_second_of_two_who_change_one_example_is_refused(trainers: Trainers) -> None:
    def change(text: str) -> Edit:
        return Edit(EN, "greet", "hello", text, "greet")

    made = await asyncio.gather(
        trainers.make(change("hello one")),
        trainers.make(change("hello two"), by=trainers.second),
        return_exceptions=True,
    )
    assert [type(one) for one in made if one] == [GoneError]
    assert len(await trainers.edits()) == 1


async def test_all_of_several_changes_are_made_or_none(trainers: Trainers) -> None:
    with pytest.raises(ThereAlreadyError):
        await trainers.make(addition(EN, "greet", "hey hafan tis only me"), addition(EN, "greet", "hello"))
    assert await trainers.changes() == {}
    assert await trainers.world.rows("SELECT * FROM example_edits") == []


async def test_undoing_leaves_no_trace_but_in_the_history(trainers: Trainers) -> None:
    await trainers.make(removal(EN, "greet", "hello"))
    [edit] = await trainers.edits()
    async with trainers.at_the_desk(trainers.second) as connection:
        await trainers.desk.undo(connection, edit, trainers.second, trainers.world.clock())
    assert await trainers.changes() == {}
    assert await trainers.world.rows("SELECT * FROM example_files") == []
    async with trainers.at_the_desk() as connection:
        assert (await example_changes.authors(connection))["en", "greet", "hello"].member == trainers.second
        with pytest.raises(ThereAlreadyError):
            await trainers.desk.undo(connection, edit, trainers.second, trainers.world.clock())


async def test_a_proposal_is_added_only_if_nothing_speaks_against_it(in_database: Trainers) -> None:
    async def propose(text: str, *, knowingly: bool = False) -> list[Problem]:
        async with in_database.at_the_desk() as connection:
            checked = await in_database.desk.propose(
                connection,
                "thanks",
                EN,
                text,
                in_database.first,
                now=in_database.world.clock(),
                knowingly=knowingly,
            )
        return [finding.problem for finding in checked.findings]

    assert await propose("ta for  getting back to us") == []
    assert await propose("ta but he hurt me again", knowingly=True) == [Problem.DISCLOSURE]
    near = "ta for getting back to us all"
    assert await propose(near) == [Problem.NEAR_COPY]
    assert [edit.after for edit in await in_database.edits()] == ["ta for getting back to us"]
    assert await propose(near, knowingly=True) == [Problem.NEAR_COPY]
    assert len(await in_database.edits()) == 2


def test_the_demo_leaves_a_checkout_alone_unless_it_is_told(data: Path, tmp_path: Path) -> None:
    def kept(mode: Mode, wanted: ExamplesKept, folder: Path = data) -> type[ExampleFiles]:
        settings = Settings.model_construct(mode=mode, examples_kept=wanted)
        return type(example_files(settings, folder))

    outside = tmp_path / "released"
    shutil.copytree(data, outside / "data")
    assert is_checkout(data)
    assert kept(Mode.DEMO, ExamplesKept.AUTOMATIC) is InDatabase
    assert kept(Mode.DEMO, ExamplesKept.CHECKOUT) is InCheckout
    assert kept(Mode.PRODUCTION, ExamplesKept.AUTOMATIC) is InCheckout
    assert kept(Mode.PRODUCTION, ExamplesKept.DATABASE) is InDatabase
    assert kept(Mode.PRODUCTION, ExamplesKept.AUTOMATIC, outside / "data") is InDatabase
