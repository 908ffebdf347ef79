"""The safe word and the danger word: heard wherever they stand, and never by accident."""

import pytest

from bot.domain.agreed_words import Unfit, forms, phrases, unfit

EVERYDAY = frozenset({"school", "mam", "gwely", "dim byd"})


@pytest.mark.parametrize(
    "text", ["Marmalade", "any MARMALADE left?", "marmalaaade", "marmaládè.", "toast+marmalade"]
)
def test_a_word_is_heard_wherever_it_stands_and_however_it_is_typed(text: str) -> None:
    assert forms("marmalade", welsh=False) & phrases(text)


@pytest.mark.parametrize("text", ["is auntie Bev coming", "Auntie Bev!!"])
def test_several_words_are_heard_together(text: str) -> None:
    assert forms("auntie bev", welsh=False) & phrases(text)
    assert not forms("auntie bev", welsh=False) & phrases("bev is my auntie")


def test_a_welsh_word_is_heard_in_its_mutated_forms() -> None:
    assert forms("pengwin", welsh=True) & phrases("nest ti weld y bengwin ar teli")
    assert not forms("pengwin", welsh=False) & phrases("nest ti weld y bengwin ar teli")


def test_part_of_a_word_is_not_the_word() -> None:
    assert not forms("mango", welsh=False) & phrases("mangoes")


@pytest.mark.parametrize(
    ("word", "other", "problem"),
    [
        ("marmalade", "", None),
        ("auntie bev", "penguin", None),
        ("abc", "", Unfit.TOO_SHORT),
        ("!!!", "", Unfit.TOO_SHORT),
        ("one two three four five", "", Unfit.TOO_LONG),
        ("ab" * 21, "", Unfit.TOO_LONG),
        ("stop", "", Unfit.KEYWORD),
        ("STOPIO", "", Unfit.KEYWORD),
        ("help", "", Unfit.KEYWORD),
        ("cymorth", "", Unfit.KEYWORD),
        ("yes", "", Unfit.TOO_SHORT),
        ("School", "", Unfit.EVERYDAY),
        ("dim byd", "", Unfit.EVERYDAY),
        ("penguin", "Penguin!", Unfit.SAME),
        ("penguin", "blue penguin", Unfit.SAME),
    ],
)
def test_only_a_word_that_is_not_said_by_accident_serves(
    word: str, other: str, problem: Unfit | None
) -> None:
    assert unfit(word, other, EVERYDAY) is problem
