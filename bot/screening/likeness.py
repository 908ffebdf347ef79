"""Finds messages that are nearly the same, which would let a measurement see what training saw."""

from collections.abc import Iterator, Mapping

import numpy as np
from scipy import sparse

from bot.domain.folding import fold

GRAM = 4
ALIKE = 0.6
# Bare answers ("ia", "help", "who is this") are alike by nature.
SHORTEST_COMPARED = 15
_AT_ONCE = 500


def near_copies(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of keys whose folded texts share at least 60 % of the runs of four letters that either has."""
    folded = {key: fold(text).text for key, text in texts.items()}
    held = {key: _grams(text) for key, text in folded.items() if len(text) >= SHORTEST_COMPARED}
    keys = tuple(held)
    table = _table(held)
    sizes = np.diff(table.indptr)
    for start in range(0, len(keys), _AT_ONCE):
        shared = sparse.coo_array(table[start : start + _AT_ONCE] @ table.T)
        one, other = shared.row + start, shared.col
        alike = (shared.data >= ALIKE * (sizes[one] + sizes[other] - shared.data)) & (one < other)
        yield from ((keys[a], keys[b]) for a, b in zip(one[alike], other[alike], strict=True))


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
