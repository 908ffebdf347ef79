"""Labelled messages filed by their words, so that a rule is tried only on those in which it can fire."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.domain.folding import fold
from bot.domain.spellings import DROPPED
from bot.screening.corpus import Message
from bot.screening.patterns import Pattern
from bot.screening.ruleset import Rule, Ruleset

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DISGUISED = re.compile(r"[0-9@$*!]['’‘ʼ`´]*[^\W\d_]|[^\W\d_]['’‘ʼ`´]*\d")
# Up to an apostrophe: folding takes the last letter of "o'n" off.
_WORD = re.compile(r"([^\W_]+)(?:['’‘ʼ`´][^\W_]+)*")


def doubtful(text: str) -> bool:
    """Whether it may depend on the rules' other words how this text is read: "k1ll", "nooo", "k i l l"."""
    plain = text.casefold()
    if _STRETCHED.search(plain) or _DISGUISED.search(plain):
        return True
    lengths = [len(word) for word in _WORD.findall(plain) if word not in DROPPED]
    return any(one == other == 1 for one, other in pairwise(lengths))


class Filed:
    """Messages by the words that rules read in them; making this takes seconds, using it hardly any."""

    def __init__(self, messages: Sequence[Message], serving: Ruleset) -> None:
        self._messages = messages
        self._known = serving.words
        self._holding: defaultdict[str, set[int]] = defaultdict(set)
        for at, message in enumerate(messages):
            for word in set(fold(message.text, self._known).words):
                self._holding[word].add(at)
        self._doubtful = frozenset(at for at, message in enumerate(messages) if doubtful(message.text))

    def to_try(self, rules: Iterable[Rule], *, known: frozenset[str]) -> list[Message]:
        """The messages in which one of the rules can fire, where words are read with what is `known`."""
        found = {at for rule in rules for pattern in rule.patterns for at in self._where(pattern)}
        if known != self._known:
            found |= self._doubtful
        return [self._messages[at] for at in sorted(found)]

    def _where(self, pattern: Pattern) -> set[int]:
        """Those with all the words of a phrase of the step that fewest have."""
        needed = [step.phrases for step in pattern.steps if not step.optional]
        places = [{at for phrase in phrases for at in self._with_all(phrase)} for phrases in needed]
        return min(places, key=len)

    def _with_all(self, phrase: str) -> set[int]:
        return set.intersection(*(self._holding.get(word, set()) for word in phrase.split()))
