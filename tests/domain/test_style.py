"""How somebody writes: learned in figures alone, and seldom called odd."""

import csv
import json
from collections import defaultdict
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import style, style_turns
from bot.domain.style import Spread, Style, Trait, is_odd, learned, traits_of, unlike
from tests.project.tree import ROOT

CORPUS = ROOT / "data" / "safeguarding" / "corpus"
OTHER_HANDS = Path(__file__).with_name("other_hands.tsv")
MUM = "This is her mother. She can't come to the phone at the moment, could you please ring later?"
TEXTS_EACH = 60


def known(texts: list[str]) -> Style:
    return reduce(learned, texts, Style())


def writers() -> list[list[str]]:
    """Texts of one round of the corpus each: one writer, with more voices than any young person has."""
    rounds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(CORPUS.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            rounds[one["id"].rstrip("0123456789")].append(one["text"])
    # Spread over the files, which are by what a text is about.
    return [
        texts[:: len(texts) // TEXTS_EACH][:TEXTS_EACH]
        for texts in rounds.values()
        if len(texts) >= TEXTS_EACH
    ]


@pytest.fixture(scope="module")
def by_writer() -> list[list[str]]:
    return writers()


def test_a_parents_text_is_unlike_somebody_who_writes_small_and_short(by_writer: list[list[str]]) -> None:
    assert all(is_odd(known(texts), MUM) for texts in by_writer)


def test_nothing_is_odd_before_enough_is_known(by_writer: list[list[str]]) -> None:
    few = by_writer[0][: style.ENOUGH_TEXTS - 1]
    assert not is_odd(known(few), MUM)
    assert unlike(known(few), MUM) == frozenset()


def test_a_writers_own_texts_are_hardly_ever_odd(by_writer: list[list[str]]) -> None:
    odd, asked = 0, 0
    for texts in by_writer:
        so_far = known(texts[: style.ENOUGH_TEXTS])
        for text in texts[style.ENOUGH_TEXTS :]:
            asked += 1
            odd += is_odd(so_far, text)
            so_far = learned(so_far, text)
    assert asked >= 800
    assert odd * 500 <= asked


@pytest.mark.parametrize(
    "text", ["This is her mother speaking. She is not here.", "Good morning. Who is this?"]
)
def test_whoever_writes_like_that_always_is_not_odd(text: str) -> None:
    assert not is_odd(known([text] * 30), text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm ok thanks, it's been a long week and I've got a lot on",
        "Dwi'n iawn, mae'n oer iawn yma heno cofia",
    ],
)
def test_a_phone_that_corrects_is_no_other_hand(text: str) -> None:
    plainly = known(["im ok, its been long ive got loads on", "dwin iawn maen oer yma, cofia fi"] * 20)
    assert unlike(plainly, text) & style.KEYBOARD
    assert not is_odd(plainly, text)


def test_what_came_to_be_their_way_of_writing_is_not_odd_any_more() -> None:
    texts = [
        "Hello. I am fine, thank you for asking. It is not too bad.",
        "ok i guess nothing much happened here",
    ]
    before = known([texts[1]] * 80)
    assert is_odd(before, texts[0])
    assert not is_odd(reduce(learned, [texts[0]] * 10, before), texts[0])


@given(st.lists(st.text(max_size=40), max_size=40))
def test_of_any_texts_only_few_figures_are_kept(texts: list[str]) -> None:
    kept = known(texts)
    assert set(kept.traits) <= set(Trait)
    assert kept.texts == sum(bool(traits_of(text)) for text in texts)
    for one in kept.traits.values():
        assert 0 <= one.count <= kept.texts
        assert one.squares >= -1e-9


@given(st.lists(st.floats(0, 1), min_size=1, max_size=79))
def test_a_spread_is_that_of_the_values(values: list[float]) -> None:
    spread = reduce(Spread.with_one_more, values, Spread())
    mean = sum(values) / len(values)
    assert spread.count == len(values)
    assert spread.mean == pytest.approx(mean, abs=1e-9)
    assert spread.squares == pytest.approx(sum((value - mean) ** 2 for value in values), abs=1e-6)


def other_hands() -> list[dict[str, str]]:
    with OTHER_HANDS.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("seen", "least"), [("while_made", 0.8), ("apart", 0.25)])
def test_so_many_texts_by_others_are_caught(seen: str, least: float, by_writer: list[list[str]]) -> None:
    texts = [one["text"] for one in other_hands() if one["seen"] == seen]
    owners = [known(own) for own in by_writer[::4]]
    caught = [is_odd(owner, text) for owner in owners for text in texts]
    assert len(other_hands()) >= 60
    assert sum(caught) >= least * len(caught)


@pytest.mark.parametrize(
    "text",
    [
        "i can hear it on his phone",
        "my mums taken my phone",
        "a brawd fi sy ma",
        "says its his uncle. its never the same uncle",
        "told him to leave her alone",
        "he cant come to the phone hes in prison lol, my dad i mean",
    ],
)
def test_telling_of_others_is_not_being_another(text: str) -> None:
    assert style_turns.is_another_hand(text) is text.startswith("he cant come to the phone")
