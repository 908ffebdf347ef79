"""How a name is found by whoever types some of it."""

import re
import unicodedata

# Fewer letters than this find a word only when they are all of it.
SHORTEST_BEGINNING = 3
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def words(name: str) -> tuple[str, ...]:
    """A name's words without case, accents, apostrophes and signs."""
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_APOSTROPHES)
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return tuple(_WORD.findall(letters))


def tokens(name: str) -> frozenset[str]:
    """All that a name is found by: its words, and their beginnings."""
    found = words(name)
    beginnings = {word[:end] for word in found for end in range(SHORTEST_BEGINNING, len(word))}
    return frozenset({*found, *beginnings})
