"""Finds towns, villages, streets, estates and schools, also mutated, unlisted and in small letters."""

from collections.abc import Iterator, Sequence

from bot.redaction import cues, places
from bot.redaction.names import NAMES, NAMES_THAT_ARE_WORDS
from bot.redaction.people import People
from bot.redaction.spans import Found, Kind
from bot.redaction.tokens import Token

_SHORTEST_VILLAGE = 7
_LONGEST_SCHOOL = 3
_JOINING = frozenset({"y", "yr", "ap", "or", "a"})


class Whereabouts:
    """The words of one message, asked for places."""

    def __init__(self, text: str, said: Sequence[Token], people: People) -> None:
        self._text, self._said, self._people = text, said, people

    def found(self) -> Iterator[Found]:
        """Schools, then streets, then places; where they overlap, the widest counts."""
        for index in range(len(self._said)):
            yield from self._school(index)
            yield from self._street(index)
            yield from self._place(index)

    def _place(self, index: int) -> Iterator[Found]:
        for size in range(places.LONGEST_PLACE, 0, -1):
            words = self._words(index, size)
            doubtful = words in places.DOUBTFUL_PLACES
            if words in places.PLACES or (doubtful and self._plain(index - 1) in cues.BEFORE_PLACES):
                yield self._span(index, size, Kind.PLACE)
                return
        if self._is_unlisted_place(index):
            yield self._span(index, 1, Kind.PLACE)

    def _is_unlisted_place(self, index: int) -> bool:
        word, before = self._stem(index), self._plain(index - 1)
        if cues.ordinary(word) or word in NAMES or word in cues.CAPITALS:
            return self._people.capital_inside(index) and before in cues.BEFORE_PLACES and word not in NAMES
        if word.startswith(places.BEGINNINGS) and len(word) >= _SHORTEST_VILLAGE:
            return True
        if before in {"ym", "yng"}:
            return True
        return before in cues.BEFORE_PLACES and (
            self._people.capital_inside(index) or self._plain(index - 2) in cues.LIVING
        )

    def _street(self, index: int) -> Iterator[Found]:
        word = self._stem(index)
        loose = self._said[index].capital or self._plain(index - 2).isdigit()
        if word in places.STREET_ENDS and self._names_something(index - 1, strict=not loose):
            size = 1 + self._names_something(index - 2, strict=True)
            yield self._span(index - size, size + 1, Kind.PLACE)
        named = word in places.STREET_STARTS and self._names_something(index + 1, strict=False)
        if named and self._is_address(index):
            yield self._span(index, self._reach(index), Kind.PLACE)

    def _is_address(self, index: int) -> bool:
        before = self._plain(index - 1)
        return (
            before.isdigit()
            or self._said[index].capital
            or before in {"on", "ar", "in", "yn", "ym", "at", "o", "stad", "ystad", "road", "estate"}
            or not cues.ordinary(self._stem(index + 1))
        )

    def _school(self, index: int) -> Iterator[Found]:
        for size in range(_LONGEST_SCHOOL + 1, 0, -1):
            words = self._words(index, size)
            if words and {words, (*words[:-1], f"{words[-1]}s")} & places.SCHOOLS:
                yield self._span(index, size, Kind.SCHOOL)
        word = self._stem(index)
        if word in places.SCHOOL_STARTS and (size := self._reach(index)) > 1:
            yield self._span(index, size, Kind.SCHOOL)
        if word in places.SCHOOL_ENDS and self._names_something(index - 1, strict=True):
            before = 1 + (self._plain(index - 2) in {"st", "saint"})
            after = self._stem(index + 1) in places.SCHOOL_ENDS
            yield self._span(index - before, before + 1 + after, Kind.SCHOOL)

    def _reach(self, index: int) -> int:
        """How many words from here on name the school or street: known, unknown or with a capital."""
        size = 1
        while size <= _LONGEST_SCHOOL:
            step = 1 + (self._plain(index + size) in _JOINING)
            if not self._names_something(index + size + step - 1, strict=True):
                break
            size += step
        return size

    def _names_something(self, index: int, *, strict: bool) -> bool:
        """Whether a word is part of a proper name; if not `strict`, any but a little word is."""
        if not 0 <= index < len(self._said):
            return False
        word = self._stem(index)
        if word in cues.NOT_BEFORE_NAMES | cues.BEFORE_PLACES | cues.AFTER_NAMES | places.SCHOOL_ENDS:
            return False
        if self._people.capital_inside(index) or word in NAMES or not cues.ordinary(word):
            return word not in cues.CAPITALS
        listed = bool({(word,)} & (places.PLACES | places.SCHOOLS)) or word in NAMES_THAT_ARE_WORDS
        return listed or (not strict and word not in _GENERIC)

    def _words(self, index: int, size: int) -> tuple[str, ...]:
        return (
            tuple(token.stem for token in self._said[index : index + size])
            if index + size <= len(self._said)
            else ()
        )

    def _span(self, index: int, size: int, kind: Kind) -> Found:
        return Found(self._said[index].start, self._said[index + size - 1].stem_end, kind)

    def _stem(self, index: int) -> str:
        return self._said[index].stem if 0 <= index < len(self._said) else ""

    def _plain(self, index: int) -> str:
        return self._said[index].plain if 0 <= index < len(self._said) else ""


# Behind "ffordd", "stryd" or "ysgol" these say nothing: the way home, the high street, school tomorrow.
_GENERIC = frozenset(
    """
    adra adre arall yma hon hwn hir fawr bach newydd gyfan iawn gartref gartra fory heddiw ddoe wedyn hefyd
    eto street road on way the is was ymlaen off my it of
    """.split()
)
