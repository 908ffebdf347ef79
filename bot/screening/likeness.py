"""Finds messages that are nearly the same, which would let a measurement see what training saw."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.domain.folding import fold

GRAM = 4
ALIKE = 0.6
# Bare answers ("ia", "help", "who is this") are alike by nature.
SHORTEST_COMPARED = 15
# Only texts that share so many of their rarest grams, or all that they must share, are looked at whole.
MET = 6
_AT_ONCE = 500


def near_copies(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of keys whose folded texts share at least 60 % of the runs of four letters that either has."""
    folded = {key: fold(text).text for key, text in texts.items()}
    held = {key: _grams(text) for key, text in folded.items() if len(text) >= SHORTEST_COMPARED}
    if not held:
        return
    keys = tuple(held)
    table = _table(held)
    sizes = np.diff(table.indptr)
    needed = np.ceil(ALIKE * sizes).astype(int)
    rarest = _rarest(table, sizes - needed + MET)
    for start in range(0, len(keys), _AT_ONCE):
        met = sparse.coo_array(rarest[start : start + _AT_ONCE] @ rarest.T)
        one, other = met.row + start, met.col
        likely = (one < other) & (met.data >= np.minimum(MET, np.minimum(needed[one], needed[other])))
        one, other = one[likely], other[likely]
        shared = table[one].multiply(table[other]).sum(axis=1)
        alike = shared >= ALIKE * (sizes[one] + sizes[other] - shared)
        yield from ((keys[a], keys[b]) for a, b in zip(one[alike], other[alike], strict=True))


def _rarest(table: sparse.csr_array, many: NDArray[np.int_]) -> sparse.csr_array:
    """So many of each text's grams, those in fewest texts first; columns are in that order.

    Of what a text must share with its copy, all but `MET` can come after these: the first `MET` that they
    share, if they share so many, are therefore here in both. Grams in which nearly all texts meet need not
    be looked at.
    """
    rank = np.argsort(np.argsort(np.bincount(table.indices, minlength=table.shape[1]), kind="stable"))
    held = np.split(rank[table.indices], table.indptr[1:-1])
    first = [np.sort(ranks)[:most] for ranks, most in zip(held, many, strict=True)]
    edges = np.cumsum([0, *map(len, first)])
    indices = np.concatenate(first)
    return sparse.csr_array((np.ones(len(indices), np.float32), indices, edges), shape=table.shape)


class Likeness:
    """Texts kept ready for one after another to be compared with them all."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Folds each text once in the life of the process."""
        self._columns: dict[str, int] = {}
        grams = [_grams(_folded(text)) for text in texts]
        indices = [self._columns.setdefault(gram, len(self._columns)) for held in grams for gram in held]
        self._sizes = np.array([len(held) for held in grams], dtype=np.float32)
        rows = np.repeat(np.arange(len(grams)), [len(held) for held in grams])
        ones = np.ones(len(indices), dtype=np.float32)
        shape = (len(grams), len(self._columns) or 1)
        self._table = sparse.csr_array((ones, (rows, np.array(indices, dtype=np.int64))), shape=shape)

    def nearest(self, text: str, most: int) -> list[tuple[int, float]]:
        """(place, share) of the texts that share most runs of four letters with this one."""
        grams = _grams(_folded(text))
        asked = np.zeros(self._table.shape[1], dtype=np.float32)
        asked[[self._columns[gram] for gram in grams if gram in self._columns]] = 1
        shared = self._table @ asked
        shares = shared / np.maximum(self._sizes + len(grams) - shared, 1)
        best = np.argsort(-shares, kind="stable")[:most]
        return [(int(at), float(shares[at])) for at in best if shares[at] > 0]


@lru_cache(maxsize=32_768)
def _folded(text: str) -> str:
    return fold(text).text


def long_enough(text: str) -> bool:
    """Whether a text says so much that likeness means something."""
    return len(_folded(text)) >= SHORTEST_COMPARED


def _grams(text: str) -> frozenset[str]:
    edged = f" {text} "
    return frozenset(edged[at : at + GRAM] for at in range(len(edged) - GRAM + 1))


def _table(held: Mapping[str, frozenset[str]]) -> sparse.csr_array:
    """One row a text, one column a run of letters, 1 where the text has it."""
    columns: dict[str, int] = {}
    indices = [columns.setdefault(gram, len(columns)) for grams in held.values() for gram in grams]
    edges = np.cumsum([0, *(len(grams) for grams in held.values())])
    ones = np.ones(len(indices), dtype=np.float32)
    return sparse.csr_array((ones, indices, edges), shape=(len(held), len(columns)))
