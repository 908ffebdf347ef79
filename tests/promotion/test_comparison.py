"""Two models side by side."""

import pytest

from bot.domain.languages import Language
from bot.promotion.comparison import Changed, Confusion, Figures, compare, macro_f1
from tests.promotion.building import heard

WELSH, ENGLISH = Language.WELSH, Language.ENGLISH
BEFORE = heard(ENGLISH, ("greet", "greet"), ("greet", "thanks"), ("thanks", "thanks"), ("deny", "thanks"))
NOW = heard(ENGLISH, ("greet", "greet"), ("greet", "greet"), ("thanks", "deny"), ("deny", "thanks"))


def test_a_topic_is_measured_by_what_was_meant_and_what_was_heard() -> None:
    figures = Figures(meant=4, heard=2, right=1)
    assert (figures.precision, figures.recall) == (0.5, 0.25)
    assert figures.f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)


def test_a_topic_that_is_never_heard_has_no_figure_to_divide_by() -> None:
    assert Figures(meant=0, heard=0, right=0).f1 == 0


def test_each_topic_counts_the_same_however_many_messages_it_has() -> None:
    many = heard(ENGLISH, *[("greet", "greet")] * 9, ("deny", "greet"))
    assert macro_f1(many) == pytest.approx((2 * 9 / 19 + 0) / 2)


def test_what_got_better_and_worse_is_told_by_example() -> None:
    found = compare(NOW, BEFORE)
    assert found.better == (Changed(ENGLISH, "greet", "en 1", "greet", "thanks"),)
    assert found.worse == (Changed(ENGLISH, "thanks", "en 2", "deny", "thanks"),)


def test_confusions_come_most_frequent_first_beside_how_often_they_were() -> None:
    now = heard(ENGLISH, ("greet", "deny"), ("greet", "deny"), ("thanks", "deny"))
    before = heard(ENGLISH, ("greet", "greet"), ("greet", "deny"), ("thanks", "greet"))
    assert compare(now, before).confusions == (
        Confusion(ENGLISH, "greet", "deny", 2, 1),
        Confusion(ENGLISH, "thanks", "deny", 1, 0),
        Confusion(ENGLISH, "thanks", "greet", 0, 1),
    )


def test_welsh_stands_beside_english() -> None:
    welsh = heard(WELSH, ("greet", "greet"), ("deny", "deny"))
    found = compare(NOW + welsh, BEFORE + welsh)
    assert found.language(WELSH).candidate == found.language(WELSH).serving == 1
    assert found.language(ENGLISH).messages == 4
    assert found.language(ENGLISH).candidate == pytest.approx(macro_f1(NOW))
    assert {(each.language, each.topic) for each in found.topics} >= {(WELSH, "deny"), (ENGLISH, "deny")}


def test_other_messages_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="shorter"):
        compare(NOW, BEFORE[:2])
