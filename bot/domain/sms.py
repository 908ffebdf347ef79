"""What a text costs: how many parts the network splits it into, and in which alphabet (3GPP TS 23.038)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import combining, normalize

_GSM7_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these is sent as an escape and a second septet.
_GSM7_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM7 = _GSM7_BASIC | _GSM7_EXTENDED


# What a phone or a word processor puts in by itself, and the plain sign that says the same. Letters of Welsh
# are not among them: they are right as they are, and worth their price.
PLAIN_SIGNS: Mapping[str, str] = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "`": "'",
    "\u00b4": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00a0": " ",
    "\u2022": "-",
}


class Encoding(StrEnum):
    """The alphabet of a text: one character outside GSM-7 puts the whole text in UCS-2."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


# Room in a text that travels alone, and in each part of a longer one, whose header takes some.
_ROOM = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


@dataclass(frozen=True)
class Segments:
    """How a text travels; `units` are septets in GSM-7 and 16-bit code units in UCS-2."""

    encoding: Encoding
    units: int
    parts: int


def segments(text: str) -> Segments:
    """The parts that a text is sent in; an empty text has none.

    A character of two units is never cut in half: it moves to the next part and leaves a unit unused.
    """
    encoding = Encoding.GSM7 if set(text) <= _GSM7 else Encoding.UCS2
    widths = [_width(character, encoding) for character in text]
    alone, together = _ROOM[encoding]
    units = sum(widths)
    return Segments(encoding, units, _parts(widths, alone if units <= alone else together))


def cheaply(text: str) -> str:
    """The text in GSM-7 letters, if losing accents and clever quotes is all that it takes; else as it is.

    "Siân" becomes "Sian", as people text it. What another character keeps in UCS-2 gains nothing by that.
    """
    letters = [letter if letter in _GSM7 else _bare(letter) for letter in normalize("NFC", text)]
    found = "".join(letters)
    return found if set(found) <= _GSM7 else text


def _bare(letter: str) -> str:
    plain = PLAIN_SIGNS.get(letter, letter)
    return "".join(sign for sign in normalize("NFD", plain) if not combining(sign))


def dear_characters(text: str) -> tuple[str, ...]:
    """What puts the whole text in UCS-2: each character once, in the order in which they come."""
    return tuple(dict.fromkeys(letter for letter in text if letter not in _GSM7))


def rules() -> dict[str, object]:
    """What counting needs, so that a page counts as this does while somebody types."""
    return {
        "basic": "".join(sorted(_GSM7_BASIC)),
        "extended": "".join(sorted(_GSM7_EXTENDED)),
        "gsm7": _ROOM[Encoding.GSM7],
        "ucs2": _ROOM[Encoding.UCS2],
        "plain": dict(PLAIN_SIGNS),
    }


def _width(character: str, encoding: Encoding) -> int:
    double = character in _GSM7_EXTENDED if encoding is Encoding.GSM7 else ord(character) > 0xFFFF
    return 2 if double else 1


def _parts(widths: Sequence[int], room: int) -> int:
    parts = left = 0
    for width in widths:
        if width > left:
            parts, left = parts + 1, room
        left -= width
    return parts
