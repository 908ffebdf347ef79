"""A message's words as redaction reads them: plain letters beside what was typed."""

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_ENDING = re.compile(r"['’‘ʼ`´](?:s|n|r|i|u|w|m|d|di|ll|re|ve|th|ch)$", re.IGNORECASE)
_STRETCH = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `plain` is it in small letters without accents, apostrophes and stretched letters.

    `stem` is it without an ending after an apostrophe ("mari'n", "Kayleigh's"), and reaches to `stem_end`.
    """

    plain: str
    typed: str
    start: int
    end: int
    stem: str
    stem_end: int

    @property
    def capital(self) -> bool:
        """Whether it was typed as names are: one capital, then small letters."""
        return self.typed[:1].isupper() and not self.typed[1:].isupper()


def plain(word: str) -> str:
    """A word in small letters without accents, apostrophes and stretched letters."""
    bare = unicodedata.normalize("NFKD", word.casefold()).translate(_APOSTROPHES)
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _STRETCH.sub(r"\1", letters)


def tokens(text: str) -> tuple[Token, ...]:
    """Every word of a text, in order."""
    return tuple(_token(word.group(), word.start()) for word in _WORD.finditer(text))


def _token(typed: str, start: int) -> Token:
    ending = _ENDING.search(typed)
    stem = typed[: ending.start()] if ending else typed
    return Token(plain(typed), typed, start, start + len(typed), plain(stem), start + len(stem))
