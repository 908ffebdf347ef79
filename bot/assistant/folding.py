"""Brings the ways of typing a word together before its characters are counted."""

import re
import unicodedata

_APOSTROPHE = "'’‘ʼ`´"
_APOSTROPHES = dict.fromkeys(map(ord, _APOSTROPHE))
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
_PIECE = re.compile(rf"\w+(?:[{_APOSTROPHE}]\w+)*|[^\w\s]")
# The selector that asks for the coloured form of an emoji, and skin tones.
_INVISIBLE = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


def pieces(text: str) -> list[tuple[str, int]]:
    """The folded words and signs of a text, and where each began. Emoji and punctuation are signs."""
    folded = ((fold(match.group()), match.start()) for match in _PIECE.finditer(text))
    return [(word, start) for word, start in folded if word]


def fold(word: str) -> str:
    """Lower case, without accents, apostrophes, skin tones, or letters drawn out."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    return _STRETCH.sub(r"\1", _INVISIBLE.sub("", bare.translate(_APOSTROPHES)))
