"""Which language a message is answered in."""

import pytest

from bot.domain.languages import Language, answer_language

ENGLISH, WELSH = Language.ENGLISH, Language.WELSH


@pytest.mark.parametrize("text", ["good", "START", "HELP!!", "no thanks", "slept ok"])
def test_an_english_word_or_two_do_not_end_a_conversation_in_welsh(text: str) -> None:
    assert answer_language(ENGLISH, WELSH, text) is WELSH


def test_an_english_sentence_is_answered_in_english() -> None:
    assert answer_language(ENGLISH, WELSH, "i slept ok thanks") is ENGLISH


@pytest.mark.parametrize("text", ["cymorth", "dwi'n iawn"])
def test_a_welsh_word_is_answered_in_welsh(text: str) -> None:
    assert answer_language(WELSH, ENGLISH, text) is WELSH


@pytest.mark.parametrize("detected", [Language.MIXED, Language.UNKNOWN])
@pytest.mark.parametrize("last", [ENGLISH, WELSH])
def test_what_does_not_tell_is_answered_in_the_language_used_so_far(
    detected: Language, last: Language
) -> None:
    assert answer_language(detected, last, "ok 6 slept iawn ta") is last
