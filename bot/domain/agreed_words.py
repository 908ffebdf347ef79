"""The safe word and the danger word agreed with a young person: how they are heard, and which serve."""

from collections.abc import Iterator
from enum import StrEnum

from bot.domain.keywords import keyword
from bot.domain.mutation import mutations
from bot.domain.plain_text import plain

MOST_WORDS = 4
SHORTEST = 4
LONGEST = 40


class Kind(StrEnum):
    """What a word was agreed for."""

    SAFE = "safe"
    DANGER = "danger"


class Unfit(StrEnum):
    """Why a word cannot be agreed on."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    KEYWORD = "keyword"
    EVERYDAY = "everyday"
    SAME = "same"


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: small letters without accents or signs."""
    kept = "".join(letter if letter.isalnum() else " " for letter in plain(text))
    return tuple(kept.split())


def phrases(text: str) -> frozenset[str]:
    """Everything of up to four words running in a text."""
    words = words_of(text)
    return frozenset(_runs(words))


def _runs(words: tuple[str, ...]) -> Iterator[str]:
    for start in range(len(words)):
        for size in range(1, MOST_WORDS + 1):
            if start + size <= len(words):
                yield " ".join(words[start : start + size])


def forms(word: str, *, welsh: bool) -> frozenset[str]:
    """The phrases that stand for an agreed word; a single Welsh word is heard in its mutated forms too."""
    said = " ".join(words_of(word))
    return frozenset({said} | (mutations(said) if welsh and " " not in said else frozenset()))


def unfit(word: str, other: str, everyday: frozenset[str]) -> Unfit | None:
    """Why `word` does not serve, or None.

    `other` is the other agreed word; `everyday` holds phrases that come up in ordinary texts, in which an
    agreed word would be said without being meant.
    """
    words = words_of(word)
    said = " ".join(words)
    if len(said) < SHORTEST:
        return Unfit.TOO_SHORT
    if len(words) > MOST_WORDS or len(said) > LONGEST:
        return Unfit.TOO_LONG
    if keyword(word, opted_out=True) is not None:
        return Unfit.KEYWORD
    if said in everyday:
        return Unfit.EVERYDAY
    return Unfit.SAME if _same(said, " ".join(words_of(other))) else None


def _same(said: str, other: str) -> bool:
    """Whether hearing one would be hearing the other."""
    return bool(other) and (said in phrases(other) or other in phrases(said))
