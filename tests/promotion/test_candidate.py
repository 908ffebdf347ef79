"""A candidate really trained, and those that never get that far."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import screen_text
from bot.domain.languages import Language
from bot.promotion.candidate import Order, train_candidate
from bot.promotion.examination import Screen
from bot.promotion.examples import read_examples, snapshot
from bot.promotion.objections import Kind
from bot.promotion.promoting import refusals
from bot.promotion.steps import Progress, Step
from bot.promotion.versions import Report, State, Store, Version
from bot.recipes import ASSISTANT_MODEL, DATA_FOLDER, LANGUAGE_MODEL, TrainingError, read_manifest
from bot.settings import ROOT
from tests.promotion.building import NOW

pytestmark = [pytest.mark.rasa, pytest.mark.slow]

GREETINGS = "nlu/en/smalltalk.yml"
FIRST_GREETING = "      - hiyaaa\n"


@pytest.fixture(scope="module")
def screen() -> Screen:
    """The screen as it serves."""
    return screen_text(ROOT / "models")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """The models that serve the tests, copied: nothing is put into service that others use."""
    for name in (ASSISTANT_MODEL, LANGUAGE_MODEL, "manifest.json"):
        shutil.copy2(ROOT / "models" / name, tmp_path)
    return Store(tmp_path)


@contextmanager
def snapped(changes: Mapping[str, str]) -> Iterator[Path]:
    folder = snapshot(changes)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def greeting(text: str) -> dict[str, str]:
    """Today's English small talk with one greeting more."""
    today = (DATA_FOLDER / GREETINGS).read_text()
    assert FIRST_GREETING in today
    return {GREETINGS: today.replace(FIRST_GREETING, f"{FIRST_GREETING}      - {text}\n", 1)}


def quietly(step: Step, share: float) -> None:
    assert step in Step
    assert 0 <= share <= 1


def trained(
    store: Store, screen: Screen, changes: Mapping[str, str], report: Progress = quietly
) -> tuple[Version, Report]:
    with snapped(changes) as data:
        version = train_candidate(data, store, Order("eleri's account", NOW, screen), report)
    return version, store.report(version.id)


@pytest.mark.timeout(900)
def test_a_candidate_is_trained_apart_compared_and_could_serve(store: Store, screen: Screen) -> None:
    steps: list[tuple[Step, float]] = []
    before = read_manifest(store.models)
    version, found = trained(
        store, screen, greeting("ey up me duck"), lambda step, share: steps.append((step, share))
    )
    assert found.objections == ()
    assert version.state is State.CANDIDATE
    assert list(dict.fromkeys(step for step, _ in steps)) == list(Step)
    assert [step for step, share in steps if share == 1] == list(Step)
    assert found.comparison
    assert {each.messages for each in found.comparison.languages} == {704}
    assert all(each.candidate > 0.7 for each in found.comparison.languages)
    assert found.examples["en"]["greet"] == len(list(greetings())) + 1
    assert list(version.entries["assistant"]["changed"]) == [GREETINGS]
    assert version.entries["assistant"]["data_hash"] != version.entries["assistant"]["laid_over"]
    assert read_manifest(store.models) == before
    manifest = version.entries["assistant"]
    assert (manifest["by"], manifest["code"]) == ("eleri's account", version.code)
    assert [line.split(":")[0] for line in manifest["figures"]] == ["en held apart", "cy held apart"]
    assert manifest["built_at"] >= NOW.isoformat()[:4]
    assert refusals(store, version, store.serving()) == []
    learned = store.learned(version.id)
    assert learned
    assert "ey up me duck" in {one.text for one in read_examples(learned)}
    # The serving model was asked once, and its answers are kept.
    serving = store.serving()
    assert serving
    assert len(store.report(serving.id).heard) == len(found.heard)


def greetings() -> Iterator[str]:
    for one in read_examples(DATA_FOLDER):
        if (one.language, one.topic) == (Language.ENGLISH, "greet"):
            yield one.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i want to kill myself", Kind.LOCKED_AS_EXAMPLE),
        ("he says hell hurt me if i tell", Kind.LOOKS_LIKE_DISCLOSURE),
    ],
)
def test_a_disclosure_as_a_greeting_is_refused_before_anything_is_trained(
    store: Store, screen: Screen, text: str, kind: Kind
) -> None:
    version, found = trained(store, screen, greeting(text))
    assert version.state is State.REFUSED
    assert version.sha256 is None
    assert [one.kind for one in found.objections] == [kind]


def test_half_of_the_welsh_examples_gone_is_refused(store: Store, screen: Screen) -> None:
    halved = {
        f"nlu/cy/{file.name}": every_other_example(file) for file in (DATA_FOLDER / "nlu/cy").glob("*.yml")
    }
    version, found = trained(store, screen, halved)
    assert version.state is State.REFUSED
    assert Kind.EXAMPLES_LOST in {one.kind for one in found.objections}
    assert {one.parameters["language"] for one in found.objections} == {"cy"}


def every_other_example(file: Path) -> str:
    kept = []
    for number, line in enumerate(file.read_text().splitlines(keepends=True)):
        if not line.startswith("      - ") or number % 2:
            kept.append(line)
    return "".join(kept)


def test_a_broken_file_is_refused_with_its_line(store: Store, screen: Screen) -> None:
    version, found = trained(store, screen, {GREETINGS: 'nlu:\n  - intent: "greet\n'})
    assert version.state is State.REFUSED
    [objection] = found.objections
    assert str(objection).startswith(f"The files cannot be used: {GREETINGS}, line 3")


def test_rasa_s_own_complaints_are_objections(store: Store, screen: Screen) -> None:
    with snapped({}) as data:
        story = (
            "stories:\n  - story: lost\n    steps:\n      - intent: greet\n      - action: utter_nowhere\n"
        )
        (data / "stories" / "lost.yml").write_text(f'version: "3.1"\n{story}')
        version = train_candidate(data, store, Order("eleri's account", NOW, screen), quietly)
    found = store.report(version.id).objections
    assert version.state is State.REFUSED
    assert {one.kind for one in found} == {Kind.INVALID_DATA}
    assert "utter_nowhere" in str(found[0])


def test_without_a_serving_model_there_is_nothing_to_compare_with(tmp_path: Path, screen: Screen) -> None:
    with pytest.raises(TrainingError, match="run `hafan train`"):
        trained(Store(tmp_path), screen, {})
