import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import training
from bot.recipes import MANIFEST, Recipe, TrainingError
from bot.screening import gate
from bot.training import CANDIDATE, begin, build, finish

SOURCES = ("config.yml",)


def writes(words: str, *, screens: bool = False) -> Recipe:
    def to(folder: Path) -> Sequence[str]:
        (folder / "model").write_text(words)
        return ["so good"]

    return Recipe("made-up", "model", SOURCES, to, screens)


def trained(recipe: Recipe, folder: Path) -> None:
    build(recipe, begin(folder))
    finish([recipe], folder)


def test_a_model_serves_once_all_are_built(tmp_path: Path) -> None:
    (tmp_path / "model").write_text("old")
    candidate = begin(tmp_path)
    entry = build(writes("new"), candidate)
    assert (tmp_path / "model").read_text() == "old"
    finish([writes("new")], tmp_path)
    assert (tmp_path / "model").read_text() == "new"
    assert json.loads((tmp_path / MANIFEST).read_text()) == {"made-up": entry}
    assert not (tmp_path / CANDIDATE).exists()


def test_what_is_refused_leaves_what_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained(writes("old"), tmp_path)
    monkeypatch.setattr("bot.app.screen_text", lambda folder: None)
    monkeypatch.setattr(gate, "objections", lambda screen: ["recall in Welsh fell", "locked disclosure 3"])
    build(writes("new", screens=True), begin(tmp_path))
    with pytest.raises(TrainingError, match=r"(?s)goes on serving.*Welsh fell.*disclosure 3"):
        finish([writes("new", screens=True)], tmp_path)
    assert (tmp_path / "model").read_text() == "old"
    assert not (tmp_path / CANDIDATE).exists()


def test_a_model_that_hears_nothing_of_young_people_needs_no_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "_ask_the_gate", lambda candidate: pytest.fail("asked"))
    trained(writes("new"), tmp_path)


def test_an_interrupted_training_is_begun_anew(tmp_path: Path) -> None:
    (begin(tmp_path) / "left over").write_text("half")
    assert list(begin(tmp_path).iterdir()) == []
