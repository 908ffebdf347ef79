"""Comparisons drawn."""

import re

import pytest

from bot.domain.languages import Language
from bot.promotion import plots
from bot.promotion.comparison import compare
from bot.promotion.plots import Format, Words
from tests.promotion.building import heard

WELSH = Language.WELSH
NOW = heard(WELSH, ("greet", "greet"), ("mood_report_low", "greet"))
BEFORE = heard(WELSH, ("greet", "greet"), ("mood_report_low", "mood_report_low"))
WORDS = Words(
    meant="Am beth y mae", heard="Fel y clywyd", candidate="Ymgeisydd", topics={"greet": "Cyfarchion"}
)


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_both_drawings_come_in_both_forms(form: Format, begins: bytes) -> None:
    assert plots.bars(compare(NOW, BEFORE), WELSH, WORDS, form).startswith(begins)
    assert plots.confusion(NOW, WELSH, WORDS, form).startswith(begins)


def test_the_same_figures_give_the_same_drawing() -> None:
    assert plots.confusion(NOW, WELSH) == plots.confusion(NOW, WELSH)


def said(drawing: bytes) -> set[str]:
    """Matplotlib leaves each text as a comment beside its outlines."""
    return set(re.findall(r"<!-- (.+?) -->", drawing.decode()))


def test_a_drawing_speaks_the_words_it_is_given_and_else_the_topic_s_own() -> None:
    assert {"Ymgeisydd", "Cyfarchion", "mood report low"} <= said(
        plots.bars(compare(NOW, BEFORE), WELSH, WORDS)
    )
    assert {"Am beth y mae", "Fel y clywyd", "Cyfarchion"} <= said(plots.confusion(NOW, WELSH, WORDS))
