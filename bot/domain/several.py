"""Finds the answers in a text that answers more than the question it follows: "6 slept shit yeah safe".

What was found is cut out; the rest may still answer the pending question by the readers of `answers`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain import answer_phrases as phrases
from bot.domain import answer_words as words
from bot.domain import answers
from bot.domain.check_in_items import GOALS
from bot.domain.languages import Language
from bot.domain.plain_text import has, plain
from bot.domain.scores import mood_score
from bot.domain.signals import Safe, SignalKind, Sleep

# In a longer text "call me" and "nothing to say" belong to a story.
_WORDS_OF_A_LIST = 24
_LONGEST_PIECE = 4
_SHORTEST_LIST, _SHORTEST_RUN = 3, 4
_SHORTEST_ANSWER = 2
_CUT = " | "
# A no to those who write English.
_NINE_IN_WELSH = re.compile(r"\bnaw+\b", re.IGNORECASE)
_PIECES = re.compile(r"[,;\n]+|(?<!\d)\.|\.(?!\d)")
_PARTS = re.compile(r"[|,;.!\n]+|\b(?:but|ond|and)\b")
_SAFE_WORD = re.compile(rf"\b(?:{phrases.SAFE_WORD})\b")
# "safe? no"
_ASKS_ITSELF = re.compile(rf"\b(?:{phrases.SAFE_WORD})\s*[?:=-]")
_FIGURES = re.compile(r"\d+(?:/10)?")
# In its middle a word like "two" counts something; "naw" is as often a no.
_SAID_FIGURE = rf"(?:{'|'.join(sorted(words.NUMBERS.keys() - words.DOUBTFUL_NUMBERS - {'naw'}))})"
_FIGURE_BEFORE = re.compile(rf"\s*(?:(?:tua|about|like) )?({_SAID_FIGURE})\b")
_FIGURE_AFTER = re.compile(rf"\b({_SAID_FIGURE})\s*$")
_QUALITY = rf"{words.SLEPT_BADLY}|{words.SLEPT_SO_SO}|{words.SLEPT_WELL}"
# It makes the no before it stronger and is none of its own.
_AT_ALL = r"(?: (?:o gwbl|at all|a tall)\b)?"
_SLEPT = re.compile(
    rf"(?<!\w)(?:(?:{_QUALITY}) )?(?:{'|'.join(sorted(words.SLEEP))})(?!\w)"
    rf"(?: (?:\w+ ){{0,2}}?(?:{_QUALITY})(?!\w))?{_AT_ALL}"
)
_BAD_NIGHT = re.compile(rf"(?<!\w)(?:{words.SLEPT_BADLY})(?!\w){_AT_ALL}")
_SCORE_ALONE = re.compile(rf"(?:\d+|{phrases.NUMBER})(?: ?/ ?10)?")
_NIGHT_ALONE = re.compile(rf"(?:(?:really|rly|so|very|pretty|rili|mor|yn) )?(?:{_QUALITY}){_AT_ALL}")
# "10 pills", "im 7" and "at 8" are no answers where harm is told.
_ALONE = dict.fromkeys((SignalKind.MOOD, *GOALS), _SCORE_ALONE) | {SignalKind.SLEEP: _NIGHT_ALONE}

type Answers = dict[SignalKind, int | None]
type Reader = Callable[[str, SignalKind], int | None]


@dataclass(frozen=True)
class Read:
    """Answers by the kind of question, None for one that was declined, and what else the text says."""

    answers: Mapping[SignalKind, int | None]
    rest: str = field(repr=False)

    @property
    def says_more(self) -> bool:
        """Whether something is left that could answer the pending question."""
        return not words.COURTESY.issuperset(re.findall(r":?\w+:?", self.rest))


def read(text: str, open_kinds: Sequence[SignalKind], goals: Sequence[SignalKind] = ()) -> Read:
    """Every answer that a text names, or lists in the order of the open questions.

    `open_kinds` begins with the pending question; `goals` are those of this check-in, answered or not.
    """
    if listed := _listed(text, open_kinds):
        return Read(listed, "")
    said = plain(text)
    if len(said.split()) > _WORDS_OF_A_LIST:
        return Read(_story(text), said)
    return _named(said, goals)


def beside_harm(text: str, open_kinds: Sequence[SignalKind], language: Language) -> Mapping[SignalKind, int]:
    """Numbers, nights and a no to feeling safe that are plain in a text which also tells of harm.

    Only what stands apart counts, and without its name only what answers the pending question at the very
    beginning and holds nothing else: "10 pills" gives no mood, and a yes beside harm says nothing.
    """
    spoken = as_spoken(text, language)
    pieces = [piece for piece in map(plain, _PARTS.split(spoken)) if piece]
    if not pieces or not open_kinds or len(spoken.split()) > _WORDS_OF_A_LIST:
        return {}
    named = [_named(piece if len(piece.split()) <= _LONGEST_PIECE else "", ()) for piece in pieces]
    found: Answers = {kind: value for one in named for kind, value in one.answers.items()}
    first = named[0].rest.replace(_CUT, " ").strip()
    if first and len(first.split()) <= _SHORTEST_ANSWER:
        found.setdefault(open_kinds[0], _begins_with(first, open_kinds[0]))
    found |= _listed(spoken, open_kinds, _alone)
    return {kind: int(value) for kind, value in found.items() if value is not None and _counts(kind, value)}


def _begins_with(piece: str, kind: SignalKind) -> int | None:
    """A good word begins a sentence as often as it tells of a night: "well, he hit me", "not bad, he ..."."""
    value = _alone(piece, kind)
    return None if kind is SignalKind.SLEEP and value != Sleep.BAD else value


def _counts(kind: SignalKind, value: int) -> bool:
    return kind in (SignalKind.MOOD, SignalKind.SLEEP, *GOALS) or (kind, value) == (SignalKind.SAFE, Safe.NO)


def as_spoken(text: str, language: Language) -> str:
    """The same text, without the no of those who write English that is nine in Welsh."""
    return _NINE_IN_WELSH.sub("nah", text) if language is Language.ENGLISH else text


def _named(said: str, goals: Sequence[SignalKind]) -> Read:
    """What a plain text answers by name, wherever it stands."""
    found: Answers = {}
    for reader in (_numbered, _told_nothing, _call, _went_well, _slept, _safety):
        said = reader(said, goals, found)
    return Read(found, said)


def _story(text: str) -> Answers:
    """What counts wherever it stands."""
    heard = {
        SignalKind.SLEEP: answers.sleep_quality(text, asked=False),
        SignalKind.SAFE: answers.feels_safe(text, asked=False),
    }
    return {kind: int(value) for kind, value in heard.items() if value is not None}


def _asked(piece: str, kind: SignalKind) -> int | None:
    return _READERS[kind](piece)


def _alone(piece: str, kind: SignalKind) -> int | None:
    """The same, where nothing but a number or a word for the night is said."""
    return None if kind in _ALONE and not _ALONE[kind].fullmatch(piece) else _asked(piece, kind)


def _listed(text: str, open_kinds: Sequence[SignalKind], reader: Reader = _asked) -> Answers:
    """One after the other: "7, fine, yes, no", or without commas if there is one for every question."""
    pieces = [piece for piece in map(plain, _PIECES.split(text)) if piece]
    run = plain(text).split()
    if _SHORTEST_LIST <= len(pieces) <= len(open_kinds):
        return _in_order(pieces, open_kinds, reader)
    return _in_order(run, open_kinds, reader) if len(run) == len(open_kinds) >= _SHORTEST_RUN else {}


def _in_order(pieces: Sequence[str], open_kinds: Sequence[SignalKind], reader: Reader) -> Answers:
    """One piece for each question; nothing at all if a piece does not fit its question."""
    found: Answers = {}
    for piece, kind in zip(pieces, open_kinds, strict=False):
        if _names_another(piece, kind):
            return {}
        declined = answers.declines(piece)
        value = None if declined or len(piece.split()) > _LONGEST_PIECE else reader(piece, kind)
        if value is None and not declined:
            return {}
        found[kind] = value if value is None else int(value)
    return found


def _names_another(piece: str, kind: SignalKind) -> bool:
    named = set(_named(piece, ()).answers)
    named |= {SignalKind.SAFE} if _SAFE_WORD.search(piece) else set()
    return bool(named) and kind not in named


def _told(piece: str) -> int | None:
    agreed = False if has(phrases.NOTHING_TO_TELL, piece) else answers.yes_or_no(piece)
    return None if agreed is None else int(agreed)


def _called(piece: str) -> int | None:
    if has(phrases.NO_CALL, piece):
        return 0
    agreed = True if has(phrases.WANTS_CALL, piece) else answers.wants_contact(piece)
    return None if agreed is None else int(agreed)


_READERS: dict[SignalKind, Callable[[str], int | None]] = {
    SignalKind.MOOD: mood_score,
    SignalKind.SLEEP: lambda piece: answers.sleep_quality(piece, asked=True),
    SignalKind.SAFE: lambda piece: answers.feels_safe(piece, asked=True),
    **dict.fromkeys(GOALS, mood_score),
    SignalKind.WENT_WELL: lambda piece: int(answers.yes_or_no(piece) is not False),
    SignalKind.TELL: _told,
    SignalKind.CONTACT_WISH: _called,
}


def _numbered(said: str, goals: Sequence[SignalKind], found: Answers) -> str:
    """Scores that say what they are of."""
    for match in list(re.finditer(phrases.NUMBERED_GOAL, said)):
        place, score = int(match["goal"]) - 1, mood_score(match["score"])
        if place < len(goals) and score is not None:
            found[goals[place]] = score
            said = said.replace(match.group(), _CUT, 1)
    if len(goals) == 1 and goals[0] not in found:
        said = _score(phrases.ONLY_GOAL, goals[0], said, found)
    return _score(phrases.MOOD, SignalKind.MOOD, said, found)


def _score(pattern: str, kind: SignalKind, said: str, found: Answers) -> str:
    match = re.search(pattern, said)
    score = mood_score(match["score"]) if match else None
    if match is None or score is None:
        return said
    found[kind] = score
    return _without(match, said)


def _without(match: re.Match[str], said: str) -> str:
    return said[: match.start()] + _CUT + said[match.end() :]


def _phrase(pattern: str, kind: SignalKind, value: int, said: str, found: Answers) -> str:
    match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", said)
    if match is None:
        return said
    found[kind] = value
    return _without(match, said)


def _told_nothing(said: str, _: Sequence[SignalKind], found: Answers) -> str:
    return _phrase(phrases.NOTHING_TO_TELL, SignalKind.TELL, 0, said, found)


def _went_well(said: str, _: Sequence[SignalKind], found: Answers) -> str:
    return _phrase(phrases.WENT_WELL, SignalKind.WENT_WELL, 1, said, found)


def _call(said: str, _: Sequence[SignalKind], found: Answers) -> str:
    left = _phrase(phrases.NO_CALL, SignalKind.CONTACT_WISH, 0, said, found)
    if left != said or re.search(words.ABOUT_OTHERS, said):
        return left
    return _phrase(phrases.WANTS_CALL, SignalKind.CONTACT_WISH, 1, said, found)


def _slept(said: str, _: Sequence[SignalKind], found: Answers) -> str:
    quality = answers.sleep_quality(said, asked=False)
    match = re.search(phrases.NIGHT, said) if quality is None else None
    if match and (score := mood_score(match["score"])) is not None:
        found[SignalKind.SLEEP] = int(answers.night_by_number(score))
        return _without(match, said)
    if quality is None:
        return said
    found[SignalKind.SLEEP] = int(quality)
    return _SLEPT.sub(_CUT, _BAD_NIGHT.sub(_cut_if_of_sleep, answers.without_hours(said, _CUT)))


def _cut_if_of_sleep(match: re.Match[str]) -> str:
    return match.group() if words.SLEEP.isdisjoint(match.group().split()) else _CUT


def _safety(said: str, _: Sequence[SignalKind], found: Answers) -> str:
    """Whether they feel safe, where they speak of it; the word alone counts only beside other answers."""
    part = next((part for part in _PARTS.split(said) if _SAFE_WORD.search(part)), None)
    safe = answers.feels_safe(said, asked=False)
    if safe is None and part and (found or _ASKS_ITSELF.search(part) or mood_score(said) is not None):
        safe = _safe_word_alone(part)
    if safe is None:
        return said
    if safe is Safe.YES and re.search(rf"(?:{phrases.SAFE_WORD}){phrases.EXCEPT}", said):
        safe = Safe.NOT_SURE
    found[SignalKind.SAFE] = int(safe)
    return said.replace(part, _CUT.join(["", *_figures(part), ""]), 1) if part else said


def _figures(part: str) -> list[str]:
    """The numbers that stand beside a word for safety, as digits or as a word at one of its ends."""
    digits: list[str] = _FIGURES.findall(part)
    match = None if digits else _FIGURE_BEFORE.match(part) or _FIGURE_AFTER.search(part)
    return [match[1]] if match and mood_score(part) is not None else digits


def _safe_word_alone(part: str) -> Safe:
    """ "safe? no" is a no; a no before it ("nah safe") is as likely slang, and a doubt."""
    before, after = _SAFE_WORD.split(part, maxsplit=1)
    if has(words.UNSURE, part) or has(words.TENTATIVE, part):
        return Safe.NOT_SURE
    agreed = answers.yes_or_no(after)
    if agreed is not None:
        return Safe.YES if agreed else Safe.NO
    return Safe.NOT_SURE if answers.yes_or_no(" ".join(before.split()[-2:])) is False else Safe.YES
