"""Which language a short message is written in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.domain.languages import Language
from bot.language.train import NLU_FOLDER, fit, load
from bot.language.words import Kind, Vocabulary, Word, split

ARTEFACT = Path(__file__).resolve().parents[2] / "models" / "language.json"

# An unlisted word counts as half a word from the first weight, as a whole one from the second.
_LEANS = 1.0
_TELLS = 5.0
# Welsh texters borrow single English nouns all the time, but no words of grammar; English texters hardly
# ever borrow a Welsh word.
_BORROWED_SHARE = 1 / 3
_FOREIGN_SHARE = 1 / 5
_ALWAYS_MIXED = 2.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many words speak for each language; whether English words of grammar, or loans, are among them."""

    welsh: float
    english: float
    grammar: bool
    loans: bool


def detect(text: str, last: Language | None = None) -> Language:
    """The language of one message; `last` is the person's last known language.

    A message is mixed if at least two words are clearly of one language and two of the other, or if of the
    words that tell a third are English in a Welsh message (a fifth if one of them is never borrowed, as "the"
    or "she's"), or a fifth Welsh in an English one. Loans that Welsh texts use freely (so, like, lol, rili,
    ...) do not make a Welsh sentence mixed; alone they are English, unless the person last wrote Welsh. A
    message that does not tell ("ok", "7", an emoji) has the language `last`, or `UNKNOWN` if there is none.
    """
    return decide(weigh(text, vocabulary()), last)


@cache
def vocabulary(artefact: Path = ARTEFACT) -> Vocabulary:
    """What training left behind; without it, learned anew in memory from the trainers' examples, once."""
    return load(artefact) if artefact.exists() else fit(NLU_FOLDER)


def weigh(text: str, known: Vocabulary) -> Evidence:
    """Counts what each word of the message speaks for."""
    words = split(text)
    leanings = [_leaning(word, known) for word in words]
    kinds = [known.kind(word.text) for word in words]
    for at, kind in enumerate(kinds):
        if kind is Kind.EITHER and not _beside_welsh(leanings, at):
            leanings[at] = -1.0
    return Evidence(
        welsh=sum(leaning for leaning in leanings if leaning > 0) + _endings_on_english(words, leanings),
        english=-sum(leaning for leaning in leanings if leaning < 0),
        grammar=Kind.GRAMMAR in kinds,
        loans=Kind.LOAN in kinds,
    )


def decide(evidence: Evidence, last: Language | None) -> Language:
    """Names the language that the evidence speaks for, the last one where it says little."""
    if max(evidence.welsh, evidence.english) < 1:
        return _from_little(evidence, last or Language.UNKNOWN)
    if _is_mixed(evidence):
        return Language.MIXED
    return _greater(evidence)


def _from_little(evidence: Evidence, last: Language) -> Language:
    if last is not Language.UNKNOWN:
        return last
    if evidence.welsh != evidence.english:
        return _greater(evidence)
    return Language.ENGLISH if evidence.loans else Language.UNKNOWN


def _greater(evidence: Evidence) -> Language:
    return Language.WELSH if evidence.welsh > evidence.english else Language.ENGLISH


def _is_mixed(evidence: Evidence) -> bool:
    less, total = min(evidence.welsh, evidence.english), evidence.welsh + evidence.english
    could_be_borrowed = evidence.english < evidence.welsh and not evidence.grammar
    share = _BORROWED_SHARE if could_be_borrowed else _FOREIGN_SHARE
    return less >= 1 and (less >= _ALWAYS_MIXED or less / total >= share)


def _leaning(word: Word, known: Vocabulary) -> float:
    kind = known.kind(word.text)
    if kind is Kind.WELSH or (word.clitic and kind in (Kind.NEUTRAL, Kind.EITHER)):
        return 1.0
    if kind in (Kind.ENGLISH, Kind.GRAMMAR):
        return -1.0
    return 0.0 if kind else _guess(known.weight(word.text))


def _guess(weight: float) -> float:
    size = 1.0 if abs(weight) >= _TELLS else 0.5 if abs(weight) >= _LEANS else 0.0
    return size if weight > 0 else -size


def _beside_welsh(leanings: Sequence[float], at: int) -> bool:
    """Whether the nearest word that tells, on one side or the other, is Welsh."""
    before = next((leaning for leaning in reversed(leanings[:at]) if leaning), 0.0)
    after = next((leaning for leaning in leanings[at + 1 :] if leaning), 0.0)
    return before > 0 or after > 0


def _endings_on_english(words: Sequence[Word], leanings: Sequence[float]) -> int:
    return sum(word.clitic and leaning < 0 for word, leaning in zip(words, leanings, strict=True))
