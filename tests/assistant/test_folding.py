"""What the tokenizer makes of a word before its characters are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.folding import fold, pieces


@pytest.mark.parametrize(
    ("word", "folded"),
    {
        "Nooooo": "no",
        "iawnnn": "iawn",
        "tŷ": "ty",
        "dwi'm": "dwim",
        "DWI’M": "dwim",
        "👍🏽": "👍",
        "10000": "10000",
    }.items(),
)
def test_the_ways_of_typing_a_word_come_together(word: str, folded: str) -> None:
    assert fold(word) == folded


def test_emoji_and_punctuation_stay_and_offsets_hold() -> None:
    assert pieces("iawn? dwi'm 😭!") == [("iawn", 0), ("?", 4), ("dwim", 6), ("😭", 12), ("!", 13)]


@given(st.text())
def test_every_piece_stands_where_it_says_and_is_never_empty(text: str) -> None:
    starts = [start for _, start in pieces(text)]
    assert starts == sorted(set(starts))
    assert all(word and 0 <= start < len(text) for word, start in pieces(text))
