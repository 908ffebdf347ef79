"""Promoting and going back from the command line, with the accounts of a real database."""

import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner

from bot import in_force, model_commands
from bot.cli import app
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.in_force import Decided
from bot.people_commands import in_database
from bot.promotion.candidate import Order, Progress, Step
from bot.promotion.promoting import take_in
from bot.promotion.versions import State, Store, Version
from bot.recipes import DATA_FOLDER, TrainingError
from bot.storage import embedded, model_requests, staff
from bot.storage.encryption import Vault
from bot.storage.model_requests import Decision
from bot.storage.safeguarding_changes import Change, Content, Kind
from tests.fixtures import hears_hurt
from tests.promotion.building import NOW, candidate, learn, serving_folder
from tests.web import versions

pytestmark = pytest.mark.service

NOBODY_DECIDED = Decided()
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
def store(service: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    models = service / "models"
    models.mkdir()
    made = serving_folder(models)
    take_in(made, NOW)
    monkeypatch.setattr(in_force, "screen_text", lambda _: hears_hurt)
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
        ("tom", "nia", "tom may not ask for a model: only a trainer may"),
        ("nia", "eleri", "nia may not ask for a model: only a trainer may"),
        ("eleri", "tom", "tom may not approve one: only a safeguarding lead or trainer may"),
        ("eleri", "left", "left may not approve one"),
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


def test_a_refused_promotion_is_on_the_trail_as_on_the_pages(store: Store) -> None:
    version = waiting(store)
    code, said = promote(version, "eleri", "ELERI")
    assert code == 1
    assert "Whoever asks may not approve" in " ".join(said.split())
    assert store.version(version).state is State.CANDIDATE
    assert trail()[-1] == f"model:refuse {version}"


def test_examples_are_looked_at_again_by_what_leads_decided_since(store: Store) -> None:
    version = waiting(store)
    learn(store, version, ["he said hell hurt me"])
    code, said = promote(version, "eleri", "nia")
    assert code == 1
    assert "looks like a disclosure" in " ".join(said.split())
    assert store.version(version).state is State.CANDIDATE


def test_what_a_colleague_declined_is_refused(store: Store) -> None:
    version = waiting(store)

    async def decline(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        asker, decider = [await staff.by_username(connection, vault, name) for name in ("eleri", "nia")]
        enter = text("SELECT set_config('app.user_id', :member, true)")
        await connection.execute(enter, {"member": str(asker)})
        await model_requests.ask(connection, vault, version, "It is better.", now)
        [asked] = await model_requests.requests(connection, vault, version)
        await connection.execute(enter, {"member": str(decider)})
        said = (Decision.DECLINED, "It is not.", now)
        assert await model_requests.decide(connection, vault, asked.id, *said) is None

    in_database(decline, "")
    code, said = promote(version, "eleri", "nia")
    assert code == 1
    assert "a colleague declined" in " ".join(said.split())
    assert store.version(version).state is State.CANDIDATE


@pytest.fixture
def compared(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """`hafan train --compare`, with something quick in the place of the training, and of what screens."""

    def compare(outcome: Version | Exception, leads: Decided = NOBODY_DECIDED) -> tuple[int, str]:
        async def decided(*_: object) -> Decided:
            return leads

        def train(data: Path, into: Store, order: Order, report: Progress) -> Version:
            report(Step.TRAIN, 0.5)
            assert (data, into.models, order.locked) == (DATA_FOLDER, store.models, leads.locked)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(in_force, "screen_text", lambda _: None)
        monkeypatch.setattr(model_commands, "decided", decided)
        monkeypatch.setattr(model_commands, "train_candidate", train)
        return run("train", "--compare")

    return compare


def test_a_candidate_is_on_the_trail_and_was_examined_by_what_leads_locked(
    store: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    serving = store.serving()
    assert serving
    version = versions.add_candidate(store, "owner")
    locked = Change(Kind.LOCKED, "x", False, Content("my mate ran away again", severity="high"))
    code, said = compared(version, Decided((locked,)))
    assert code == 0
    assert "4 messages" in said
    assert re.search(r"greet +\d\.\d{3} +\+\d\.\d{3}", said)
    assert f"hafan promote {version.id}" in " ".join(said.split())
    assert [entry.split()[0] for entry in trail()[-2:]] == ["model:train", "model:trained"]
    assert trail()[-1].endswith(version.id)


def test_a_candidate_that_is_refused_says_why_and_ends_with_1(
    store: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    version = versions.add_candidate(store, "owner", objections=(versions.DISCLOSURE,), state=State.REFUSED)
    code, said = compared(version)
    assert code == 1
    assert "looks like a disclosure (physical_abuse, high)" in said


def test_a_training_that_fails_is_on_the_trail_with_what_the_program_said(
    store: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    assert store.serving()
    code, said = compared(TrainingError("the last lines of Rasa"))
    assert code == 1
    assert "the last lines of Rasa" in said
    assert [entry.split()[0] for entry in trail()[-2:]] == ["model:train", "model:train_failed"]


def test_everything_about_one_version_is_printed_for_keeping(store: Store) -> None:
    version = versions.add_candidate(store, "owner", objections=(versions.LOCKED,), state=State.REFUSED)
    code, said = run("models", version.id)
    assert code == 0
    for words in ("refused", "code abc1234", "assistant: data number", "compared with", "Worse: "):
        assert words in said
    assert "locked disclosure number 12" in said


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
