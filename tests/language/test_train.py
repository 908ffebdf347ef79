"""What the identification of languages learns from the trainers' files."""

from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.language.train import BrokenArtefactError, NoExamplesError, examples, fit, load, train

_FILE = """version: "3.1"
nlu:
  - intent: wellbeing
    examples: |
      - {example}
"""


@pytest.fixture
def nlu_folder(tmp_path: Path) -> Path:
    for language, example in (
        ("en", "my [sister](person) is zonked"),
        ("cy", 'ma [chwaer fi]{"entity": "x"} yn swrth'),
    ):
        (tmp_path / language).mkdir()
        (tmp_path / language / "wellbeing.yml").write_text(_FILE.format(example=example), encoding="utf-8")
    return tmp_path


def test_examples_are_the_lines_without_entity_marks(nlu_folder: Path) -> None:
    assert examples(nlu_folder, Language.ENGLISH) == ["my sister is zonked"]
    assert examples(nlu_folder, Language.WELSH) == ["ma chwaer fi yn swrth"]


def test_a_word_that_trainers_write_in_one_language_comes_to_speak_for_it(nlu_folder: Path) -> None:
    before = fit(nlu_folder).weight("zonked")
    more = _FILE.format(example="zonked again\n      - so zonked\n      - zonked after pe")
    (nlu_folder / "en" / "tired.yml").write_text(more, encoding="utf-8")
    assert fit(nlu_folder).weight("zonked") < before


def test_the_artefact_holds_all_that_was_learned(nlu_folder: Path, tmp_path: Path) -> None:
    artefact = tmp_path / "models" / "language.json"
    train(nlu_folder, artefact)
    assert load(artefact) == fit(nlu_folder)


def test_training_twice_gives_the_same_bytes(nlu_folder: Path, tmp_path: Path) -> None:
    for name in ("first.json", "second.json"):
        train(nlu_folder, tmp_path / name)
    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "second.json").read_bytes()


def test_a_folder_without_welsh_is_refused_by_name(nlu_folder: Path) -> None:
    (nlu_folder / "cy" / "wellbeing.yml").unlink()
    with pytest.raises(NoExamplesError, match="cy"):
        fit(nlu_folder)


@pytest.mark.parametrize("content", ["", "{}", '{"listed": {"dwi": "klingon"}, "seen": {}, "groups": {}}'])
def test_a_broken_artefact_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "language.json").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenArtefactError, match="train again"):
        load(tmp_path / "language.json")
