"""Messages beyond the rules' own examples, which a change to one rule must not lose or trip over.

They were looked at while the rules were written, so they measure nothing: they only hold what was reached.
"""

from pathlib import Path

import pytest

from bot.screening import load_rules, screen
from tests.screening.folder import RULES

HERE = Path(__file__).parent
RULESET = load_rules(RULES)
ORDINARY = (HERE / "ordinary.txt").read_text(encoding="utf-8").splitlines()
TOLD = [line.split("\t") for line in (HERE / "told.tsv").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("message", ORDINARY)
def test_an_ordinary_message_raises_nothing(message: str) -> None:
    assert screen(message, RULESET) == ()


@pytest.mark.parametrize(("category", "message"), TOLD)
def test_what_was_told_is_heard(category: str, message: str) -> None:
    assert category in {concern.category.value for concern in screen(message, RULESET)}
