"""The versions on disk."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.languages import Language
from bot.promotion.comparison import compare
from bot.promotion.objections import Kind, Objection
from bot.promotion.versions import KEPT, Report, State, Store, UnknownVersionError, new_id
from tests.promotion.building import NOW, candidate, heard, serving_folder

WELSH, ENGLISH = Language.WELSH, Language.ENGLISH


def test_what_was_found_out_is_read_as_it_was_written(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    version = candidate(store, "second", None)
    now = heard(ENGLISH, ("greet", "greet"), ("thanks", "greet")) + heard(WELSH, ("greet", "greet"))
    before = heard(ENGLISH, ("greet", "thanks"), ("thanks", "thanks")) + heard(WELSH, ("greet", "greet"))
    found = Report(
        examples={"en": {"greet": 3}},
        heard=tuple(now),
        comparison=compare(now, before),
        objections=(Objection(Kind.WELSH_BEHIND, {"now": 2.5, "before": 1.0}),),
        seconds={"train": 65.5},
    )
    store.write(version, found)
    assert store.report(version.id) == found
    assert store.version(version.id) == version


def test_names_sort_by_time() -> None:
    names = [new_id(NOW + timedelta(minutes=minutes)) for minutes in (0, 1, 61, 1500)]
    assert names == sorted(names)


@pytest.mark.parametrize(
    "name", ["", "..", "../../etc", "20261122-2141-3f2a/..", "20261122-2141-ZZZZ", ".lock"]
)
def test_what_is_no_name_of_a_version_is_never_looked_for(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownVersionError, match="is called like"):
        Store(tmp_path).version(name)


def test_a_version_that_is_not_there_is_said_to_be_unknown(tmp_path: Path) -> None:
    with pytest.raises(UnknownVersionError, match="no version 20261122-2141-3f2a"):
        Store(tmp_path).version("20261122-2141-3f2a")


def test_what_serves_is_told_by_the_serving_file_whatever_was_written_down(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    claims = candidate(store, "second", None, state=State.SERVING)
    assert store.version(claims.id).state is State.RETIRED
    (tmp_path / "assistant.tar.gz").write_text("assistant second")
    assert store.version(claims.id).state is State.SERVING
    assert store.serving() == store.version(claims.id)


def test_old_versions_go_and_candidates_stay(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    waiting = candidate(store, "waiting", None)
    old = [
        candidate(store, str(number), None, state=State.RETIRED, minutes=number + 1)
        for number in range(KEPT + 2)
    ]
    assert sorted(store.tidy()) == [old[0].id, old[1].id]
    left = {version.id for version in store.versions()}
    assert left == {waiting.id, *(version.id for version in old[2:])}


def test_however_many_were_refused_there_stays_something_to_go_back_to(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    served = retired(store, 0, NOW)
    refused = [
        candidate(store, str(number), None, state=State.REFUSED, minutes=number)
        for number in range(1, KEPT + 2)
    ]
    assert store.tidy() == [refused[0].id]
    assert store.previous() == store.version(served)


def test_the_one_to_go_back_to_stays_though_all_others_retired_later(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    served = retired(store, 0, NOW)
    left = [
        retired(store, number, NOW + timedelta(minutes=number), withdrawn=True)
        for number in range(1, KEPT + 2)
    ]
    assert store.tidy() == [left[0]]
    assert store.previous() == store.version(served)


def test_of_what_served_that_goes_which_retired_longest_ago_whenever_it_was_made(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    oldest = retired(store, 0, NOW + timedelta(days=1))
    others = [retired(store, number, NOW + timedelta(minutes=number)) for number in range(1, KEPT + 1)]
    assert store.tidy() == [others[0]]
    assert store.previous() == store.version(oldest)


def retired(store: Store, minutes: int, at: datetime, *, withdrawn: bool = False) -> str:
    """A version made after so many minutes that served until then."""
    made = candidate(store, f"served {minutes}", None, state=State.RETIRED, minutes=minutes)
    return store.write(replace(made, retired_at=at, withdrawn=withdrawn)).id


def test_what_was_left_unfinished_long_ago_is_removed(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    store.folder.mkdir()
    with store.workshop() as fresh:
        abandoned = store.folder / ".building-abandoned"
        abandoned.mkdir()
        os.utime(abandoned, (0, 0))
        store.tidy()
        assert fresh.exists()
        assert not abandoned.exists()
    assert not fresh.exists()


def test_a_version_half_written_is_none(tmp_path: Path) -> None:
    store = serving_folder(tmp_path)
    store.path("20261122-2141-3f2a").mkdir(parents=True)
    assert store.versions() == []
