"""Reading examples, and snapshots to train from."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.promotion.examples import (
    ExampleFileError,
    SnapshotError,
    changed_files,
    counts,
    holds,
    read_examples,
    snapshot,
)
from bot.recipes import DATA_FOLDER, RECIPES, data_hash

SMALL = 'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hiya\n      - its [sian](name)\n'


@pytest.fixture
def copied() -> Iterator[Path]:
    folder = snapshot({"nlu/cy/smalltalk.yml": SMALL})
    yield folder
    shutil.rmtree(folder)


def test_a_snapshot_is_today_s_data_with_the_changes_laid_over(copied: Path) -> None:
    assert (copied / "nlu/cy/smalltalk.yml").read_text() == SMALL
    english = "nlu/en/smalltalk.yml"
    assert (copied / english).read_text() == (DATA_FOLDER / english).read_text()
    assert {path.name for path in copied.iterdir()} == {"nlu", "rules", "stories"}
    assert list(changed_files(copied)) == ["nlu/cy/smalltalk.yml"]


@pytest.mark.parametrize(
    "name",
    [
        "../secret.yml",
        "nlu/../rules/check_in.yml",
        "rules/check_in.yml",
        "/etc/passwd",
        "nlu/en/../../x.yml",
        "nlu/en/notes.txt",
        "nlu/smalltalk.yml",
        "safeguarding/locked.yml",
    ],
)
def test_nothing_but_files_of_examples_can_be_changed_in_a_snapshot(name: str) -> None:
    with pytest.raises(SnapshotError, match="only data/nlu"):
        snapshot({name: SMALL})


def test_the_same_files_have_the_same_hash_wherever_they_lie(copied: Path) -> None:
    """The word lists too, which no snapshot holds: those that are here serve for each."""
    changed, same = copied, snapshot({})
    assert not (same / "language").exists()
    for recipe in RECIPES:
        if recipe.name in ("assistant", "language"):
            assert data_hash(recipe, same) == data_hash(recipe)
            assert data_hash(recipe, changed) != data_hash(recipe)
    shutil.rmtree(same)


def test_today_s_files_hold_a_change_once_they_are_the_same(copied: Path) -> None:
    changed = changed_files(copied)
    assert not holds(changed)
    assert holds(changed, copied)
    assert holds({})


def test_a_file_taken_out_is_a_change(copied: Path) -> None:
    (copied / "rules/everyday.yml").unlink()
    assert changed_files(copied)["rules/everyday.yml"] == ""


def test_examples_are_read_without_the_marks_of_entities(copied: Path) -> None:
    welsh = [one for one in read_examples(copied) if one.language is Language.WELSH]
    texts = [one.text for one in welsh if one.file == "nlu/cy/smalltalk.yml"]
    assert texts == ["hiya", "its sian"]
    assert counts(welsh)["cy"]["greet"] == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('nlu:\n  - intent: "greet\n', "line 3: found unexpected end of stream"),
        ("nlu:\n  - intent: greet\n", "is not a file of examples"),
        ("- hiya\n", "is not a file of examples"),
        ("", "is not a file of examples"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content: str, complaint: str) -> None:
    folder = snapshot({"nlu/en/smalltalk.yml": content})
    with pytest.raises(ExampleFileError, match=f"nlu/en/smalltalk.yml.*{complaint}"):
        list(read_examples(folder))
    shutil.rmtree(folder)
