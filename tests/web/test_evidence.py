"""Cutting a message where its evidence lies."""

from hypothesis import given
from hypothesis import strategies as st

from bot.web.evidence import pieces

spans = st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6)


def marked(body: str, *where: tuple[int, int]) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces(body, where))


def test_the_evidence_is_marked_and_the_rest_is_not() -> None:
    assert marked("he hurt me", (3, 7)) == "he [hurt] me"


def test_evidence_that_overlaps_or_touches_is_marked_as_one() -> None:
    assert marked("he hurt me", (3, 6), (5, 8), (8, 10)) == "he [hurt me]"


def test_a_message_without_evidence_is_whole() -> None:
    assert marked("haia") == "haia"
    assert marked("", (0, 3)) == ""


@given(st.text(max_size=40), spans)
def test_whatever_the_spans_no_word_is_lost(body: str, where: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(body, where)) == body
