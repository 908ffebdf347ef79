"""Letting a candidate serve, and going back."""

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.promotion.objections import Kind, Objection
from bot.promotion.promoting import PromotionRefusedError, Refusal, promotion_of, take_in
from bot.promotion.swapping import DamagedFileError, carry_out
from bot.promotion.versions import LEARNED, Report, State, Store
from tests.promotion.building import ELERI, NIA, NOW, candidate, learn, promote, roll_back, serving_folder

DISCLOSURE = Objection(
    Kind.LOOKS_LIKE_DISCLOSURE,
    {"text": "he hurts me", "topic": "greet", "category": "physical_abuse", "severity": "high"},
)


def serves(store: Store) -> tuple[str, str]:
    files = ("assistant.tar.gz", "language.json")
    assistant, language = ((store.models / name).read_text() for name in files)
    return assistant, language


def refused(store: Store, version_id: str, asked_by: str = ELERI, approved_by: str = NIA) -> str:
    before = serves(store)
    with pytest.raises(PromotionRefusedError) as refusal:
        promote(store, version_id, asked_by, approved_by, NOW)
    assert serves(store) == before
    return refusal.value.refusal


def taken_in(store: Store) -> str:
    version = take_in(store, NOW)
    assert version
    return version.id


def test_two_people_let_a_candidate_serve_and_what_served_is_kept(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    promoted = promote(store, second.id, ELERI, NIA, NOW)
    assert serves(store) == ("assistant second", "language second")
    assert promoted.state is State.SERVING
    assert [(each.asked_by, each.approved_by) for each in promoted.promotions] == [(ELERI, NIA)]
    assert store.version(first).state is State.RETIRED
    assert (store.path(first) / "assistant.tar.gz").read_text() == "assistant first"


def test_the_manifest_follows_and_keeps_what_it_says_of_other_models(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    promote(store, second.id, ELERI, NIA, NOW)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["classifier"] == {"file": "classifier.npz"}
    assert {manifest[name]["version"] for name in ("assistant", "language")} == {second.id}
    assert manifest["assistant"]["data_hash"] == "second"
    assert list(tmp_path.glob("*.part")) == []


def test_one_person_alone_is_refused(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    assert refused(store, second.id, NIA, NIA) is Refusal.SAME_PERSON


@pytest.mark.parametrize("state", [State.CANDIDATE, State.REFUSED])
def test_a_version_with_objections_is_refused_with_them(tmp_path: Path, state: State) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store), state=state, objections=(DISCLOSURE,))
    with pytest.raises(PromotionRefusedError, match=r"(?s)objections.*looks like a disclosure") as refusal:
        promote(store, second.id, ELERI, NIA, NOW)
    assert refusal.value.objections == (DISCLOSURE,)
    assert serves(store) == ("assistant first", "language first")


def test_a_candidate_compared_with_what_no_longer_serves_is_refused(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second, third = candidate(store, "second", first), candidate(store, "third", first)
    promote(store, second.id, ELERI, NIA, NOW)
    assert refused(store, third.id) is Refusal.OUTDATED


def test_a_candidate_is_refused_once_somebody_trained_another_way(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    serving_folder(tmp_path, "trained by an engineer")
    assert refused(store, second.id) is Refusal.OUTDATED


@pytest.mark.parametrize("file", ["assistant.tar.gz", "language.json"])
def test_files_that_are_not_those_examined_are_refused(tmp_path: Path, file: str) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    (store.path(second.id) / file).write_text("something else")
    assert refused(store, second.id) is Refusal.DAMAGED


def test_what_serves_or_served_is_no_candidate(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    promote(store, second.id, ELERI, NIA, NOW)
    assert refused(store, second.id) is Refusal.NOT_A_CANDIDATE
    assert refused(store, first) is Refusal.NOT_A_CANDIDATE


def test_rolling_back_is_one_step_also_the_first_time(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    promote(store, second.id, ELERI, NIA, NOW)
    assert roll_back(store, NIA, NOW).id == first
    assert serves(store) == ("assistant first", "language first")
    assert store.version(second.id).state is State.RETIRED


def test_rolling_back_again_goes_further_back_and_never_forth(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    promote(store, second.id, ELERI, NIA, NOW)
    third = candidate(store, "third", second.id, minutes=1)
    promote(store, third.id, ELERI, NIA, NOW + timedelta(minutes=1))
    assert roll_back(store, NIA, NOW + timedelta(minutes=2)).id == second.id
    assert roll_back(store, NIA, NOW + timedelta(minutes=3)).id == first
    with pytest.raises(PromotionRefusedError, match="No earlier version"):
        roll_back(store, NIA, NOW + timedelta(minutes=4))


def test_two_who_roll_back_from_the_same_page_at_once_go_one_step(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    promote(store, second.id, ELERI, NIA, NOW)
    third = candidate(store, "third", second.id, minutes=1)
    promote(store, third.id, ELERI, NIA, NOW + timedelta(minutes=1))
    assert roll_back(store, NIA, NOW + timedelta(minutes=2), third.id).id == second.id
    with pytest.raises(PromotionRefusedError) as refusal:
        roll_back(store, ELERI, NOW + timedelta(minutes=2), third.id)
    assert refusal.value.refusal is Refusal.SERVES_ANOTHER
    assert serves(store) == ("assistant second", "language second")


def test_two_people_let_what_was_rolled_back_from_serve_again_step_by_step(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    promote(store, second.id, ELERI, NIA, NOW)
    third = candidate(store, "third", second.id, minutes=1)
    promote(store, third.id, ELERI, NIA, NOW + timedelta(minutes=1))
    for minutes in (2, 3):
        roll_back(store, NIA, NOW + timedelta(minutes=minutes))
    assert refused(store, third.id) is Refusal.OUTDATED
    assert refused(store, second.id, NIA, NIA) is Refusal.SAME_PERSON
    for minutes, version in ((4, second), (5, third)):
        assert not promote(store, version.id, ELERI, NIA, NOW + timedelta(minutes=minutes)).withdrawn
    assert serves(store) == ("assistant third", "language third")
    assert roll_back(store, NIA, NOW + timedelta(minutes=6)).id == second.id


def test_what_was_rolled_back_from_and_is_objected_to_now_stays_away(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    promote(store, second.id, ELERI, NIA, NOW)
    roll_back(store, NIA, NOW)
    store.write(store.version(second.id), Report(objections=(DISCLOSURE,)))
    assert refused(store, second.id) is Refusal.OBJECTIONS


def test_a_candidate_whose_examples_are_gone_is_refused(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    shutil.rmtree(store.path(second.id) / LEARNED)
    assert refused(store, second.id) is Refusal.DAMAGED


def test_a_version_rolled_back_to_is_marked_so_that_training_leaves_it_alone(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    promote(store, candidate(store, "second", taken_in(store)).id, ELERI, NIA, NOW)
    roll_back(store, NIA, NOW)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["assistant"]["rolled_back"]
    assert manifest["assistant"]["data_hash"] == "first"


def test_with_nothing_before_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    taken_in(store)
    assert store.previous() is None
    with pytest.raises(PromotionRefusedError, match="No earlier version"):
        roll_back(store, NIA, NOW)


def test_what_was_trained_over_a_version_can_be_gone_back_from(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    serving_folder(tmp_path, "trained by an engineer")
    assert roll_back(store, NIA, NOW).id == first
    assert serves(store) == ("assistant first", "language first")


def test_what_serves_is_taken_in_once(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    assert taken_in(store) == taken_in(store)
    assert len(store.versions()) == 1


def test_where_nothing_serves_nothing_is_taken_in(tmp_path: Path) -> None:
    assert take_in(Store(tmp_path), NOW) is None


def test_where_nothing_serves_what_was_never_compared_is_refused(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    taken_in(store)
    serving_folder(tmp_path, "trained by an engineer")
    left = taken_in(store)
    roll_back(store, NIA, NOW + timedelta(minutes=2))
    (tmp_path / "assistant.tar.gz").unlink()
    learn(store, left)
    with pytest.raises(PromotionRefusedError) as refusal:
        promote(store, left, ELERI, NIA, NOW + timedelta(minutes=3))
    assert refusal.value.refusal is Refusal.OUTDATED
    assert not (tmp_path / "assistant.tar.gz").exists()


@pytest.mark.parametrize("spoil", [Path.unlink, lambda kept: kept.write_text("")])
def test_what_serves_is_kept_whole_before_another_takes_its_place(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    store = serving_folder(tmp_path)
    first = taken_in(store)
    second = candidate(store, "second", first)
    spoil(store.path(first) / "assistant.tar.gz")
    promote(store, second.id, ELERI, NIA, NOW)
    assert roll_back(store, NIA, NOW + timedelta(minutes=1)).id == first
    assert serves(store) == ("assistant first", "language first")


def test_a_file_that_changed_after_the_decision_never_serves(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    second = candidate(store, "second", taken_in(store))
    intended = promotion_of(store, second.id, ELERI, NIA, NOW)
    (store.path(second.id) / "language.json").write_text("something else")
    with pytest.raises(DamagedFileError):
        carry_out(store, intended)
    assert serves(store) == ("assistant first", "language first")
    assert store.version(second.id).state is State.CANDIDATE
