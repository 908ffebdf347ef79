"""Messages beyond the rules' own examples, which a change to one rule must not lose or trip over.

They were looked at while the rules were written, so they measure nothing: they only hold what was reached.
"""

from pathlib import Path

import pytest

from bot.domain.concerns import Severity
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


@pytest.mark.parametrize(
    "message",
    [
        "im not joking im gonna kill myself",
        "im gonna kill myself not even joking",
        "dwi'm yn jocian dwi am ladd fy hun",
        "dwi am ladd fy hun, dwi ddim yn jocian",
    ],
)
def test_who_says_that_it_is_no_joke_is_believed(message: str) -> None:
    assert max(concern.severity for concern in screen(message, RULESET)) >= Severity.HIGH


def test_a_joke_may_be_true_and_weighs_less() -> None:
    for message in ("im gonna kill myself lol", "dwi am ladd fy hun haha"):
        assert max(concern.severity for concern in screen(message, RULESET)) is Severity.MEDIUM
