"""Answers whose no is not one, or takes something back, in both languages."""

import pytest

from bot.domain import answers
from bot.domain.scores import corrected_mood
from bot.domain.signals import Safe, Sleep


@pytest.mark.parametrize(
    ("text", "safe"),
    {
        **dict.fromkeys(("nah im safe", "no im safe ta", "nah i feel safe", "na dwin saff"), Safe.NOT_SURE),
        **dict.fromkeys(("not unsafe", "no not unsafe", "dwi ddim yn anniogel"), Safe.NOT_SURE),
        **dict.fromkeys(("only at school", "mond yn rysgol", "except at home"), Safe.NOT_SURE),
        **dict.fromkeys(("no cap yeah", "no worries yeah", "ydw dim problem", "dim problem yndw"), Safe.YES),
        **dict.fromkeys(("no worries", "dim problem", "only joking"), None),
        **dict.fromkeys(("nah im not safe", "na dwim yn saff", "no i dont feel safe"), Safe.NO),
        **dict.fromkeys(("no cap no", "no cap im not safe", "im not unsafe but i dont feel safe"), Safe.NO),
        **dict.fromkeys(
            ("no im safe at school but not at home", "im not just unsafe", "im safe no"), Safe.NO
        ),
        **dict.fromkeys(("nac ydw", "nag ydw dwi ofn", "nowhere is safe", "nobody keeps me safe"), Safe.NO),
    }.items(),
)
def test_only_a_no_that_is_one_says_that_they_are_not_safe(text: str, safe: Safe | None) -> None:
    assert answers.feels_safe(text, asked=True) is safe


@pytest.mark.parametrize(
    ("text", "agreed"),
    {"no cap yeah": True, "no worries": False, "nac ydw": False, "nag oes": False}.items(),
)
def test_a_no_within_a_saying_is_none_beside_a_yes(text: str, agreed: bool) -> None:
    assert answers.yes_or_no(text) is agreed


def test_better_than_it_was_has_no_no_in_it() -> None:
    assert answers.yes_or_no("gwell nag oedd") is not False


@pytest.mark.parametrize(
    "text",
    [
        *("jk its 3", "nvm 3", "oops 3", "i ment 3", "psych its 3", "typo 3", "3 srry"),
        *("jôc 3", "naci 3"),
    ],
)
def test_a_word_of_slang_takes_an_earlier_score_back(text: str) -> None:
    assert corrected_mood(text) == 3


@pytest.mark.parametrize("text", ["lol no 3", "no 3", "nah its 3", "na tri", "no three"])
def test_a_no_before_a_number_says_nothing_of_the_night(text: str) -> None:
    assert answers.sleep_quality(text, asked=True) is None


@pytest.mark.parametrize(
    ("text", "quality"),
    {
        **dict.fromkeys(("not 2 good", "wasnt great", "isnt good", "no 3 hours", "no"), Sleep.BAD),
        **dict.fromkeys(("not 2 bad", "wasnt terrible", "not terrible", "wasnt that bad"), Sleep.SO_SO),
        **dict.fromkeys(("slept not terrible", "ddim yn wael"), Sleep.SO_SO),
        **dict.fromkeys(("hunlla eto", "nes im gysgun dda"), Sleep.BAD),
        "nes i gysgun dda": Sleep.GOOD,
    }.items(),
)
def test_a_no_turns_a_word_for_the_night_round(text: str, quality: Sleep) -> None:
    assert answers.sleep_quality(text, asked=True) is quality


@pytest.mark.parametrize(
    ("text", "band"),
    {
        **dict.fromkeys(("peak", "ngl pretty peak", "so peak", "proper peak bro"), "low"),
        **dict.fromkeys(("at my peak", "peaked", "not peak", "off peak"), None),
    }.items(),
)
def test_peak_is_bad_unless_it_is_the_top_of_something(text: str, band: str | None) -> None:
    assert answers.mood_in_words(text) == band
