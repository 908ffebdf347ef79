"""What serves is compared with is what it was trained from, though somebody edits data/ meanwhile."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.promotion.examination import Examined, about_safety, known_topics
from bot.promotion.examples import Example, read_examples
from bot.promotion.learned import committed, examples_of
from bot.promotion.objections import Kind
from bot.promotion.promoting import take_in
from bot.promotion.versions import LEARNED, Store, Version
from bot.recipes import DATA_FOLDER, RECIPES, data_hash
from tests.promotion.building import NOW, entries, serving_folder

FILE = "nlu/en/smalltalk.yml"
FIRST = "      - hiyaaa\n"
PUT_IN = "my stepdad hits me when hes drunk"
AS_EXAMPLE = Example(Language.ENGLISH, "greet", PUT_IN, FILE)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of data/, as far as it holds examples, for a text editor."""
    folder = tmp_path / "data"
    shutil.copytree(DATA_FOLDER / LEARNED, folder / LEARNED)
    return folder


def edit(data: Path) -> None:
    """Put a disclosure in as a greeting."""
    content = (data / FILE).read_text()
    assert FIRST in content
    (data / FILE).write_text(content.replace(FIRST, f"{FIRST}      - {PUT_IN}\n", 1))


def git(data: Path, *arguments: str) -> None:
    program = shutil.which("git")
    assert program
    nobody = ("-c", "user.name=Nobody Example", "-c", "user.email=nobody@hafan.example")
    subprocess.run([program, *nobody, *arguments], cwd=data, check=True, capture_output=True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "models").mkdir()
    return serving_folder(tmp_path / "models")


def taken_in(store: Store) -> Version:
    version = take_in(store, NOW)
    assert version
    return version


def test_a_disclosure_put_in_by_a_text_editor_is_new_and_objected_to(store: Store, data: Path) -> None:
    version = taken_in(store)
    store.keep_learned(version.id, data)
    edit(data)
    examined = Examined(list(read_examples(data)), examples_of(store, version, data), known_topics())
    assert examined.new == [AS_EXAMPLE]
    [found] = about_safety(examined, hears_hurt, (), Severity.MEDIUM)
    assert (found.kind, found.parameters["text"]) == (Kind.LOOKS_LIKE_DISCLOSURE, PUT_IN)


def hears_hurt(text: str) -> tuple[Concern, ...]:
    return (
        (Concern(Category.PHYSICAL_ABUSE, Severity.HIGH, "rule", None, 1.0, None),) if text == PUT_IN else ()
    )


def test_without_a_copy_the_examples_as_they_were_committed_count(store: Store, data: Path) -> None:
    git(data, "init", "-q")
    git(data, "add", "nlu")
    git(data, "commit", "-q", "-m", "Release")
    edit(data)
    assert AS_EXAMPLE in list(read_examples(data))
    assert AS_EXAMPLE not in examples_of(store, taken_in(store), data)


def test_without_git_the_released_files_count(data: Path) -> None:
    with committed(data) as folder:
        assert folder == data


@pytest.mark.parametrize("name", ["assistant", "language"])
def test_a_copy_is_kept_of_what_data_still_holds_when_a_version_is_taken_in(store: Store, name: str) -> None:
    version = taken_in(store)
    assert store.learned(version.id) is None
    made = entries(store.models, "built from something else")
    [recipe] = (recipe for recipe in RECIPES if recipe.name == name)
    made[name]["data_hash"] = data_hash(recipe)
    store.write(Version(**{**vars(version), "entries": made}))
    kept = store.learned(taken_in(store).id)
    assert kept
    assert list(read_examples(kept)) == list(read_examples(DATA_FOLDER))
