"""Telling languages apart while the model is replaced."""

import json
from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.promotion import language_in_use
from bot.promotion.language_in_use import LanguageInUse


def put(artefact: Path, word: str, kind: str) -> None:
    """A model that knows one word, put in the other's place in one step."""
    part = artefact.with_suffix(".part")
    part.write_text(json.dumps({"listed": {word: kind}, "seen": {}, "groups": {}}))
    part.replace(artefact)


@pytest.fixture
def artefact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(language_in_use, "LOOK_SECONDS", -1.0)
    file = tmp_path / "language.json"
    put(file, "zib", "welsh")
    return file


def test_a_new_model_is_in_use_as_soon_as_it_is_there(artefact: Path) -> None:
    detect = LanguageInUse(artefact)
    assert detect("zib zib") is Language.WELSH
    put(artefact, "zib", "english")
    assert detect("zib zib") is Language.ENGLISH


@pytest.mark.parametrize("broken", ["", "{}", "half of a fi"])
def test_what_cannot_be_read_leaves_the_model_in_use(artefact: Path, broken: str) -> None:
    detect = LanguageInUse(artefact)
    artefact.write_text(broken)
    assert detect("zib zib") is Language.WELSH
    put(artefact, "zib", "english")
    assert detect("zib zib") is Language.ENGLISH


def test_a_file_that_is_gone_leaves_the_model_in_use(artefact: Path) -> None:
    detect = LanguageInUse(artefact)
    artefact.unlink()
    assert detect("zib zib") is Language.WELSH


def test_what_a_person_last_wrote_decides_where_words_do_not(artefact: Path) -> None:
    assert LanguageInUse(artefact)("7", Language.WELSH) is Language.WELSH
