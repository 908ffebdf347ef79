"""What the classifier sees of a message: runs of letters and of words, marked by their block."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.folding import BREAK, Token, fold

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

# A message longer than this is read in full by people; the classifier reads this much of it, as the rules do.
LONGEST_MESSAGE = 10_000
# One hint in a long message would drown, so that long messages are read through a moving window of words.
WINDOW = 40
STEP = 20

Grams = Mapping[str, int]


@dataclass(frozen=True)
class Vocabulary:
    """The grams that training kept: the row of each, and its rarity, by which it weighs in a text."""

    rows: Mapping[str, int]
    rarity: Floats

    def vector(self, words: Sequence[str]) -> tuple[Rows, Floats]:
        """The rows of the grams that these folded words hold, and their weights; each block has length 1."""
        weighed = [self._weigh(grams) for grams in blocks(words)]
        return np.concatenate([at for at, _ in weighed]), np.concatenate([values for _, values in weighed])

    def _weigh(self, grams: Grams) -> tuple[Rows, Floats]:
        known = [(row, count) for gram, count in grams.items() if (row := self.rows.get(gram)) is not None]
        at = np.array([row for row, _ in known], dtype=np.int32)
        counts = np.array([count for _, count in known], dtype=np.float32)
        values = (1 + np.log(counts)) * self.rarity[at]
        length = np.float32(np.sqrt(values @ values) or 1)
        return at, np.asarray(values / length, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a message: its folded tokens, whose places are those in `source`, which is as it was typed."""

    tokens: tuple[Token, ...]
    source: str

    @property
    def words(self) -> list[str]:
        return [token.text for token in self.tokens]


def whole(message: str) -> Stretch:
    """As much of the message as is read, in one."""
    source = message[:LONGEST_MESSAGE]
    return Stretch(fold(source).tokens, source)


def stretches(message: str) -> list[Stretch]:
    """The message in overlapping stretches when it has many words; none without a word."""
    read = whole(message)
    if set(read.words) <= {BREAK}:
        return []
    last = max(0, len(read.tokens) - WINDOW)
    starts = [*range(0, last, STEP), last]
    return [_part(read, start, start + WINDOW) for start in starts]


def _part(read: Stretch, start: int, end: int) -> Stretch:
    if start == 0 and end >= len(read.tokens):
        return read
    tokens = read.tokens[start:end]
    first, last = tokens[0].start, tokens[-1].end
    moved = tuple(Token(token.text, token.start - first, token.end - first) for token in tokens)
    return Stretch(moved, read.source[first:last])


def blocks(words: Sequence[str]) -> tuple[Grams, Grams]:
    """How often each gram occurs: runs of letters within a word, and runs of up to three words."""
    return (
        Counter(gram for word in words for gram in _letters(word)),
        Counter(f"w{gram}" for gram in _runs(words, 3)),
    )


def _letters(word: str) -> Iterator[str]:
    """Runs of two to five letters of a word, its edges counted as letters; a short word is one run."""
    edged = f" {word} "
    for size in range(2, 6):
        if size >= len(edged):
            yield f"c{edged}"
            return
        for start in range(len(edged) - size + 1):
            yield f"c{edged[start : start + size]}"


def _runs(words: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])
