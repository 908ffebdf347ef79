"""A name is found by whoever types some of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import tokens, words


def found_by(name: str, query: str) -> bool:
    return set(words(query)) <= tokens(name)


@pytest.mark.parametrize(
    "query", ["Siân", "sian", "SIAN", "sia", "Siân Ffug", "ffugl sian", "oneill", "O'Neill", "o’nei"]
)
def test_accents_capitals_order_and_apostrophes_do_not_matter(query: str) -> None:
    assert found_by("Siân O'Neill-Ffuglen", query)


@pytest.mark.parametrize("query", ["ian", "si", "sianx", "sian jones", "neill"])
def test_what_is_not_a_beginning_does_not_find(query: str) -> None:
    assert not found_by("Siân O'Neill-Ffuglen", query)


def test_a_short_word_is_found_whole() -> None:
    assert found_by("Jo Ty Example", "jo ty")
    assert not found_by("Jody Example", "jo")


@given(st.text(max_size=40))
def test_everybody_is_found_by_their_whole_name(name: str) -> None:
    assert found_by(name, name)
