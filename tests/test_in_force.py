"""What leads decided counts for commands too."""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import in_force
from bot.domain.concerns import Severity
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.in_force import Decided, decided_here
from bot.people_commands import in_database
from bot.recipes import TrainingError
from bot.safeguarding_changes import rule_text
from bot.safeguarding_changes.serving import Screening
from bot.screening.gate import Locked, load_locked
from bot.settings import Settings
from bot.storage import embedded, staff
from bot.storage.encryption import Vault, seal
from bot.storage.safeguarding_changes import Change, Content, Kind
from bot.storage.safeguarding_tables import safeguarding_changes
from tests.safeguarding_changes.writing import Folder, release

NEW = "my mate ran away from the home again"
LOCKED = Change(Kind.LOCKED, "x", False, Content(NEW, severity="high"))


def here(folder: Path, **others: object) -> Settings:
    given = {"data_folder": folder, "database_url": None, "worker_database_url": None}
    return Settings().model_copy(update=given | others)


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The data folder of a service in which two leads locked one disclosure more; nothing of it runs."""
    folder = Path(tempfile.mkdtemp(prefix="hafan-tests-"))
    monkeypatch.setenv("HAFAN_DATA_FOLDER", str(folder))
    in_database(lock_one_more, "")
    yield folder
    embedded.remove(folder)


async def lock_one_more(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
    leads = [await add_lead(connection, vault, name, now) for name in ("nia", "ifor")]
    change = uuid4()
    words = json.dumps(asdict(LOCKED.content))
    await connection.execute(
        insert(safeguarding_changes).values(
            id=change,
            kind=LOCKED.kind,
            target=LOCKED.target,
            removes=LOCKED.removes,
            content_sealed=seal(vault.service_key(), words, f"safeguarding_changes.content:{change}"),
            reason_sealed=b"",
            proposed_by=leads[0],
            proposed_at=now,
            written_by=leads[0],
            state="approved",
            decided_by=leads[1],
            decided_at=now,
            version=1,
        )
    )


async def add_lead(connection: AsyncConnection, vault: Vault, name: str, now: datetime) -> object:
    return await staff.add(
        *(connection, vault),
        username=name,
        name="Lead Example",
        phone=None,
        role=Role.SAFEGUARDING_LEAD,
        language=Language.WELSH,
        password_hash="none",
        totp_secret="",
        now=now,
    )


@pytest.mark.service
def test_what_leads_locked_on_the_pages_is_locked_for_commands_though_nothing_runs(set_up: Path) -> None:
    leads = asyncio.run(decided_here(here(set_up)))
    assert leads.version == 1
    assert leads.locked == (*load_locked(), Locked(NEW, Severity.HIGH))


@pytest.mark.service
def test_a_database_that_does_not_answer_forgets_nothing_silently(tmp_path: Path) -> None:
    nowhere = SecretStr(f"postgresql://postgres@/hafan?host={tmp_path}")
    settings = here(tmp_path, database_url=nowhere, master_key=SecretStr("A" * 43 + "="))
    with pytest.raises(TrainingError, match="does not answer"):
        asyncio.run(decided_here(settings))


def test_where_no_service_was_set_up_the_files_are_all_there_is(tmp_path: Path) -> None:
    assert asyncio.run(decided_here(here(tmp_path))) == Decided()
    assert Decided().locked == load_locked()
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A small release, which is what screens."""
    made = release(tmp_path / "released")
    monkeypatch.setattr(in_force, "screen_text", lambda _: Screening(made.rules))
    return made


def rule(folder: Folder, new: str) -> Change:
    base = rule_text.find(folder.released.texts(), "missing-plain").text
    return Change(Kind.RULE, "missing-plain", False, Content(base.replace('"ran away"', new), base))


def test_rules_that_leads_approved_screen_for_commands(folder: Folder) -> None:
    assert Decided().screen(folder.path)("i runned away") == ()
    leads = Decided((rule(folder, '"(ran|runned) away"'),), 1)
    assert [concern.rule for concern in leads.screen(folder.path)("i runned away")] == ["missing-plain"]


def test_approved_rules_that_do_not_compile_are_told_and_not_left_out(folder: Folder) -> None:
    with pytest.raises(TrainingError, match="approved on the pages are broken"):
        Decided((rule(folder, '"{nowhere} away"'),), 1).screen(folder.path)
