"""Finds the score from 0 to 10 in whatever way it was typed, and leaves every other number alone."""

import re

from bot.domain import answer_words as words
from bot.domain.plain_text import has, plain

# Only faces that can hardly be meant otherwise; 😭, 💀, 😂 and 🙂 are laughter or irony as often as not.
_FACES = dict.fromkeys("😁😃😄😊🥰", 8) | {"😐": 5, "😕": 4} | dict.fromkeys("🙁☹😞😔", 3) | {"😢": 2}

_NUMBER = "|".join(sorted(words.NUMBERS, key=len, reverse=True))
_SCORE = rf"(?P<score>\d+|{_NUMBER})"
_OUT_OF = re.compile(
    rf"\b{_SCORE}(?:ish)?\s*(?:/|out ?of|outta|allan o|mas o|o|off)\s*(?P<scale>\d+|{_NUMBER})\b"
)
_RANGE = re.compile(
    rf"\b(?P<low>\d+|{_NUMBER})(?: ?ish)?(?: or | to | and | neu | ta | i | a |\s*[-‐–—−/]\s*|"
    r"\W+(?:or )?(?:maybe|mayb|perhaps|ella|falle|falla|efallai|hwyrach) (?:an? )?)"
    rf"(?P<high>\d+|{_NUMBER})(?: ?ish)?\b"
)
_AND_A_HALF = re.compile(r"\b(\d+)(?:[.,]\d+| and a half| a hanner| \.5)\b")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|[£$€]\s*\d+(?:\.\d+)?|\d+\s*%|\b\d+(?:st|nd|rd|th|fed|ed|af|il|ydd|k)\b"
)
_NUMERAL = re.compile(rf"(?<![\w.-])-?(?P<digits>\d+)(?:ish|x+)?(?![\w])|\b(?P<word>{_NUMBER})(?:ish)?\b")
_NOW = re.compile(
    rf"\b(?:today|now|rn|heddiw|rwan|wan|nawr)\b\W*(?:its|im|like|a|mae|dwi|dwin)?\W*{_SCORE}\b"
)
_THEN_NOW = re.compile(rf"\b{_SCORE}\W+(?:today|now|rn|heddiw|rwan|wan|nawr)\b")
_INSTEAD = re.compile(
    r"\b(?:no|nah|naw|na|nid|wait|actually|meant|like|fel)\W+"
    rf"(?:its |im |an? |mwy fel |more like )?{_SCORE}\b"
)
_NOT_THIS = re.compile(rf"\b(?:not|nid|dim) (?:an? |yn )?(?:\d+|{_NUMBER})\b")
_AFTER_SLEEP = re.compile(
    r"\b(?:slept|sleep|cysgu|gysgu|gysgais|gysgis)\s+"
    r"(?:for |like |about |bout |only |around |am |tua |rhyw |r\w+ )*\d+"
)

_STARRED = re.compile(r"\*\s*\S+|\S+\s*\*")

HIGHEST = 10
_LONGEST_NUMERAL = 6
_WORDS_BESIDE_A_FACE = 3
_BEYOND = re.compile(
    r"\W{0,3}?(?:(?:like|about|a|at|its|im|defo|tua|fel|solid) )*(?P<number>(?:- ?)?\d+)\s*%?"
    r"(?:\s*(?:/|out of)\s*(?:10|ten))?(?: (?:lol|haha|x+|tbh))?\W*"
)


def mood_score(text: str) -> int | None:
    """The score from 0 to 10 that a text gives as its answer.

    Of a range ("6 or 7") it is the lower, of 6.5 it is 6: the doubt goes towards noticing a bad day. Times,
    dates and counts of other things are not scores, and several scores that disagree are none.
    """
    if (face := _face(text)) is not None:
        return face
    said = _AND_A_HALF.sub(r"\1", _CLOCK.sub(" ", plain(text)))
    if match := _OUT_OF.search(said):
        return _out_of_ten(match)
    if match := _RANGE.search(said):
        return _lower(match, said)
    found = _scores(_NOT_THIS.sub(" ", said))
    if len(set(found)) > 1:
        return _meant(said)
    return found[0] if found else None


def is_no_more_than_a_score(text: str) -> bool:
    """Whether nothing but a number and "about" or "like" is said: "tua 7" is no time of day then."""
    others = [word for word in re.findall(r"[^\W\d_]+", plain(text)) if word not in words.NUMBERS]
    return mood_score(text) is not None and words.HEDGES.issuperset(others)


def scores_in(text: str) -> list[int]:
    """Every score of a text in its order; none at all where a number is no score."""
    return _scores(_AND_A_HALF.sub(r"\1", _CLOCK.sub(" ", plain(text))))


def off_the_scale(text: str) -> int | None:
    """1 for a lone number beyond ten, -1 for one below zero: no score, and yet an answer."""
    match = _BEYOND.fullmatch(plain(text))
    if match is None:
        return None
    number = int(match["number"].replace(" ", "")[:_LONGEST_NUMERAL])
    return -1 if number < 0 else 1 if number > HIGHEST else None


def corrected_mood(text: str) -> int | None:
    """A score given without being asked: one that takes back an earlier one, or that says it is the mood."""
    names_mood = has("mood|hwyliau|hwylia", plain(text))
    return mood_score(text) if names_mood or corrects(text) else None


def corrects(text: str) -> bool:
    """Whether a text takes something back; a star before or after the right word does so too."""
    said = plain(text)
    return has(words.CORRECTIONS, said) or _STARRED.fullmatch(said) is not None


def out_of_ten(said: str) -> int | None:
    """The score of a plain text that names its scale: "7/10", "saith allan o ddeg"."""
    match = _OUT_OF.search(said)
    return _out_of_ten(match) if match else None


def _face(text: str) -> int | None:
    """The score of a face that stands alone or beside a word or two."""
    faces = {score for face, score in _FACES.items() if face in text}
    words_beside = re.findall(r"\w+", text)
    if len(faces) != 1 or len(words_beside) > _WORDS_BESIDE_A_FACE or _NUMERAL.search(plain(text)):
        return None
    return faces.pop()


def _value(written: str) -> int:
    return words.NUMBERS[written] if written in words.NUMBERS else int(written[:_LONGEST_NUMERAL])


def _out_of_ten(match: re.Match[str]) -> int | None:
    score, scale = _value(match["score"]), _value(match["scale"])
    if scale == score + 1 and "/" in match.group():
        return score
    return score if scale == HIGHEST and score <= HIGHEST else None


def _lower(match: re.Match[str], said: str) -> int | None:
    low, high = _value(match["low"]), _value(match["high"])
    if _counts(said[match.end() :].split()):
        return None
    return min(low, high) if max(low, high) <= HIGHEST else None


def _scores(said: str) -> list[int]:
    said = _AFTER_SLEEP.sub(" ", said)
    numerals = [match for match in _NUMERAL.finditer(said) if _counts_nothing_else(match, said)]
    values = [_value(match["digits"] or match["word"]) for match in numerals]
    if any(value > HIGHEST for value in values):
        return []
    return values


def _counts(following: list[str]) -> bool:
    """Whether the words after a number say what it counts; a lone x at the end is a kiss."""
    return following[:1] != [] and following[0] in words.UNITS and following != ["x"]


def _counts_nothing_else(match: re.Match[str], said: str) -> bool:
    if match.group().startswith("-"):
        return False
    # A bar stands where other answers were cut out.
    before = re.findall(r"\w+", said[: match.start()].rpartition("|")[2])
    after = re.findall(r"\w+", said[match.end() :].partition("|")[0])
    if _counts(after):
        return False
    if before and before[-1] in words.BEFORE_TIMES and before[-2:] not in (["i", "am"], ["dwi", "am"]):
        return False
    doubtful = match["word"] in words.DOUBTFUL_NUMBERS or before[-1:] == ["around"]
    return not doubtful or words.HEDGES.issuperset(before + after)


def _meant(said: str) -> int | None:
    """Of several scores the one that says that it is today's, or that it replaces another."""
    match = _NOW.search(said) or _THEN_NOW.search(said) or _INSTEAD.search(said)
    return _value(match["score"]) if match else None
