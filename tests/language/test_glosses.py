from pathlib import Path

import pytest

from bot.domain.folding import fold
from bot.language.glosses import GlossError, load_glosses


def glossed(text: str) -> str:
    return load_glosses()(fold(text).tokens, text)


@pytest.mark.parametrize(
    ("welsh", "english"),
    [
        ("dwi isio cysgu", "i am want sleep"),
        ("DWI'M ISIO MYND", "i am not want go"),
        ("ma nain yn siarad", "is grandma talk"),
    ],
)
def test_welsh_is_glossed_word_for_word(welsh: str, english: str) -> None:
    assert glossed(welsh) == english


@pytest.mark.parametrize("text", ["the pan is on the plant", "I am fine, thanks!", "lol 😂 7/10"])
def test_english_stays_as_it_was_typed(text: str) -> None:
    assert glossed(text) == text


def test_a_welsh_word_in_an_english_message_is_glossed_where_it_stands() -> None:
    assert glossed("he was shouting at Nain, again!") == "he was shouting at grandma, again!"


def test_a_word_of_both_languages_follows_the_rest() -> None:
    assert "head" in glossed("ma pen fi'n brifo").split()
    assert "pen" in glossed("lost my pen at school").split()


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("he was shouting at nain", True),
        ("dwi'm yn gwbod", True),
        ("lost my pen at school", False),
        ("7", False),
    ],
)
def test_a_word_of_welsh_alone_is_noticed(text: str, there: bool) -> None:
    assert load_glosses().welsh_in(fold(text).words) is there


@pytest.mark.parametrize("line", ["gair", "\tword", "gair\t", "gair\tword\tboth", "a\tb\na\tc"])
def test_a_broken_line_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "glosses.tsv"
    file.write_text(f"# words\n{line}\n")
    with pytest.raises(GlossError, match=r"glosses.tsv, line \d"):
        load_glosses(file)


def test_no_gloss_is_too_much_to_read() -> None:
    assert all(gloss and len(gloss.split()) <= 4 for gloss in load_glosses().english.values())
