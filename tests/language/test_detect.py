"""The language of short messages, measured on messages that nothing was tuned on."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.languages import Language
from bot.language.detect import decide, detect, vocabulary, weigh
from bot.language.train import NLU_FOLDER, fit, train

HELD_APART = Path(__file__).with_name("held_apart.jsonl")
CY, EN, MIXED, UNKNOWN = Language.WELSH, Language.ENGLISH, Language.MIXED, Language.UNKNOWN


@pytest.fixture(scope="module")
def held_apart() -> list[tuple[str, Language]]:
    rows = [json.loads(line) for line in HELD_APART.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], Language(row["language"])) for row in rows]


@pytest.fixture(scope="module")
def shares_right(held_apart: list[tuple[str, Language]]) -> dict[Language, float]:
    """Learned afresh, so that an older artefact on this machine is not what is measured."""
    known = fit(NLU_FOLDER)
    right = Counter(language for text, language in held_apart if decide(weigh(text, known), None) is language)
    return {language: right[language] / n for language, n in Counter(row[1] for row in held_apart).items()}


def test_the_held_apart_messages_are_many_short_and_of_every_kind(
    held_apart: list[tuple[str, Language]],
) -> None:
    assert len(held_apart) >= 600
    assert all(1 <= len(text.split()) <= 6 for text, _ in held_apart)
    assert set(Language) == {language for _, language in held_apart}


@pytest.mark.parametrize(("language", "floor"), [(EN, 0.97), (CY, 0.97), (MIXED, 0.93), (UNKNOWN, 0.93)])
def test_nearly_every_held_apart_message_gets_its_language(
    shares_right: dict[Language, float], language: Language, floor: float
) -> None:
    assert shares_right[language] >= floor


def test_welsh_does_not_trail_english(shares_right: dict[Language, float]) -> None:
    assert shares_right[CY] >= shares_right[EN] - 0.02


@pytest.mark.parametrize(
    "text",
    ["dwi rili stressed about school", "mam fi is so annoying", "dwi'n iawn but tired", "ring fi tomorrow"],
)
def test_welsh_and_english_in_one_sentence_are_mixed(text: str) -> None:
    assert detect(text) is MIXED


@pytest.mark.parametrize(
    "text",
    [
        "dwi'n so hapus",
        "jyst isio cysgu",
        "lol dwi'n gwbod",
        "rili wedi blino",
        "ok diolch",
        "sori, snap ola",
    ],
)
def test_loans_do_not_make_a_welsh_sentence_mixed(text: str) -> None:
    assert detect(text) is CY


@pytest.mark.parametrize(
    "text", ["seeing my nain tomorrow", "taid is poorly", "need a cwtch", "mam shouted again"]
)
def test_words_that_welsh_english_shares_do_not_make_an_english_sentence_mixed(text: str) -> None:
    assert detect(text) is EN


@pytest.mark.parametrize("text", ["idk", "thx", "tbh idk", "cba", "i am", "am i"])
def test_english_text_speak_is_english(text: str) -> None:
    assert detect(text) is EN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "7",
        "7/10",
        "07700 900123",
        "😂😂",
        "👍🏽",
        "ok",
        "okkk",
        "haha",
        "hahahahaha",
        "lol",
        "na",
        "x",
    ],
)
def test_a_message_that_does_not_tell_has_the_last_language(text: str) -> None:
    assert detect(text) is UNKNOWN
    assert [detect(text, last) for last in Language] == list(Language)


def test_a_loan_alone_is_english_unless_the_person_last_wrote_welsh() -> None:
    assert [detect("yeah fine", last) for last in (None, UNKNOWN, EN, CY)] == [EN, EN, EN, CY]


def test_the_last_language_does_not_overrule_words_that_tell() -> None:
    assert detect("leave me alone", last=CY) is EN
    assert detect("gad lonydd i fi", last=EN) is CY
    assert detect("dwi'n iawn", last=MIXED) is CY


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("dwi’n drist", "dwin drist"),
        ("ddim yn grêt", "DDIM YN GRET!!"),
        ("tŷ nain", "ty nain"),
        ("o'n i'n cysgu", "oni'n cysgu"),
        ("diolch", "diolchhhhh"),
    ],
)
def test_accents_apostrophes_and_stretching_change_nothing(written: str, typed: str) -> None:
    assert detect(typed) is detect(written)


def test_a_welsh_ending_on_an_english_word_is_mixed() -> None:
    assert detect("nobody'n gwrando") is MIXED


@given(st.text(max_size=200), st.sampled_from([None, *Language]))
def test_every_text_has_a_language_and_always_the_same(text: str, last: Language | None) -> None:
    assert detect(text, last) is detect(text, last)


def test_without_an_artefact_the_vocabulary_is_learned_and_is_the_same(tmp_path: Path) -> None:
    train(NLU_FOLDER, tmp_path / "language.json")
    assert vocabulary(tmp_path / "language.json") == vocabulary(tmp_path / "missing.json")
