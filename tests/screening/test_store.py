from pathlib import Path

import pytest

from bot.screening import RuleError, screen
from bot.screening.store import RuleStore
from tests.screening.folder import HEAD, RULE, write

MESSAGE = "my dad hits me"


def test_a_service_without_sound_rules_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(RuleError):
        RuleStore(write(tmp_path, HEAD))


def test_nothing_is_reloaded_while_nothing_changes(tmp_path: Path) -> None:
    store = RuleStore(write(tmp_path))
    first = store.rules
    assert not store.reload()
    assert store.rules is first


def test_a_sound_change_serves(tmp_path: Path) -> None:
    store = RuleStore(write(tmp_path))
    write(tmp_path, HEAD + RULE.replace("hits|", "batters|"))
    assert store.reload()
    assert store.problem is None
    assert screen("my dad batters me", store.rules)


def test_the_last_good_set_keeps_serving_and_the_problem_is_told(tmp_path: Path) -> None:
    store = RuleStore(write(tmp_path))
    write(tmp_path, HEAD + RULE.replace("severity: high", "severity: grave"))
    assert not store.reload()
    assert screen(MESSAGE, store.rules)
    assert store.problem is not None
    assert store.problem.startswith("some.yml:5: rule 'hits'")


def test_a_repaired_set_serves_and_the_problem_is_gone(tmp_path: Path) -> None:
    store = RuleStore(write(tmp_path))
    write(tmp_path, HEAD + "  broken")
    store.reload()
    write(tmp_path)
    assert store.reload()
    assert store.problem is None
