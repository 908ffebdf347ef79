"""Finds names of people: listed ones, doubtful ones where names stand, unknown words behind sure signs."""

from collections.abc import Iterator, Sequence

from bot.redaction import cues
from bot.redaction.names import (
    NAMES,
    NAMES_THAT_ARE_GRAMMAR,
    NAMES_THAT_ARE_WORDS,
    SURNAMES_THAT_ARE_WORDS,
)
from bot.redaction.spans import Found, Kind
from bot.redaction.tokens import Token

_LEET = str.maketrans("013457", "oieast")
_LEET_L = str.maketrans("013457", "oleast")
_SHORTEST_OWNER = 3


class People:
    """The words of one message, asked one after the other."""

    def __init__(self, text: str, said: Sequence[Token]) -> None:
        self._said = said
        self._starts = {index for index, token in enumerate(said) if _starts_sentence(text, token)}
        self._cased = _is_cased(said, self._starts)

    def found(self) -> Iterator[Found]:
        """Every name, each word by itself."""
        sure = {index for index in range(len(self._said)) if self._is_name(index)}
        beside = {index for index in range(len(self._said)) if self._is_beside(index, sure)}
        for index in sorted(sure | beside):
            token = self._said[index]
            yield Found(token.start, token.stem_end, Kind.NAME)

    def _is_name(self, index: int) -> bool:
        word = self._said[index].stem
        if _listed(word):
            return True
        if self.capital_inside(index) and not cues.ordinary(word):
            return True
        if doubtful := _doubtful(word):
            return self._called(index) or self._stands_as_name(index, doubtful)
        return self._named_unknown(index)

    def _named_unknown(self, index: int) -> bool:
        word = self._said[index].stem
        before = self._stem(index - 1)
        if before in cues.TITLES and word in SURNAMES_THAT_ARE_WORDS:
            return True
        if word in cues.CAPITALS or (cues.ordinary(word) and not self.capital_inside(index)):
            return False
        return self._called(index) or before in cues.TITLES | cues.KIN or self._with_me(index)

    def capital_inside(self, index: int) -> bool:
        """Whether a capital says something here: not at a sentence's start, nor where every word has one."""
        token = self._said[index]
        return (
            self._cased
            and token.capital
            and len(token.stem) > 1
            and index not in self._starts
            and token.stem not in cues.CAPITALS
        )

    def _called(self, index: int) -> bool:
        """Whether a sure sign stands before it, and no article between."""
        before = self._said[index - 1] if index else None
        if before is None or index in self._starts:
            return False
        if before.plain in cues.BEFORE_NAMES | cues.WITH | cues.HOUSES:
            return True
        two = (self._stem(index - 2), before.plain)
        return (
            two in {("i", "dy"), ("my", "name"), ("or", "enw"), ("enw", "di"), ("enw", "ydi"), ("name", "is")}
            or (two[0] == "enw" and two[1] == "fi")
            or (two[0] in cues.TO_WHOM and two[1] == "i")
        )

    def _stands_as_name(self, index: int, doubtful: str) -> bool:
        token, before, after = self._said[index], self._stem(index - 1), self._stem(index + 1)
        if token.stem != doubtful or token.plain.endswith("s"):
            visited = before in cues.VISITED and after in cues.VISITS
            owner = token.plain != doubtful and (after in cues.OWNED or visited)
            if owner or token.stem != doubtful:
                return owner
        if self._with_me(index) or self.capital_inside(index):
            return True
        if doubtful in NAMES_THAT_ARE_GRAMMAR:
            return False
        return (
            self._is_subject(index, before, after)
            or before in cues.TITLES | cues.TELLERS | cues.GREETINGS | cues.KIN
        )

    def _is_subject(self, index: int, before: str, after: str) -> bool:
        if before in cues.WELSH_BE:
            return after in cues.WELSH_PREDICATE or self._said[index].plain != self._said[index].stem
        if after in cues.WELSH_PREDICATE:
            return index in self._starts
        return after in cues.AFTER_NAMES and (index in self._starts or before not in cues.NOT_BEFORE_NAMES)

    def _with_me(self, index: int) -> bool:
        """ "Me and summer", "hazel a fi"."""
        before, after = (
            (self._stem(index - 2), self._stem(index - 1)),
            (self._stem(index + 1), self._stem(index + 2)),
        )
        return (before[0] in cues.ME and before[1] in cues.AND - {"a", "an"}) or (
            after[0] in cues.AND and after[1] in {"me", "fi"}
        )

    def _is_beside(self, index: int, sure: set[int]) -> bool:
        """Whether it goes on with a name: a surname, or the next of a list of names."""
        word = self._said[index].stem
        if index - 1 in sure and (word in SURNAMES_THAT_ARE_WORDS or self.capital_inside(index)):
            return self._said[index].capital or word not in NAMES_THAT_ARE_GRAMMAR | cues.AFTER_NAMES
        if _doubtful(word) != word or word in NAMES_THAT_ARE_GRAMMAR:
            return False
        joined_before = index - 2 in sure and self._stem(index - 1) in cues.AND
        joined_after = index + 2 in sure and self._stem(index + 1) in cues.AND
        return joined_before or joined_after

    def _stem(self, index: int) -> str:
        return self._said[index].stem if 0 <= index < len(self._said) else ""


def _listed(word: str) -> bool:
    if word in NAMES:
        return True
    if word in cues.CAPITALS:
        return False
    if word.endswith("s") and len(word) > _SHORTEST_OWNER and word[:-1] in NAMES:
        return True
    disguised = not word.isalpha() and any(letter.isalpha() for letter in word)
    return disguised and bool({word.translate(_LEET), word.translate(_LEET_L)} & NAMES)


def _doubtful(word: str) -> str:
    """The doubtful name that the word is, or is the owner's form of."""
    both = NAMES_THAT_ARE_WORDS | NAMES_THAT_ARE_GRAMMAR
    return next((form for form in (word, word.removesuffix("s")) if form in both), "")


def _starts_sentence(text: str, token: Token) -> bool:
    before = text[: token.start].rstrip(" \"'(*-")
    return not before or before[-1] in ".!?\n:"


def _is_cased(said: Sequence[Token], starts: set[int]) -> bool:
    """Whether capitals are used as in writing, not on every word or everywhere."""
    inside = [
        token for index, token in enumerate(said) if index not in starts and token.stem not in cues.CAPITALS
    ]
    return sum(token.typed[:1].islower() for token in inside) * 2 >= len(inside)
