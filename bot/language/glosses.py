"""English words for Welsh ones, word for word, so that what is known of either language serves both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.domain.folding import Token
from bot.settings import ROOT

GLOSSES_FILE = ROOT / "data" / "language" / "glosses.tsv"
# In the place of an English word: the Welsh one says nothing that English says with a word.
NOTHING = "-"
EITHER = "either"


class GlossError(Exception):
    """The list of glosses cannot be used; the text names the line."""


@dataclass(frozen=True, slots=True)
class Glosses:
    """The English of folded Welsh words; those of `either` are English words too ("pan", "plant", "am")."""

    english: Mapping[str, str]
    either: frozenset[str]

    def __call__(self, tokens: Sequence[Token], source: str) -> str:
        """A text mostly in Welsh word for word in English; any other as it was typed but for its Welsh words.

        `tokens` are those of the folded `source`. It is no translation, and nobody is to read it: it feeds
        the statistical reader alone.
        """
        words = [token.text for token in tokens]
        welsh = sum(self._welsh_alone(word) for word in words)
        if welsh and welsh >= sum(word not in self.english for word in words):
            return " ".join(gloss for word in words if (gloss := self.english.get(word, word)) != NOTHING)
        return "".join(self._as_typed(tokens, source))

    def welsh_in(self, words: Iterable[str]) -> bool:
        """Whether one of these folded words is Welsh, and no English word as well."""
        return any(self._welsh_alone(word) for word in words)

    def _welsh_alone(self, word: str) -> bool:
        return word in self.english and word not in self.either

    def _as_typed(self, tokens: Sequence[Token], source: str) -> Iterator[str]:
        done = 0
        for token in tokens:
            gloss = self.english.get(token.text) if token.text not in self.either else None
            # Of the tokens that one typed word was read as, the first stands for it.
            if gloss and gloss != NOTHING and token.start >= done:
                yield source[done : token.start]
                yield gloss
                done = token.end
        yield source[done:]


@cache
def load_glosses(file: Path = GLOSSES_FILE) -> Glosses:
    """Read `word<TAB>English[<TAB>either]`, one a line, and check it; raises GlossError."""
    english: dict[str, str] = {}
    either = set()
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        word, gloss, *mark = line.split("\t") if "\t" in line else (line, "")
        if not word or not gloss or mark not in ([], [EITHER]) or word in english:
            raise GlossError(
                f"{file.name}, line {number}: a word once, a tab, its English, perhaps '{EITHER}'"
            )
        english[word] = gloss
        either |= {word} if mark else set()
    return Glosses(english, frozenset(either))
