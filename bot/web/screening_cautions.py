"""What whoever proposes and whoever approves a training message must think of, and may go past knowingly."""

import hashlib
from collections.abc import Sequence

from bot.domain.languages import Language
from bot.examples.checks import Finding, other_language, personal


def cautions(words: str, language: str) -> Sequence[Finding]:
    """Personal data, perhaps; another language, perhaps. A message in both may read as either."""
    chosen = Language(language)
    fits = () if chosen is Language.MIXED else other_language(words, chosen)
    return [*personal(words), *fits]


def known_as(words: str, language: str) -> str:
    """What the tick beside the cautions stands for: these words in this language, and no others."""
    return hashlib.sha256(f"{language} {words}".encode()).hexdigest()[:20]
