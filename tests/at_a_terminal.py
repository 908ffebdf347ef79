"""A demo's data folder with staff and models, for commands that are run in this process."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from bot import in_force
from bot.cli import app
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.people_commands import in_database
from bot.promotion.promoting import take_in
from bot.promotion.versions import Store
from bot.storage import embedded, staff
from bot.storage.encryption import Vault
from bot.web.passwords import hash_password
from tests.fixtures import hears_hurt
from tests.promotion.building import NOW, candidate, serving_folder

STAFF = {"eleri": Role.TRAINER, "nia": Role.SAFEGUARDING_LEAD, "tom": Role.PRACTITIONER, "left": Role.TRAINER}
SECRETS = {username: pyotp.random_base32() for username in STAFF}
PASSWORD = "made up for this test"


async def _add_staff(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
    stored = hash_password(PASSWORD)
    for username, role in STAFF.items():
        await staff.add(
            *(connection, vault),
            username=username,
            name="Staff Example",
            phone=None,
            role=role,
            language=Language.ENGLISH,
            password_hash=stored,
            totp_secret=SECRETS[username],
            now=now,
        )
    left = await staff.by_username(connection, vault, "left")
    await connection.execute(text("UPDATE practitioners SET active = false WHERE id = :id"), {"id": left})


@pytest.fixture(scope="module")
def staffed() -> Iterator[Path]:
    """A demo's data folder with staff in its database, as the settings of this process say."""
    folder = Path(tempfile.mkdtemp(prefix="hafan-tests-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAFAN_DATA_FOLDER", str(folder))
        patch.setenv("HAFAN_MODELS_FOLDER", str(folder / "models"))
        in_database(_add_staff, "")
        yield folder
    embedded.remove(folder)


@pytest.fixture
def kept_models(staffed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A model that serves there."""
    models = staffed / "models"
    models.mkdir()
    made = serving_folder(models)
    take_in(made, NOW)
    monkeypatch.setattr(in_force, "screen_text", lambda _: hears_hurt)
    yield made
    embedded.remove(models)


def waiting(store: Store) -> str:
    """A candidate that was compared with what serves."""
    serving = store.serving()
    assert serving
    return candidate(store, "second", serving.id).id


def run(*arguments: str, typed: str = "") -> tuple[int, str]:
    """The command's exit code, and all that it said in one line."""
    result = CliRunner().invoke(app, arguments, input=typed)
    return result.exit_code, result.output


def signs(
    username: str, reason: str = "Hears more ways of saying hello.", *, password: str = PASSWORD
) -> str:
    """What somebody types to prove who they are and to say why, with a code that nobody spent."""
    query("UPDATE practitioners SET totp_last_step = 0 RETURNING 1")
    return f"{password}\n{pyotp.TOTP(SECRETS[username]).now()}\n{reason}\n"


def query(statement: str, **parameters: object) -> list[tuple[object, ...]]:
    """Rows of the service's database."""
    found: list[tuple[object, ...]] = []

    async def read(connection: AsyncConnection, _: Vault, __: datetime) -> None:
        found.extend(tuple(row) for row in await connection.execute(text(statement), parameters))

    in_database(read, "")
    return found


def trail() -> list[str]:
    """What was done with models, by the audit trail."""
    rows = query("SELECT action, subject FROM audit WHERE action LIKE 'model:%' ORDER BY at")
    return [f"{action} {subject}" for action, subject in rows]


def id_of(username: str) -> UUID:
    """Whose account it is."""
    found: list[UUID | None] = []

    async def read(connection: AsyncConnection, vault: Vault, _: datetime) -> None:
        found.append(await staff.by_username(connection, vault, username))

    in_database(read, "")
    assert found[0]
    return found[0]
