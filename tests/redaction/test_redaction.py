"""Names, places, schools, numbers and links leave a message, in both languages and however they are typed."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.languages import Language
from bot.redaction import Kind, Mask, by_hand, find, has_marks, mask, redact
from bot.redaction.record import record_words
from bot.redaction.tokens import plain, tokens
from tests.redaction.figures import measure, rows


@pytest.mark.parametrize(("half", "recall", "precision"), [("tuned", 0.98, 0.97), ("apart", 0.92, 0.96)])
def test_redaction_finds_what_it_was_measured_to_find(half: str, recall: float, precision: float) -> None:
    figures = measure(half)

    assert figures.recall() >= recall
    assert figures.precision() >= precision
    assert figures.touched / figures.clean < 0.05


def test_neither_language_is_redacted_worse_than_the_other() -> None:
    figures = measure("apart")

    assert abs(figures.recall("en") - figures.recall("cy")) < 0.06


def test_the_set_is_large_enough_and_apart_from_what_was_tuned_on() -> None:
    tuned, apart = list(rows("tuned")), list(rows("apart"))

    assert len(tuned) + len(apart) >= 350
    assert sum(not row["spans"] for row in tuned + apart) >= 120
    assert not {row["text"] for row in tuned} & {row["text"] for row in apart}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("im 14 and my mood is 7", "im 14 and my mood is 7"),
        ("7/10 today", "7/10 today"),
        ("dwi'n 15 oed", "dwi'n 15 oed"),
        ("ring me on 07700 900123 ok", "ring me on [number] ok"),
        ("bus 5 at 8:30", "bus [number] at [number]"),
        ("i got b4 gr8 m8", "i got b4 gr8 m8"),
        ("should i ring 999", "should i ring 999"),
        ("snap: lowri.x9 add me", "snap: [link] add me"),
        ("see https://hafan.example/a?b=1 ok", "see [link] ok"),
        ("it will be fine", "it will be fine"),
        ("mark was there", "[name] was there"),
        ("it left a mark", "it left a mark"),
        ("Kayleigh's mum", "[name]'s mum"),
    ],
)
def test_what_goes_and_what_stays(said: str, left: str) -> None:
    assert redact(said) == left


def test_marks_are_in_the_language_of_the_message() -> None:
    assert redact("efo mari ym Mangor", language=Language.WELSH) == "efo [enw] ym [lle]"
    assert redact("efo mari ym Mangor", language=Language.MIXED) == "efo [name] ym [place]"


def test_what_is_found_stands_in_order_and_apart() -> None:
    for row in [*rows("tuned"), *rows("apart")]:
        ends = [(span.start, span.end) for span in find(row["text"])]
        assert all(first[1] <= second[0] for first, second in pairwise(ends))


@pytest.mark.parametrize(
    "said",
    [
        "blodyn",
        "BLODYN",
        "Blôdyn",
        "blodyns",
        "flodyn",
        "b l o d y n",
        "bl0dyn",
        "blodny",
        "xxblodynxx",
        "blooodyn",
    ],
)
def test_a_word_of_the_record_goes_however_it_is_typed(said: str) -> None:
    assert redact(f"ok {said} ok", ["Blodyn Enghraifft"]) == "ok [name] ok"


WORDS = st.text(alphabet="abcdefghilmnoprstuwyâêŵ'", min_size=2, max_size=9).filter(
    lambda word: len(plain(word)) > 1
)


@settings(max_examples=150, deadline=None)
@given(
    record=st.lists(WORDS, min_size=1, max_size=3), around=st.lists(WORDS, max_size=6), shout=st.booleans()
)
def test_no_word_of_somebodys_record_survives(record: list[str], around: list[str], shout: bool) -> None:
    said = " ".join([*around, *record, *around])

    left = redact(said.upper() if shout else said, record)

    assert not record_words(record) & {token.plain for token in tokens(left)} - {"name", "number", "place"}


@pytest.mark.parametrize(
    ("words", "kind", "left"),
    [
        ("The Otters", Kind.PLACE, "[name] from [place] and [place] dad, fi 😂"),
        ("otters", Kind.NAME, "[name] from the [name] and the [name] dad, fi 😂"),
        ("fi", Kind.DETAIL, "[name] from the otters and the otter's dad, [detail] 😂"),
        ("😂", Kind.DETAIL, "[name] from the otters and the otter's dad, fi [detail]"),
        ("cadi", Kind.DETAIL, "[detail] from the otters and the otter's dad, fi 😂"),
        ("cadi from", Kind.DETAIL, "[detail] the otters and the otter's dad, fi 😂"),
        ("badgers", Kind.DETAIL, "[name] from the otters and the otter's dad, fi 😂"),
    ],
)
def test_words_go_by_hand_as_they_stand_under_the_mark_that_was_chosen(
    words: str, kind: Kind, left: str
) -> None:
    text = "cadi from the otters and the otter's dad, fi 😂"

    masked = mask(text, by_hand(text, find(text), [Mask(words, kind)]), Language.ENGLISH)

    assert masked == left
    assert has_marks(masked)
