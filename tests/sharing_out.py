"""How the tests are shared out between processes that run them side by side (`pytest -n 2`)."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# One service runs for all of its tests, and takes a minute to start.
TOGETHER = ("tests/flows/",)
# What takes long begins first, so that no process is left alone with it at the end.
FIRST = ("rasa", "browser", "service", "slow")


class ByFile(LoadScopeScheduling):
    """A file's tests stay in one process, with what they share; and those of some folders too."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Bring the long files to the front where tests run side by side; each keeps its own order."""
    if getattr(config.option, "dist", "no") == "no" and not hasattr(config, "workerinput"):
        return
    ranks: dict[object, int] = {}
    for item in items:
        rank = min((FIRST.index(mark.name) for mark in item.iter_markers() if mark.name in FIRST), default=9)
        ranks[item.path] = min(ranks.get(item.path, 9), rank)
    items.sort(key=lambda item: ranks[item.path])
