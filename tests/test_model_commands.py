"""Promoting and going back from the command line, with the accounts of a real database."""

import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.people_commands import in_database
from bot.promotion.promoting import take_in
from bot.promotion.versions import State, Store
from bot.storage import embedded, staff
from bot.storage.encryption import Vault
from tests.promotion.building import NOW, candidate, serving_folder

pytestmark = pytest.mark.service

STAFF = {"eleri": Role.TRAINER, "nia": Role.SAFEGUARDING_LEAD, "tom": Role.PRACTITIONER, "left": Role.TRAINER}


async def add_staff(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
    for username, role in STAFF.items():
        await staff.add(
            *(connection, vault),
            username=username,
            name="Staff Example",
            phone=None,
            role=role,
            language=Language.ENGLISH,
            password_hash="none",
            totp_secret="",
            now=now,
        )
    left = await staff.by_username(connection, vault, "left")
    await connection.execute(text("UPDATE practitioners SET active = false WHERE id = :id"), {"id": left})


@pytest.fixture(scope="module")
def service() -> Iterator[Path]:
    """A demo's data folder with staff in its database, as the settings of this process say."""
    folder = Path(tempfile.mkdtemp(prefix="hafan-tests-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAFAN_DATA_FOLDER", str(folder))
        patch.setenv("HAFAN_MODELS_FOLDER", str(folder / "models"))
        in_database(add_staff, "")
        yield folder
    embedded.remove(folder)


@pytest.fixture
def store(service: Path) -> Iterator[Store]:
    models = service / "models"
    models.mkdir()
    made = serving_folder(models)
    take_in(made, NOW)
    yield made
    embedded.remove(models)


def waiting(store: Store) -> str:
    serving = store.serving()
    assert serving
    return candidate(store, "second", serving.id).id


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def promote(version: str, asked_by: str, approved_by: str) -> tuple[int, str]:
    return run("promote", version, "--asked-by", asked_by, "--approved-by", approved_by)


def trail() -> list[str]:
    """What was done with models, by the audit trail."""
    found: list[str] = []

    async def read(connection: AsyncConnection, _: Vault, __: datetime) -> None:
        query = "SELECT action, subject FROM audit WHERE action LIKE 'model:%' ORDER BY at"
        found.extend(f"{row.action} {row.subject}" for row in await connection.execute(text(query)))

    in_database(read, "")
    return found


def test_a_trainer_and_a_lead_promote_and_one_step_goes_back(store: Store) -> None:
    version, before = waiting(store), store.serving()
    assert before
    assert promote(version, "eleri", "nia")[0] == 0
    assert store.version(version).state is State.SERVING
    assert run("rollback")[0] == 0
    assert store.version(before.id).state is State.SERVING
    assert trail()[-2:] == [f"model:promote {version}", f"model:roll_back {before.id}"]


@pytest.mark.parametrize(
    ("asked_by", "approved_by", "reason"),
    [
        ("eleri", "ELERI", "Whoever asks may not approve"),
        ("tom", "nia", "tom may not decide"),
        ("eleri", "tom", "tom may not decide"),
        ("eleri", "left", "left may not decide"),
        ("eleri", "nobody", "nobody signs in as nobody"),
    ],
)
def test_who_may_not_is_refused_and_leaves_no_entry(
    store: Store, asked_by: str, approved_by: str, reason: str
) -> None:
    version, entries = waiting(store), trail()
    code, said = promote(version, asked_by, approved_by)
    assert code == 1
    assert reason in " ".join(said.split())
    assert store.version(version).state is State.CANDIDATE
    assert trail() == entries


def test_the_table_lists_every_version_with_its_state(store: Store) -> None:
    version, serving = waiting(store), store.serving()
    assert serving
    code, said = run("models")
    assert code == 0
    assert re.search(rf"{version}\W+candidate", said)
    assert re.search(rf"{serving.id}\W+serving", said)


def test_with_nothing_to_go_back_to_it_says_so(store: Store) -> None:
    assert store.serving()
    code, said = run("rollback")
    assert code == 1
    assert "No earlier version" in said


@pytest.mark.parametrize("name", ["20261122-2141-0000", "..", "nonsense"])
def test_an_unknown_version_is_refused(store: Store, name: str) -> None:
    assert store.serving()
    code, said = promote(name, "eleri", "nia")
    assert code == 1
    assert "hafan models" in " ".join(said.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("promote", "20261122-2141-3f2a"),
        ("train", "--data", "."),
        ("train", "--compare", "--if-stale"),
        ("train", "--compare", "--data", "no-such-folder"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
