import asyncio
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import training
from bot.promotion.code_version import code_version
from bot.promotion.examples import read_examples
from bot.promotion.promoting import ENGINEERS
from bot.promotion.versions import Store
from bot.recipes import DATA_FOLDER, MANIFEST, RECIPES, Recipe, TrainingError, data_hash
from bot.screening import gate
from bot.settings import Settings
from bot.training import CANDIDATE, begin, build
from tests.promotion import building

SOURCES = ("config.yml",)


def writes(words: str, *, screens: bool = False) -> Recipe:
    def to(folder: Path) -> Sequence[str]:
        (folder / "model").write_text(words)
        return ["so good"]

    return Recipe("made-up", "model", SOURCES, to, screens)


def finish(recipe: Recipe, folder: Path) -> None:
    """As a service does that was never set up on this machine."""
    given = {"models_folder": folder, "data_folder": folder / "nobody's", "database_url": None}
    asyncio.run(training.finish([recipe], Settings().model_copy(update=given)))


def trained(recipe: Recipe, folder: Path) -> None:
    build(recipe, begin(folder))
    finish(recipe, folder)


def test_a_model_serves_once_all_are_built(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("old")
    candidate = begin(tmp_path)
    entry = build(writes("new"), candidate)
    assert (tmp_path / "model").read_text() == "old"
    finish(writes("new"), tmp_path)
    assert (tmp_path / "model").read_text() == "new"
    assert json.loads((tmp_path / MANIFEST).read_text()) == {"made-up": entry}
    assert entry["data_hash"] == data_hash(writes("new"))
    assert entry["figures"] == ["so good"]
    assert (entry["by"], entry["code"]) == (ENGINEERS, code_version())
    assert entry["built_at"].endswith("+00:00")
    assert not (tmp_path / CANDIDATE).exists()


def test_what_is_refused_leaves_what_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(writes("old"), tmp_path)
    monkeypatch.setattr("bot.in_force.screen_text", lambda folder: None)
    monkeypatch.setattr(
        gate, "objections", lambda screen, locked: ["recall in Welsh fell", "locked disclosure 3"]
    )
    build(writes("new", screens=True), begin(tmp_path))
    with pytest.raises(TrainingError, match=r"(?s)goes on serving.*Welsh fell.*disclosure 3"):
        finish(writes("new", screens=True), tmp_path)
    assert (tmp_path / "model").read_text() == "old"
    assert not (tmp_path / CANDIDATE).exists()


def test_the_gate_goes_by_what_leads_locked_and_approved_on_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, object]] = []

    class Leads:
        locked = ("what leads locked",)

        def screen(self, models: Path) -> str:
            return f"what they approved, with the models of {models.name}"

    async def leads(_: Settings) -> Leads:
        return Leads()

    monkeypatch.setattr("bot.in_force.decided_here", leads)
    monkeypatch.setattr(gate, "objections", lambda screen, locked: asked.append((screen, locked)))
    trained(writes("new", screens=True), tmp_path)
    assert asked == [("what they approved, with the models of candidate", ("what leads locked",))]


def test_a_model_that_hears_nothing_of_young_people_needs_no_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_ask_the_gate", lambda *_: pytest.fail("asked"))
    trained(writes("new"), tmp_path)


def test_what_serves_is_kept_with_what_it_was_trained_from(tmp_path: Path) -> None:
    store = building.serving_folder(begin(tmp_path))
    manifest = json.loads((store.models / MANIFEST).read_text())
    [assistant] = (recipe for recipe in RECIPES if recipe.name == "assistant")
    manifest["assistant"]["data_hash"] = data_hash(assistant)
    (store.models / MANIFEST).write_text(json.dumps(manifest))
    finish(assistant, tmp_path)
    kept = Store(tmp_path)
    serving = kept.serving()
    assert serving
    learned = kept.learned(serving.id)
    assert learned
    assert list(read_examples(learned)) == list(read_examples(DATA_FOLDER))


def test_data_that_changes_during_a_training_leaves_the_model_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = iter(["before", "after"])
    monkeypatch.setattr(training, "data_hash", lambda recipe: next(hashes))
    assert build(writes("new"), begin(tmp_path))["data_hash"] == "before"


def test_an_interrupted_training_is_begun_anew(tmp_path: Path) -> None:
    (begin(tmp_path) / "left over").write_text("half")
    assert list(begin(tmp_path).iterdir()) == []


def assistant_alone(monkeypatch: pytest.MonkeyPatch) -> Recipe:
    """A recipe that is the only one there is, whose data has the hash "today"."""
    recipe = writes("assistant")
    monkeypatch.setattr(training, "RECIPES", (recipe,))
    monkeypatch.setattr(training, "data_hash", lambda recipe: "today")
    return recipe


def served(folder: Path, **entry: object) -> None:
    (folder / "model").write_text("serving")
    (folder / MANIFEST).write_text(json.dumps({"made-up": entry}))


GONE_FROM_DATA = {"nlu/en/smalltalk.yml": "the hash of a file that is not in data/"}


@pytest.mark.parametrize(
    ("entry", "stale", "kept"),
    [
        ({"data_hash": "today"}, True, True),
        ({"data_hash": "yesterday"}, False, True),
        # Promoted with changes that are not in data/: kept, and not worth telling while data/ is as it was.
        ({"data_hash": "theirs", "laid_over": "today", "changed": GONE_FROM_DATA}, True, True),
        ({"data_hash": "theirs", "laid_over": "yesterday", "changed": GONE_FROM_DATA}, True, False),
        # Promoted, and what was changed has come into data/ since, with something else.
        ({"data_hash": "theirs", "laid_over": "yesterday", "changed": {}}, False, True),
        # Rolled back: older than data/ on purpose.
        ({"data_hash": "old", "laid_over": "today", "changed": {}, "rolled_back": True}, True, True),
        ({"data_hash": "old", "laid_over": "yesterday", "changed": {}, "rolled_back": True}, True, False),
    ],
)
def test_training_what_is_stale_undoes_no_decision_of_people_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: dict[str, object], stale: bool, kept: bool
) -> None:
    recipe = assistant_alone(monkeypatch)
    served(tmp_path, **entry)
    assert training.stale(tmp_path) == ([] if stale else [recipe])
    assert training.kept(tmp_path) == ([] if kept else [recipe])


def test_a_decision_about_a_file_that_is_gone_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = assistant_alone(monkeypatch)
    served(tmp_path, data_hash="old", laid_over="today", rolled_back=True)
    (tmp_path / "model").unlink()
    assert training.stale(tmp_path) == [recipe]


@pytest.mark.parametrize("name", ["language/words.yml", "nlu/cy/service.yml"])
def test_the_language_model_is_stale_once_what_it_learns_from_changes(tmp_path: Path, name: str) -> None:
    [language] = [recipe for recipe in RECIPES if recipe.name == "language"]
    for folder in ("language", "nlu"):
        shutil.copytree(DATA_FOLDER / folder, tmp_path / folder)
    before = data_hash(language, tmp_path)
    with (tmp_path / name).open("a") as file:
        file.write("# another line\n")
    assert (data_hash(language), data_hash(language, tmp_path) == before) == (before, False)
