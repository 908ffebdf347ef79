"""Answers put together at random of what young people type: ranges, "ish", dashes, a nine that is a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_words import DOUBTFUL_NUMBERS, NUMBERS
from bot.domain.answers import declines, feels_safe, sleep_quality, yes_or_no
from bot.domain.languages import Language
from bot.domain.scores import mood_score
from bot.domain.several import as_spoken

VALUES = NUMBERS | {str(number): number for number in range(11)}
written = st.sampled_from(sorted(VALUES))
# "Un" and "bum" count where nothing else could be meant, and "ish" leaves that open.
plainly_a_number = st.sampled_from(sorted(VALUES.keys() - DOUBTFUL_NUMBERS))
hedges = st.sampled_from(["", "about ", "tua ", "maybe ", "ella ", "dwi'n ", "like "])
ends = st.sampled_from(["", " tbh", " today", " heddiw", " x", "!", " lol"])


@given(
    hedges,
    written,
    st.sampled_from(["", "ish", " ish"]),
    st.sampled_from([" or ", " neu ", " to ", "-", " - ", "–", " — "]),
    written,
    st.sampled_from(["", "ish", " ish"]),
    ends,
)
def test_of_two_numbers_the_lower_one_is_meant_in_whichever_order(
    hedge: str, one: str, roughly: str, between: str, other: str, roughly_too: str, end: str
) -> None:
    text = f"{hedge}{one}{roughly}{between}{other}{roughly_too}{end}"
    assert mood_score(text) == min(VALUES[one], VALUES[other])


@pytest.mark.parametrize(("text", "score"), {"6 or 7": 6, "chwech neu saith": 6, "8 neu saith": 7}.items())
def test_a_range_that_is_said_in_either_language_gives_its_lower_end(text: str, score: int) -> None:
    assert mood_score(text) == score


@given(hedges, plainly_a_number, st.sampled_from(["ish", " ish", "-ish"]), ends)
def test_ish_leaves_a_number_what_it_is_in_both_languages(
    hedge: str, number: str, roughly: str, end: str
) -> None:
    assert mood_score(f"{hedge}{number}{roughly}{end}") == VALUES[number]


@given(st.text(alphabet=" -–—_", min_size=1).filter(str.strip), st.sampled_from(Language))
def test_a_dash_however_long_declines_and_answers_nothing(dash: str, language: Language) -> None:
    text = as_spoken(dash, language)
    assert declines(text)
    assert mood_score(text) is None
    assert sleep_quality(text, asked=True) is None
    assert feels_safe(text, asked=True) is None
    assert yes_or_no(text) is None


@given(
    st.sampled_from(["naw", "Naw", "NAW", "Nawww"]),
    st.sampled_from(["", "!", ".", " tbh", " x", " lol", " diolch"]),
)
def test_naw_is_nine_in_welsh_and_a_no_in_english(naw: str, end: str) -> None:
    welsh, english = (as_spoken(naw + end, language) for language in (Language.WELSH, Language.ENGLISH))
    assert mood_score(welsh) == 9
    assert mood_score(english) is None
    assert yes_or_no(english) is False


def test_a_very_long_row_of_dashes_before_words_is_read_at_once_and_declines_nothing() -> None:
    assert not declines("-" * 1500 + " he hit me")
