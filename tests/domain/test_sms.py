"""A text is counted as the network will split it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sms import Encoding, Segments, cheaply, segments

GSM7 = Encoding.GSM7
UCS2 = Encoding.UCS2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(GSM7, 0, 0)),
        ("a" * 160, Segments(GSM7, 160, 1)),
        ("a" * 161, Segments(GSM7, 161, 2)),
        ("a" * 306, Segments(GSM7, 306, 2)),
        ("a" * 307, Segments(GSM7, 307, 3)),
        ("ŵ" * 70, Segments(UCS2, 70, 1)),
        ("ŵ" * 71, Segments(UCS2, 71, 2)),
        ("ŵ" * 134, Segments(UCS2, 134, 2)),
        ("ŵ" * 135, Segments(UCS2, 135, 3)),
    ],
)
def test_a_text_travels_alone_or_in_somewhat_smaller_parts(text: str, expected: Segments) -> None:
    assert segments(text) == expected


@pytest.mark.parametrize("letter", "âêîôûŵŷÂÊÎÔÛŴŶáíóúïë’–😀")
def test_one_letter_outside_gsm7_makes_a_text_of_100_dear(letter: str) -> None:
    assert segments("a" * 99).parts == 1
    assert segments("a" * 99 + letter).encoding is UCS2
    assert segments("a" * 99 + letter).parts == 2


@pytest.mark.parametrize("letter", "àèéìòùäöüñÄÖÜÑÉÇ@£$¥§¿¡_\n\r'\"&Ω")
def test_these_are_cheap(letter: str) -> None:
    assert segments(letter) == Segments(GSM7, 1, 1)


@pytest.mark.parametrize("sign", "€[]{}\\^~|\f")
def test_a_sign_of_the_extension_table_counts_twice(sign: str) -> None:
    assert segments(sign) == Segments(GSM7, 2, 1)
    assert segments("a" * 158 + sign).parts == 1
    assert segments("a" * 159 + sign).parts == 2


def test_the_backquote_is_not_the_apostrophe() -> None:
    assert segments("`").encoding is UCS2


def test_the_default_alphabet_has_127_characters_besides_the_escape() -> None:
    cheap = [chr(code) for code in range(0x10000) if segments(chr(code)) == Segments(GSM7, 1, 1)]
    assert len(cheap) == 127


def test_an_emoji_counts_twice() -> None:
    assert segments("😀") == Segments(UCS2, 2, 1)
    assert segments("😀" * 35) == Segments(UCS2, 70, 1)
    assert segments("😀" * 36) == Segments(UCS2, 72, 2)


def test_a_character_of_two_units_is_never_cut_in_half() -> None:
    assert segments("a" * 152 + "€" + "a" * 152) == Segments(GSM7, 306, 3)
    assert segments("ŵ" * 66 + "😀" + "ŵ" * 66) == Segments(UCS2, 134, 3)


@given(st.text(max_size=400))
def test_the_units_of_a_text_fit_in_its_parts(text: str) -> None:
    found = segments(text)
    alone, together = (160, 153) if found.encoding is GSM7 else (70, 67)
    if found.parts <= 1:
        assert found.units <= alone
    else:
        # Each part but the last may have left one unit unused.
        assert (found.parts - 1) * (together - 1) < found.units <= found.parts * together


@given(st.text(max_size=200))
def test_ucs2_units_are_what_utf_16_says(text: str) -> None:
    assert segments(text + "ŵ").units == len((text + "ŵ").encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "sent"),
    {
        "Mae Siân a'r criw": "Mae Sian a'r criw",
        "Mae Sia\u0302n a Llŷr": "Mae Sian a Llyr",
        "Zoë, Renée": "Zoe, Renée",
        "\u201cgŵyl\u201d": '"gwyl"',
        "è é à ö ñ": "è é à ö ñ",
        # Another character keeps it dear whatever is done: it stays right.
        "Siân 😀": "Siân 😀",
        "Łukasz a Siân": "Łukasz a Siân",
    }.items(),
)
def test_accents_are_left_out_where_that_makes_a_text_cheap_and_nowhere_else(text: str, sent: str) -> None:
    assert cheaply(text) == sent
