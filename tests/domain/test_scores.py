"""Scores as young people text them, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_words import NUMBERS
from bot.domain.scores import corrected_mood, mood_score
from bot.domain.signals import SignalKind

SCORES = {
    "7": 7,
    "7/10": 7,
    "7 out of 10": 7,
    "7ish out of 10": 7,
    "bout a 4": 4,
    "prob a six": 6,
    "3 ish": 3,
    "9ish": 9,
    "7xx": 7,
    "100% a 7": 7,
    "10/10": 10,
    "0": 0,
    "zero": 0,
    "7️⃣": 7,
    "🔟": 10,
    "i am 7": 7,
    "a one": 1,
    "saith": 7,
    "tua chwech": 6,
    "wyth allan o ddeg": 8,
    "naw i ddeg": 9,
    "dwi'n 5 heddiw": 5,
    "dwi'n bump": 5,
    "sero": 0,
    "naw": 9,
    "deg allan o ddeg": 10,
}

# The doubt goes towards noticing a bad day.
LOWER_OF_TWO = {
    "6 or 7": 6,
    "6-7": 6,
    "6/7": 6,
    "chwech neu saith": 6,
    "rhwng 5 a 6": 5,
    "6.5": 6,
    "6 and a half": 6,
    "6 maybe 7": 6,
    "tua 6 ella 7": 6,
}

AMONG_OTHER_NUMBERS = {
    "slept shit, 4 today": 4,
    "slept 4 hrs feel like a 6": 6,
    "woke at 6 feel 3": 3,
    "4 today, slept 8 hrs": 4,
    "been up since 5, 3/10": 3,
    "was 3 yesterday 6 today": 6,
    "not 7, 4": 4,
    "4 no 5": 5,
    "actually more like a 3": 3,
    "i lied its a 2 really": 2,
    "around 7": 7,
    "like around a 4": 4,
}

NOT_SCORES = [
    "-",
    "-3",
    "11",
    "100",
    "11/10",
    "3/5",
    "at 7",
    "woke up around 7",
    "am 7",
    "7pm",
    "7:30",
    "see u at 4",
    "since 5",
    "year 9",
    "blwyddyn 9",
    "im 15",
    "i got 3 exams",
    "only slept 4 hours",
    "only slept like 4",
    "this one",
    "yr un peth",
    "awful",
    "great",
    "iawn",
    "rili crap",
    "😭",
    "",
]


@pytest.mark.parametrize(("text", "score"), (SCORES | LOWER_OF_TWO | AMONG_OTHER_NUMBERS).items())
def test_a_score_is_found_however_it_is_typed(text: str, score: int) -> None:
    assert mood_score(text) == score


@pytest.mark.parametrize("text", NOT_SCORES)
def test_other_numbers_and_words_are_no_score(text: str) -> None:
    assert mood_score(text) is None


@pytest.mark.parametrize(("face", "score"), {"😊": 8, "😐": 5, "☹️": 3, "😢": 2}.items())
def test_a_face_is_a_score_only_where_it_can_hardly_be_meant_otherwise(face: str, score: int) -> None:
    assert mood_score(face) == score


@given(st.text())
def test_no_text_breaks_the_reader_or_leaves_the_scale(text: str) -> None:
    score = mood_score(text)
    assert score is None or 0 <= score <= SignalKind.MOOD.highest


@given(
    st.sampled_from(
        ["{}", "{}!", " {} ", "about a {}", "like {} tbh", "tua {}", "dwi'n {}", "{}/10", "{} allan o ddeg"]
    ),
    st.integers(0, 10),
)
def test_every_score_is_read_in_every_frame(frame: str, score: int) -> None:
    assert mood_score(frame.format(score)) == score


@given(st.integers(min_value=11))
def test_no_number_beyond_ten_is_a_score(number: int) -> None:
    assert mood_score(str(number)) is None


@pytest.mark.parametrize("word", sorted(NUMBERS))
def test_every_number_word_counts_alone(word: str) -> None:
    assert mood_score(word) == NUMBERS[word]


@pytest.mark.parametrize(
    "text", ["actually more like a 3", "na go iawn mwy fel 3", "sorry meant 3", "moods a 3 tbh my mood"]
)
def test_an_earlier_score_can_be_taken_back(text: str) -> None:
    assert corrected_mood(text) == 3


@pytest.mark.parametrize("text", ["6", "7/10", "3 ish"])
def test_a_bare_number_takes_nothing_back(text: str) -> None:
    assert corrected_mood(text) is None
