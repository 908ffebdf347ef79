"""What a version is compared with: what serves, and what two people promoted last."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot.app import screen_text
from bot.promotion import held_apart
from bot.promotion.candidate import Order
from bot.promotion.comparing_again import compare_again
from bot.promotion.comparison import Heard
from bot.promotion.examples import read_examples
from bot.promotion.held_apart import Labelled
from bot.promotion.measuring import Measured, measured
from bot.promotion.objections import Kind
from bot.promotion.promoting import PromotionRefusedError, Refusal, refusals, take_in
from bot.promotion.steps import Clock, Step
from bot.promotion.versions import KEPT, LEARNED, Report, State, Store, Version, sha256_of
from bot.recipes import ASSISTANT_MODEL, DATA_FOLDER, LANGUAGE_MODEL, MANIFEST, read_manifest
from bot.settings import ROOT
from tests.fixtures import hears_hurt
from tests.promotion.building import ELERI, NIA, NOW, candidate, promote, roll_back, serving_folder

ORDER = Order("eleri's account", NOW, hears_hurt, locked=())


def quietly(step: Step, share: float) -> None:
    assert step in Step
    assert 0 <= share <= 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of each model that was asked; the more words, the more messages it takes rightly."""
    models: list[str] = []

    def ask(
        model: Path, messages: Sequence[Labelled], tick: Callable[[float], None], stories: Path | None = None
    ) -> tuple[tuple[Heard, ...], tuple[str, ...]]:
        models.append(model.read_text())
        heard, seen = [], Counter[str]()
        for one in messages:
            seen[one[0]] += 1
            heard.append(Heard(*one, one[1] if seen[one[0]] <= len(models[-1]) else "nothing", 0.9))
        return tuple(heard), ()

    monkeypatch.setattr(held_apart, "ask", ask)
    return models


def found(store: Store, version: Version) -> Report:
    serving = store.serving()
    assert serving
    learned = store.learned(version.id)
    assert learned
    model = store.path(version.id) / ASSISTANT_MODEL
    made = Measured(version.id, model, list(read_examples(learned)))
    return measured(store, serving, made, Clock.of(store, quietly))


def rolled_back_from(store: Store, words: str, examples: Sequence[str] = ()) -> tuple[Version, Version]:
    """(what serves again, what two people had promoted)."""
    serving = take_in(store, NOW)
    assert serving
    promoted = candidate(store, words, serving.id, examples=examples)
    promote(store, promoted.id, ELERI, NIA, NOW)
    return roll_back(store, NIA, NOW + timedelta(minutes=1)), promoted


def test_after_a_roll_back_a_candidate_is_compared_with_the_last_promoted_too(
    tmp_path: Path, asked: list[str]
) -> None:
    store = serving_folder(tmp_path)
    serving, promoted = rolled_back_from(store, "with many letters", ["helo bobol", "iawn"])
    report = found(store, candidate(store, "new", serving.id, minutes=5, examples=["iawn", "hiya"]))
    assert asked == ["assistant new", "assistant first", "assistant with many letters"]
    assert report.promoted
    assert report.promoted.version == promoted.id
    assert len(report.promoted.comparison.worse) == 2 * (len("with many letters") - len("new"))
    assert [one.text for one in report.promoted.unlearned] == ["helo bobol"]
    assert report.comparison
    assert len(report.comparison.worse) == 2 * (len("first") - len("new"))


def test_what_the_last_promoted_did_better_is_told_and_refuses_nothing(
    tmp_path: Path, asked: list[str]
) -> None:
    store = serving_folder(tmp_path, "x")
    serving, _ = rolled_back_from(store, "y" * 600)
    report = found(store, candidate(store, "z", serving.id, minutes=5))
    assert asked
    assert report.promoted
    assert len(report.promoted.comparison.worse) > 500
    assert report.objections == ()


def test_a_candidate_that_fails_a_practised_conversation_is_refused(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = held_apart.ask

    def fails(
        model: Path, messages: Sequence[Labelled], tick: Callable[[float], None], stories: Path | None = None
    ) -> tuple[tuple[Heard, ...], tuple[str, ...]]:
        return ask(model, list(messages), tick)[0], ("a check-in in Welsh",) if stories else ()

    monkeypatch.setattr(held_apart, "ask", fails)
    store = serving_folder(tmp_path)
    serving = take_in(store, NOW)
    assert serving
    version = candidate(store, "second", serving.id)
    report = found(store, version)
    assert asked
    [objection] = report.objections
    assert (objection.kind, objection.parameters) == (
        Kind.CONVERSATION_FAILED,
        {"story": "a check-in in Welsh"},
    )
    store.write(version, report)
    with pytest.raises(PromotionRefusedError, match='conversation "a check-in in Welsh" goes another way'):
        promote(store, version.id, ELERI, NIA, NOW)


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("something else")])
def test_a_last_promoted_whose_file_is_gone_or_damaged_stops_no_candidate(
    tmp_path: Path, asked: list[str], damage: Callable[[Path], object]
) -> None:
    store = serving_folder(tmp_path)
    serving, promoted = rolled_back_from(store, "second")
    damage(store.path(promoted.id) / ASSISTANT_MODEL)
    with structlog.testing.capture_logs() as logged:
        report = found(store, candidate(store, "third", serving.id, minutes=5))
    assert asked == ["assistant third", "assistant first"]
    assert (report.promoted, report.objections) == (None, ())
    assert [(one["event"], one["version"]) for one in logged] == [("last_promoted_not_compared", promoted.id)]


def test_while_the_last_promoted_serves_there_is_nothing_else_to_compare_with(
    tmp_path: Path, asked: list[str]
) -> None:
    store = serving_folder(tmp_path)
    serving = take_in(store, NOW)
    assert serving
    promoted = candidate(store, "second", serving.id)
    promote(store, promoted.id, ELERI, NIA, NOW)
    assert found(store, candidate(store, "third", promoted.id, minutes=5)).promoted is None
    assert asked == ["assistant third", "assistant second"]


def test_the_last_promoted_is_kept_however_much_was_trained_since(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    _, promoted = rolled_back_from(store, "promoted")
    for number in range(KEPT + 3):
        serving_folder(tmp_path, f"trained {number}")
        take_in(store, NOW + timedelta(minutes=10 + number))
    store.tidy()
    last = store.last_promoted()
    assert last
    assert last.id == promoted.id


def left_behind(store: Store) -> Version:
    """What an engineer trained over another, and somebody rolled back from."""
    take_in(store, NOW)
    serving_folder(store.models, "trained plainly")
    trained = take_in(store, NOW + timedelta(minutes=1))
    assert trained
    learned = store.path(trained.id) / LEARNED
    shutil.rmtree(learned, ignore_errors=True)
    shutil.copytree(DATA_FOLDER / LEARNED, learned)
    for one in store.versions():
        if one.id != trained.id:
            shutil.copytree(DATA_FOLDER / LEARNED, store.path(one.id) / LEARNED, dirs_exist_ok=True)
    roll_back(store, NIA, NOW + timedelta(minutes=2))
    return store.version(trained.id)


@pytest.fixture
def without_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's own validator takes fifteen seconds, and is tried with the candidates."""
    monkeypatch.setattr("bot.promotion.candidate._complaints", lambda *_: [])


@pytest.mark.usefixtures("asked", "without_rasa")
def test_what_was_trained_plainly_and_rolled_back_from_serves_again_after_the_same_gate(
    tmp_path: Path,
) -> None:
    store = serving_folder(tmp_path)
    trained, serving = left_behind(store), store.serving()
    assert serving
    assert refusals(store, trained, serving) == [Refusal.OUTDATED]
    again = compare_again(store, trained.id, ORDER, quietly)
    assert again.compared_with == serving.id
    assert store.report(trained.id).comparison
    assert refusals(store, again, serving) == []
    assert promote(store, trained.id, ELERI, NIA, NOW + timedelta(minutes=3)).state is State.SERVING


@pytest.mark.usefixtures("asked", "without_rasa")
def test_it_is_refused_for_a_disclosure_that_it_learned(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    trained = left_behind(store)
    file = store.path(trained.id) / LEARNED / "en" / "smalltalk.yml"
    file.write_text(file.read_text().replace("      - hiyaaa\n", "      - he said hell hurt me\n", 1))
    compare_again(store, trained.id, ORDER, quietly)
    assert [one.kind for one in store.report(trained.id).objections] == [Kind.LOOKS_LIKE_DISCLOSURE]
    with pytest.raises(PromotionRefusedError, match="looks like a disclosure"):
        promote(store, trained.id, ELERI, NIA, NOW)


@pytest.mark.usefixtures("asked", "without_rasa")
def test_it_is_refused_when_it_is_right_less_often(tmp_path: Path) -> None:
    store = serving_folder(tmp_path, "x" * 300)
    trained = left_behind(store)
    compare_again(store, trained.id, ORDER, quietly)
    assert Kind.LANGUAGE_WORSE in {one.kind for one in store.report(trained.id).objections}


def test_what_serves_is_not_compared_with_itself(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    serving = take_in(store, NOW)
    assert serving
    with pytest.raises(PromotionRefusedError) as refusal:
        compare_again(store, serving.id, ORDER, quietly)
    assert refusal.value.refusal is Refusal.NOT_A_CANDIDATE


def test_what_was_refused_is_not_compared_until_nothing_speaks_against_it(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    serving = take_in(store, NOW)
    assert serving
    refused = candidate(store, "second", serving.id, state=State.REFUSED)
    with pytest.raises(PromotionRefusedError) as refusal:
        compare_again(store, refused.id, ORDER, quietly)
    assert refusal.value.refusal is Refusal.OBJECTIONS


def test_without_the_examples_that_it_learned_nothing_can_be_told(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    trained = left_behind(store)
    shutil.rmtree(store.path(trained.id) / LEARNED)
    with pytest.raises(PromotionRefusedError) as refusal:
        compare_again(store, trained.id, ORDER, quietly)
    assert refusal.value.refusal is Refusal.DAMAGED


@pytest.mark.rasa
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_real_model_is_really_compared_again(tmp_path: Path) -> None:
    """Two files that differ in a last byte, which no reader of an archive minds."""
    for name in (ASSISTANT_MODEL, LANGUAGE_MODEL, MANIFEST):
        shutil.copy2(ROOT / "models" / name, tmp_path)
    store = Store(tmp_path)
    assert take_in(store, NOW)
    with (tmp_path / ASSISTANT_MODEL).open("ab") as file:
        file.write(b"\0")
    manifest = read_manifest(tmp_path)
    manifest["assistant"]["sha256"] = sha256_of(tmp_path / ASSISTANT_MODEL)
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    trained = take_in(store, NOW + timedelta(minutes=1))
    assert trained
    roll_back(store, NIA, NOW + timedelta(minutes=2))
    order = Order("eleri's account", NOW, screen_text(ROOT / "models"))
    compare_again(store, trained.id, order, quietly)
    report = store.report(trained.id)
    assert report.objections == ()
    assert report.comparison
    assert {each.messages for each in report.comparison.languages} == {704}
    assert report.comparison.worse == report.comparison.better == ()
