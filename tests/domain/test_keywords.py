"""Words that stop, start and ask for help when they are the whole text, and only then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.keywords import (
    HELP,
    NETWORK_START,
    NETWORK_STOP,
    OUR_START,
    OUR_STOP,
    Keyword,
    keyword,
    network_acts,
)

STOPS = sorted(NETWORK_STOP | OUR_STOP)
EVERY = sorted(NETWORK_STOP | OUR_STOP | NETWORK_START | OUR_START | HELP)
OTHERS = ["he", "wont", "nath", "o", "ddim", "texting", "me", "isio"]
sentences = st.lists(st.sampled_from([*EVERY, *OTHERS]), min_size=2)


@pytest.mark.parametrize("word", STOPS)
def test_each_word_that_stops_does_so_however_it_is_typed(word: str) -> None:
    for text in (word, word.upper(), f" {word.title()}. ", f"{word} plis", f"{word} {word}"):
        assert keyword(text, opted_out=False) is Keyword.STOP


def test_twilios_own_words_are_those_that_it_documents() -> None:
    assert set("stop stopall unsubscribe cancel end quit revoke optout".split()) == NETWORK_STOP
    assert {"start", "unstop", "yes"} == NETWORK_START
    assert network_acts(" STOP ")
    assert not network_acts("stopio")


@pytest.mark.parametrize(
    "text",
    [
        "he wont stop",
        "stop him",
        "make it stop",
        "nath o ddim stopio",
        "please dont stop",
        "i want it to end",
    ],
)
def test_a_word_inside_a_sentence_stops_nothing(text: str) -> None:
    assert keyword(text, opted_out=False) is None


@pytest.mark.parametrize("text", ["help", "HELP!!", "help help", "cymorth plis", "sos", "info"])
def test_a_lone_word_for_help_is_one(text: str) -> None:
    assert keyword(text, opted_out=False) is Keyword.HELP


@pytest.mark.parametrize("word", ["start", "dechrau", "ailddechrau", "unstop", "yes", "Ia!", "ie"])
def test_whoever_stopped_can_start_again_in_both_languages(word: str) -> None:
    assert keyword(word, opted_out=True) is Keyword.START


def test_a_yes_starts_only_for_somebody_who_had_stopped() -> None:
    assert keyword("yes", opted_out=True) is Keyword.START
    assert keyword("yes", opted_out=False) is None


@given(sentences, st.booleans())
def test_two_different_words_are_never_a_keyword(words: list[str], opted_out: bool) -> None:
    if len(set(words)) > 1:
        assert keyword(" ".join(words), opted_out=opted_out) is None


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_read_without_failing(text: str, opted_out: bool) -> None:
    assert keyword(text, opted_out=opted_out) in (None, *Keyword)
