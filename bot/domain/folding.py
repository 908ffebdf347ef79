"""Brings the many ways of typing a thing to one, remembering where in the message each word stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.domain import spellings

BREAK = "."

_PIECE = re.compile(
    r"(?P<sign>:[a-z]+:)"
    r"|(?P<word>[$@]?[^\W_][\u0300-\u036f]*(?:['’‘ʼ`´*@$!]*[^\W_][\u0300-\u036f]*)*)"
    r"|(?P<stop>[.!?;\n]+)"
    r"|(?P<emoji>[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_WELSH_CLITIC = re.compile(r"(?<=[aeiouwy])['’‘ʼ`´][nrw]$")
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_L = str.maketrans("013457@$!", "oleastasi")
_SHORTEST_SPELLED_OUT = 4


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, and the offsets of what it came from in the original text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """A message as rules read it; `BREAK` tokens stand between sentences."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)


def fold(text: str, known: frozenset[str] = frozenset()) -> Folded:
    """The words of a text without the accidents of typing.

    Undone are case, accents, apostrophes, text-speak, stretched, spaced-out and disguised letters, and Welsh
    mutations. `known` decides doubtful cases: "k1ll" is read as "kill" only if "kill" is known.
    """
    tokens = [token for piece in _pieces(text) if (token := _plain(piece, known))]
    tokens = list(_join_spelled_out(tokens, known))
    tokens = [part for token in tokens for part in _spell(token)]
    return Folded(tuple(_merge(tokens)))


def _pieces(text: str) -> Iterator[tuple[str, Token]]:
    for match in _PIECE.finditer(text):
        yield str(match.lastgroup), Token(match.group(), match.start(), match.end())


def _plain(piece: tuple[str, Token], known: frozenset[str]) -> Token | None:
    kind, token = piece
    if kind == "stop":
        return Token(BREAK, token.start, token.end)
    if kind == "sign":
        return token
    folded = spellings.EMOJI.get(token.text, "") if kind == "emoji" else _plain_word(token.text, known)
    return Token(folded, token.start, token.end) if folded else None


def _plain_word(word: str, known: frozenset[str]) -> str:
    if word.isascii() and word.isalpha():
        bare = _unstretch(word.lower(), known)
        return "" if bare in spellings.DROPPED else bare
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    bare = _WELSH_CLITIC.sub("", bare).translate(_APOSTROPHES)
    bare = "".join(letter for letter in bare if letter.isalnum() or letter in "*@$!")
    bare = _unstretch(_undisguise(bare, known), known)
    return "" if bare in spellings.DROPPED else bare


def _unstretch(word: str, known: frozenset[str]) -> str:
    if not _STRETCH.search(word):
        return word
    doubled, single = _STRETCH.sub(r"\1\1", word), _STRETCH.sub(r"\1", word)
    return doubled if doubled in known or doubled in spellings.DOUBLED else single


def _undisguise(word: str, known: frozenset[str]) -> str:
    if word.isalpha() or word.isdigit():
        return word
    for table in (_LEET, _LEET_L):
        if (candidate := word.translate(table)) in known or candidate in spellings.DISGUISED:
            return candidate
    if "*" in word:
        return _unmask(word)
    return "".join(letter for letter in word if letter.isalnum())


def _unmask(word: str) -> str:
    mask = re.compile("".join("[a-z]" if letter == "*" else re.escape(letter) for letter in word))
    found = [candidate for candidate in sorted(spellings.DISGUISED) if mask.fullmatch(candidate)]
    return found[0] if found else "".join(letter for letter in word if letter.isalnum())


def _join_spelled_out(tokens: list[Token], known: frozenset[str]) -> Iterator[Token]:
    for single, group in groupby(tokens, key=lambda token: len(token.text) == 1 and token.text.isalpha()):
        letters = list(group)
        if single and len(letters) > 1 and _spelled_out(letters, known):
            yield from _cut_at_known_words(letters, known | spellings.DISGUISED)
        else:
            yield from letters


def _spelled_out(letters: list[Token], known: frozenset[str]) -> bool:
    return len(letters) >= _SHORTEST_SPELLED_OUT or "".join(letter.text for letter in letters) in known


def _cut_at_known_words(letters: list[Token], known: frozenset[str]) -> Iterator[Token]:
    """Reads "k i l l m y s e l f" as two words where both are known, longest first."""
    rest = letters
    while rest:
        word = "".join(token.text for token in rest)
        size = next((n for n in range(len(rest), 1, -1) if word[:n] in known), len(rest))
        yield Token(word[:size], rest[0].start, rest[size - 1].end)
        rest = rest[size:]


def _spell(token: Token) -> Iterator[Token]:
    for word in spellings.SPELLINGS.get(token.text, token.text).split():
        yield Token(word, token.start, token.end)


def _merge(tokens: list[Token]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        size = _merge_size(tokens, at)
        merged = tokens[at : at + size]
        words = " ".join(token.text for token in merged)
        for word in spellings.MERGES.get(words, words).split():
            yield Token(word, merged[0].start, merged[-1].end)
        at += size


def _merge_size(tokens: list[Token], at: int) -> int:
    for size in spellings.MERGE_SIZES.get(tokens[at].text, ()):
        if " ".join(token.text for token in tokens[at : at + size]) in spellings.MERGES:
            return size
    return 1
