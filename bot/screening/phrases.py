"""Finds all the phrases of all rules in one pass over a message, with spaCy."""

from collections.abc import Iterable, Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

# Stands for every word that no rule uses: spaCy keeps each word it meets for as long as the process lives,
# which would grow without end and hold a young person's words outside the encrypted store.
_OTHER = "\N{WHITE SQUARE}"


class PhraseFinder:
    """A fixed set of folded phrases, compiled."""

    def __init__(self, phrases: Iterable[str]) -> None:
        wanted = sorted(set(phrases))
        self.words = frozenset(word for phrase in wanted for word in phrase.split())
        self._vocab = spacy.blank("xx").vocab
        self._matcher = PhraseMatcher(self._vocab)
        for phrase in wanted:
            self._matcher.add(phrase, [Doc(self._vocab, words=phrase.split())])

    def find(self, words: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
        """Where each phrase stands among the words, as (first word, word after the last)."""
        doc = Doc(self._vocab, words=[word if word in self.words else _OTHER for word in words])
        found: dict[str, list[tuple[int, int]]] = {}
        for key, start, end in self._matcher(doc):
            found.setdefault(self._vocab.strings[key], []).append((start, end))
        return found
