import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import BREAK, fold
from bot.domain.spellings import MERGES, SPELLINGS

KNOWN = frozenset({"kill", "myself", "help", "self", "pills"})
PIECES = [
    "dwi'n",
    "k1ll",
    "soooo",
    "k i l l",
    "😂",
    "do not",
    "!!",
    "\n",
    "fy hun",
    "’",
    "ŵ",
    "u",
    "2",
    "'m",
    "*",
    "yn",
]
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("DON’T", "dont"),
        ("do not", "dont"),
        ("r u ok 2nite", "are you ok tonight"),
        ("gonna going to gunna", "gonna gonna gonna"),
        ("heeelp me plsss", "help me please"),
        ("killll", "kill"),
        ("k1ll mys3lf", "kill myself"),
        ("k i l l  m y s e l f", "kill myself"),
        ("r*pe", "rape"),
        ("lol 😂", "lol :laugh:"),
        ("self-harm", "self harm"),
        ("dwi'm / dwim / dwi ddim / dw i ddim", "dwim dwim dwim dwim"),
        ("isio eisiau isho", "isio isio isio"),
        ("rwan rŵan nawr", "rwan rwan rwan"),
        ("mae o'n fy mrifo", "mae o fy brifo"),
        ("fy nghyllell", "fy cyllell"),
        ("fy hun", "fyhun"),
        ("haeddu'r poen", "haeddu poen"),
    ],
)
def test_ways_of_typing_a_thing_become_one(typed: str, read: str) -> None:
    assert fold(typed, KNOWN).text == read


def test_sentences_are_kept_apart() -> None:
    assert fold("i hate maths. kill me").words == ("i", "hate", "maths", BREAK, "kill", "me")


def test_each_word_knows_where_it_stood_in_the_original() -> None:
    message = "Wel, dwi'n gonna K1LL him"
    token = next(token for token in fold(message, KNOWN).tokens if token.text == "kill")
    assert message[token.start : token.end] == "K1LL"


def test_a_joined_form_spans_all_its_words() -> None:
    message = "i do  not know her"
    dont = next(token for token in fold(message).tokens if token.text == "idk")
    assert message[dont.start : dont.end] == "i do  not know"


def test_disguised_letters_are_only_read_as_a_word_that_is_known() -> None:
    assert fold("h3ad", KNOWN).text == "h3ad"


def test_every_entry_of_the_tables_is_reached_by_folding_and_folds_to_itself() -> None:
    unstable = {way: form for way, form in (SPELLINGS | MERGES).items() if fold(form).text != form}
    assert unstable == {}


@given(texts)
def test_folding_never_fails_and_its_offsets_lie_inside_the_text(text: str) -> None:
    tokens = fold(text, KNOWN).tokens
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)


@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text, KNOWN).text
    assert fold(once, KNOWN).text == once
