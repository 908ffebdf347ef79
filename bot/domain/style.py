"""How somebody writes, in a few figures a text, and whether a text is unlike all that one of them wrote.

Only running figures are kept and never words: no text can be told from them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain import style_turns
from bot.domain.plain_text import has, plain


class Trait(StrEnum):
    """What is looked at in a text."""

    CAPITALS = "capitals"
    CAPITAL_I = "capital_i"
    APOSTROPHES = "apostrophes"
    ACCENTS = "accents"
    ENDS = "ends"
    COMMAS = "commas"
    SHORTHAND = "shorthand"
    FORMAL = "formal"
    LENGTH = "length"
    ASKS_WHO = "asks_who"
    OTHER_HAND = "other_hand"


# So many texts must be known before one can be unlike them.
ENOUGH_TEXTS = 20
# In fewer words nobody's style shows; what is said of the owner, or asked of us, shows in a few.
ENOUGH_WORDS = 8
ENOUGH_WORDS_ABOUT_THE_OWNER = 3
# A value that lies so many of their own spreads away is far, and so many far traits are odd.
FAR = 3.0
REASONS = 3
# A new phone, or its corrections switched on, changes these at once, so they can never be the only reasons.
KEYBOARD = frozenset({Trait.CAPITALS, Trait.CAPITAL_I, Trait.APOSTROPHES, Trait.ACCENTS})
MOST_OF_A_KEYBOARD = 2
# Older texts fade: people grow, and change how they write.
MEMORY = 80.0

_WORD = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?\n]+\s*")
_APOSTROPHES = re.compile(r"['’‘]")
_ACCENTS = re.compile(r"[âêîôûŵŷ]", re.IGNORECASE)


@dataclass(frozen=True)
class Spread:
    """One trait over many texts: in how many it showed at all, its mean, and the sum of squared distances."""

    count: float = 0.0
    mean: float = 0.0
    squares: float = 0.0

    def with_one_more(self, value: float) -> "Spread":
        """The same after another text."""
        fade = min(1.0, (MEMORY - 1) / self.count) if self.count else 1.0
        count = self.count * fade + 1
        mean = self.mean + (value - self.mean) / count
        return Spread(count, mean, self.squares * fade + (value - self.mean) * (value - mean))

    def is_far(self, value: float) -> bool:
        """Whether a value lies beyond what is usual.

        One more text is imagined that lies a whole step away, or a few alike would be taken for a law.
        """
        usual = math.sqrt((self.squares + 1) / (self.count + 2))
        return self.count >= ENOUGH_TEXTS / 2 and abs(value - self.mean) > FAR * usual


@dataclass(frozen=True)
class Style:
    """How one person writes, as far as it is known."""

    texts: int = 0
    traits: Mapping[Trait, Spread] = field(default_factory=dict)

    def spread(self, trait: Trait) -> Spread:
        """One trait's spread; an empty one of a trait that never showed."""
        return self.traits.get(trait, Spread())


def traits_of(text: str) -> dict[Trait, float]:
    """The traits that can be told of this text, from 0 to 1 but for the length; none without words."""
    words = _WORD.findall(text)
    if not words:
        return {}
    seldom = {Trait.CAPITAL_I: _capital_i(words), Trait.APOSTROPHES: _apostrophes(words)}
    return {
        Trait.CAPITALS: _capitals(text),
        Trait.ACCENTS: float(_ACCENTS.search(text) is not None),
        Trait.ENDS: float(text.rstrip()[-1] in ".?!"),
        Trait.COMMAS: min(1.0, 8 * text.count(",") / len(words)),
        Trait.SHORTHAND: float(any(word.lower() in style_turns.SHORTHAND for word in words)),
        Trait.FORMAL: float(has(style_turns.FORMAL, plain(text))),
        Trait.LENGTH: math.log(len(words)),
        Trait.ASKS_WHO: float(style_turns.asks_who(text)),
        Trait.OTHER_HAND: float(style_turns.is_another_hand(text)),
        **{trait: told for trait, told in seldom.items() if told is not None},
    }


def _capitals(text: str) -> float:
    begins = [part.strip()[:1] for part in _SENTENCE.split(text)]
    return _share([first.isupper() for first in begins if first.isalpha()]) or 0.0


def _capital_i(words: list[str]) -> float | None:
    return _share([word[0] == "I" for word in words if _bare(word) in style_turns.ABOUT_ME])


def _apostrophes(words: list[str]) -> float | None:
    return _share([bool(_APOSTROPHES.search(word)) for word in words if _bare(word) in style_turns.TAKE_ONE])


def _share(found: list[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def _bare(word: str) -> str:
    return _APOSTROPHES.sub("", word).lower()


def learned(style: Style, text: str) -> Style:
    """The style with one more text of theirs."""
    found = traits_of(text)
    if not found:
        return style
    traits = {trait: style.spread(trait).with_one_more(value) for trait, value in found.items()}
    return Style(style.texts + 1, {**style.traits, **traits})


def unlike(style: Style, text: str) -> frozenset[Trait]:
    """The traits of a text that are far from all that they wrote; none while too little is known."""
    if style.texts < ENOUGH_TEXTS:
        return frozenset()
    return frozenset(trait for trait, value in traits_of(text).items() if style.spread(trait).is_far(value))


def is_odd(style: Style, text: str) -> bool:
    """Whether a text is so unlike them that somebody else may hold the phone: rare, and never certain."""
    far = unlike(style, text)
    words = len(_WORD.findall(text))
    if Trait.OTHER_HAND in far:
        return words >= ENOUGH_WORDS_ABOUT_THE_OWNER
    reasons = len(far - KEYBOARD) + min(len(far & KEYBOARD), MOST_OF_A_KEYBOARD)
    enough = ENOUGH_WORDS_ABOUT_THE_OWNER if Trait.ASKS_WHO in far else ENOUGH_WORDS
    return words >= enough and reasons >= REASONS
