"""What measures speed is run seldom: so it is tried here that it still fits the service that it measures."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import bench
from bench.promoting import _promote, waiting_twin
from bot.promotion.promoting import take_in
from bot.promotion.versions import Store
from tests.promotion.building import NOW, learn, serving_folder

MODULES = [module.name for module in pkgutil.walk_packages(bench.__path__, "bench.")]


@pytest.mark.parametrize("name", MODULES)
def test_what_measures_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_the_command_itself_is_among_what_is_imported() -> None:
    assert {"bench.__main__", "bench.promoting", "bench.caseload"} <= set(MODULES)


def test_the_twin_of_what_serves_takes_its_place(tmp_path: Path) -> None:
    store: Store = serving_folder(tmp_path)
    serving = take_in(store, NOW)
    assert serving
    learn(store, serving.id)
    twin = waiting_twin(store)
    assert store.serving() == serving
    _promote(store, twin)
    now = store.serving()
    assert now
    assert now.id == twin.id
