"""What a single word tells of the language of its message."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))
_WORD = re.compile(r"[a-z][a-z0-9]*(?:'[a-z]+)*")
_STRETCH = re.compile(r"([a-z])\1{2,}")
_DOUBLE = re.compile(r"([a-z])\1")
_CLITIC = re.compile(r"([a-z0-9]+)'(?:[nrwui]|di|th|ch|(?<!\bi')m)")
# Laughter and held keys: "hahaha", "lololol", "zzzz".
_REPEATED = re.compile(r"(.{1,2}?)\1+.?")
_VOWEL = re.compile(r"[aeiouwy]")
_LONGEST_GROUP = 5
_SHORTEST_GUESSED = 3


class Kind(StrEnum):
    """The lists of `data/language/words.yml`, where each is explained."""

    WELSH = "welsh"
    ENGLISH = "english"
    GRAMMAR = "grammar"
    EITHER = "either"
    LOAN = "loans"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Word:
    """A word in small plain letters; `clitic` if a Welsh ending was cut off it ("petha'n")."""

    text: str
    clitic: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Listed words, and weights learned from our own texts: above 0 speaks for Welsh, below 0 for English."""

    listed: Mapping[str, Kind]
    seen: Mapping[str, float]
    groups: Mapping[str, float]

    def kind(self, word: str) -> Kind | None:
        """The list that the word is on, forgiving doubled letters and a Welsh ending; None if on none."""
        if (found := self.listed.get(word)) or word in self.seen:
            return found
        if found := self.listed.get(_DOUBLE.sub(r"\1", word)):
            return found
        if len(word) > _SHORTEST_GUESSED and word[-1] in "nr" and self.listed.get(word[:-1]) is Kind.WELSH:
            return Kind.WELSH
        return Kind.NEUTRAL if _is_noise(word) else None

    def weight(self, word: str) -> float:
        """How far an unlisted word leans to one language; 0 if it is too short to guess."""
        if (known := self.seen.get(word)) is not None:
            return known
        return group_weight(word, self.groups) if len(word) >= _SHORTEST_GUESSED else 0.0


def split(text: str) -> list[Word]:
    """The words of a text, without emoji, numbers, accents and stretched letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return [_cut(word) for word in _WORD.findall(_STRETCH.sub(r"\1\1", plain))]


def _cut(word: str) -> Word:
    if clitic := _CLITIC.fullmatch(word):
        return Word(clitic[1], clitic=True)
    return Word(word.replace("'", ""), clitic=False)


def _is_noise(word: str) -> bool:
    return len(word) > 2 and (_REPEATED.fullmatch(word) is not None or not _VOWEL.search(word))


def letter_groups(word: str) -> Iterator[str]:
    """Every run of one to five letters of the word, its two edges counted as letters."""
    edged = f" {word} "
    for size in range(1, _LONGEST_GROUP + 1):
        for start in range(len(edged) - size + 1):
            yield edged[start : start + size]


def group_weight(word: str, groups: Mapping[str, float]) -> float:
    """The leaning of a word by its letters alone."""
    return sum(groups.get(group, 0.0) for group in dict.fromkeys(letter_groups(word)))
