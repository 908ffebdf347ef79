"""Training and listing versions from the command line, with a real database."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import in_force, model_commands
from bot.in_force import Decided
from bot.promotion.candidate import Order
from bot.promotion.steps import Progress, Step
from bot.promotion.versions import State, Store, Version
from bot.recipes import DATA_FOLDER, TrainingError
from bot.storage.safeguarding_changes import Change, Content, Kind
from tests.at_a_terminal import id_of, query, run, trail, waiting
from tests.web import versions

pytestmark = pytest.mark.service

NOBODY_DECIDED = Decided()


@pytest.fixture
def compared(kept_models: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """`hafan train --compare`, with something quick in the place of the training, and of what screens."""

    def compare(outcome: Version | Exception, leads: Decided = NOBODY_DECIDED) -> tuple[int, str]:
        async def decided(*_: object) -> Decided:
            return leads

        def train(data: Path, into: Store, order: Order, report: Progress) -> Version:
            report(Step.TRAIN, 0.5)
            assert (data, into.models, order.locked) == (DATA_FOLDER, kept_models.models, leads.locked)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(in_force, "screen_text", lambda _: None)
        monkeypatch.setattr(model_commands, "decided", decided)
        monkeypatch.setattr(model_commands, "train_candidate", train)
        return run("train", "--compare")

    return compare


def test_a_candidate_is_on_the_trail_and_was_examined_by_what_leads_locked(
    kept_models: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    serving = kept_models.serving()
    assert serving
    version = versions.add_candidate(kept_models, "owner")
    locked = Change(Kind.LOCKED, "x", False, Content("my mate ran away again", severity="high"))
    code, said = compared(version, Decided((locked,)))
    assert code == 0
    assert "4 messages" in said
    assert re.search(r"greet +\d\.\d{3} +\+\d\.\d{3}", said)
    assert f"hafan promote {version.id}" in " ".join(said.split())
    assert [entry.split()[0] for entry in trail()[-2:]] == ["model:train", "model:trained"]
    assert trail()[-1].endswith(version.id)


def test_a_candidate_that_is_refused_says_why_and_ends_with_1(
    kept_models: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    version = versions.add_candidate(
        kept_models, "owner", objections=(versions.DISCLOSURE,), state=State.REFUSED
    )
    code, said = compared(version)
    assert code == 1
    assert "looks like a disclosure (physical_abuse, high)" in said


def test_a_training_that_fails_is_on_the_trail_with_what_the_program_said(
    kept_models: Store, compared: Callable[..., tuple[int, str]]
) -> None:
    assert kept_models.serving()
    code, said = compared(TrainingError("the last lines of Rasa"))
    assert code == 1
    assert "the last lines of Rasa" in said
    assert [entry.split()[0] for entry in trail()[-2:]] == ["model:train", "model:train_failed"]


def test_what_trainers_changed_in_the_database_is_trained_from(
    kept_models: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where there is no checkout to keep changes in."""
    monkeypatch.setenv("HAFAN_EXAMPLES_KEPT", "database")
    path, greeting = "nlu/en/smalltalk.yml", "hiya from the database"
    released = (DATA_FOLDER / path).read_text()
    changed = released.replace("      - hiyaaa\n", f"      - {greeting}\n", 1)
    query(
        "INSERT INTO example_files (path, base, base_hash, content, changed_by, changed_at)"
        " VALUES (:path, :base, :hash, :content, :by, now()) RETURNING 1",
        path=path,
        base=released,
        hash=hashlib.sha256(released.encode()).hexdigest(),
        content=changed,
        by=id_of("eleri"),
    )
    version = versions.add_candidate(kept_models, "owner")
    seen: list[tuple[Path, str]] = []

    def train(data: Path, into: Store, order: Order, report: Progress) -> Version:
        seen.append((data, (data / path).read_text()))
        return version

    monkeypatch.setattr(model_commands, "train_candidate", train)
    assert run("train", "--compare")[0] == 0
    assert run("train", "--compare", "--data", str(DATA_FOLDER))[0] == 0
    query("DELETE FROM example_files RETURNING 1")
    [(copied, learned), (asked_for, _)] = seen
    assert (learned, asked_for) == (changed, DATA_FOLDER)
    assert not copied.exists()


def test_a_version_is_compared_again_and_nothing_is_trained(
    kept_models: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = versions.beside_promoted(kept_models)

    def compare_again(store: Store, version_id: str, order: Order, report: Progress) -> Version:
        report(Step.EVALUATE, 0.5)
        return store.version(version_id)

    monkeypatch.setattr(model_commands, "compare_again", compare_again)
    code, said = run("train", "--compare", "--version", version.id)
    assert code == 0
    assert "Compared with the last promoted too" in said
    assert "Worse than by the last promoted: " in said
    assert "Examples that the last promoted had learned and this one has not: 1." in said
    assert "helo bobol" in said
    assert trail()[-1] == f"model:compared_again {version.id}"


def test_what_serves_is_not_compared_again_and_that_is_on_the_trail(kept_models: Store) -> None:
    serving = kept_models.serving()
    assert serving
    code, said = run("train", "--compare", "--version", serving.id)
    assert (code, "only a candidate, or one that was rolled back from" in " ".join(said.split())) == (1, True)
    assert trail()[-2:] == [f"model:compare_again {serving.id}", f"model:compare_again_failed {serving.id}"]


def test_everything_about_one_version_is_printed_for_keeping(kept_models: Store) -> None:
    version = versions.add_candidate(kept_models, "owner", objections=(versions.LOCKED,), state=State.REFUSED)
    code, said = run("models", version.id)
    assert code == 0
    for words in ("refused", "code abc1234", "assistant: data number", "compared with", "Worse: "):
        assert words in said
    assert "locked disclosure number 12" in said


def test_the_table_lists_every_version_with_its_state(kept_models: Store) -> None:
    version, serving = waiting(kept_models), kept_models.serving()
    assert serving
    code, said = run("models")
    assert code == 0
    assert re.search(rf"{version}\W+candidate", said)
    assert re.search(rf"{serving.id}\W+serving", said)


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "--data", "."),
        ("train", "--compare", "--if-stale"),
        ("train", "--version", "20261122-2141-3f2a"),
        ("train", "--compare", "--version", "20261122-2141-3f2a", "--data", "."),
        ("train", "--compare", "--data", "no-such-folder"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2
