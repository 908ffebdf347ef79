"""Reads the answers to a check-in's questions out of a text, in English, Welsh, or both at once.

Everything here says None when it is not sure: a question asked twice costs less than a wrong answer kept.
"""

import re
import unicodedata
from itertools import dropwhile, takewhile
from typing import Literal

from bot.domain import answer_words as words
from bot.domain.signals import Safe, Sleep

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_KEYCAP = str.maketrans(
    {"\ufe0f": "", "\u20e3": " ", "🔟": " 10 ", "👍": " :yes: ", "👎": " :no: ", "✅": " :yes: "}
)
# Only faces that can hardly be meant otherwise; 😭, 💀, 😂 and 🙂 are laughter or irony as often as not.
_FACES = {
    "😁": 8,
    "😃": 8,
    "😄": 8,
    "😊": 8,
    "🥰": 8,
    "😐": 5,
    "😕": 4,
    "🙁": 3,
    "☹": 3,
    "😞": 3,
    "😔": 3,
    "😢": 2,
}
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")

_NUMBER = "|".join(sorted(words.NUMBERS, key=len, reverse=True))
_SCORE = rf"(?P<score>\d+|{_NUMBER})"
_OUT_OF = re.compile(
    rf"\b{_SCORE}(?:ish)?\s*(?:/|out ?of|outta|allan o|mas o|o|off)\s*(?P<scale>\d+|{_NUMBER})\b"
)
_RANGE = re.compile(
    rf"\b(?:between |rhwng )?(?P<low>\d+|{_NUMBER})(?: or | to | and | neu | ta | i | a |\s*[-/]\s*)(?P<high>\d+|{_NUMBER})\b"
)
_AND_A_HALF = re.compile(r"\b(\d+)(?:[.,]\d+| and a half| a hanner| \.5)\b")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}\b|[£$€]\s*\d+(?:\.\d+)?|\d+\s*%|\b\d+(?:st|nd|rd|th|fed|ed|af|il|ydd|k)\b"
)
_NUMERAL = re.compile(rf"(?<![\w.-])-?(?P<digits>\d+)(?:ish|x+)?(?![\w])|\b(?P<word>{_NUMBER})(?:ish)?\b")
_HOURS = re.compile(r"\b(\d+)(?: ?(?:or|to|-|neu|i) ?\d+)?\s*(?:h|hr|hrs|hour|hours|awr|oriau)\b")
_NOW = re.compile(
    rf"\b(?:today|now|rn|heddiw|rwan|wan|nawr)\b\W*(?:its|im|like|a|mae|dwi|dwin)?\W*{_SCORE}\b"
)
_INSTEAD = re.compile(
    rf"\b(?:no|nah|na|nid|wait|actually|meant|like|fel)\W+(?:its |im |an? |mwy fel |more like )?{_SCORE}\b"
)
_NOT_THIS = re.compile(rf"\b(?:not|nid|dim) (?:an? |yn )?(?:\d+|{_NUMBER})\b")
_THEN_NOW = re.compile(rf"\b{_SCORE}\W+(?:today|now|rn|heddiw|rwan|wan|nawr)\b")
_AFTER_SLEEP = re.compile(
    r"\b(?:slept|sleep|cysgu|gysgu|gysgais|gysgis)\s+(?:for |like |about |bout |only |around |am |tua |rhyw |r\w+ )*\d+"
)
_CLAUSE = re.compile(r"[,;.!?\n]+|\band\b|\bbut\b|\bond\b|\bn\b(?= \w)")
_HEDGE = frozenset(
    """a an about bout abt like prob probably maybe mayb id i im say just only around roughly its it is feel feeling
    today really rly tbh ngl lol more or less erm um uh hmm ok yeah my mood of solid strong
    tua rhyw fel dwi dwin yn n mae o on hi heddiw ella jyst mond well wbath i'r falle heddi wedwn dduda sa""".split()
)

_MAX_SCORE = 10
_BAD_NIGHT_HOURS = 4
_SO_SO_NIGHT_HOURS = 6
_FEW_WORDS = 3
_LONGEST_NUMERAL = 6


def plain(text: str) -> str:
    """Lower case, no accents or apostrophes, stretched letters shortened, keycaps and thumbs as words."""
    shown = _SKIN_TONES.sub("", text.translate(_KEYCAP))
    bare = "".join(c for c in unicodedata.normalize("NFKD", shown.lower()) if not unicodedata.combining(c))
    return " ".join(_STRETCH.sub(r"\1", bare.translate(_APOSTROPHES)).split())


def mood_score(text: str) -> int | None:
    """The score from 0 to 10 that a text gives as its answer.

    Of a range ("6 or 7") it is the lower, of 6.5 it is 6: the doubt goes towards noticing a bad day. Times,
    dates and counts of other things are not scores, and several scores that disagree are none.
    """
    if (face := _FACES.get(text.strip().rstrip("\ufe0f"))) is not None:
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


def corrected_mood(text: str) -> int | None:
    """A score that takes back an earlier one: "actually more like a 3"."""
    said = plain(text)
    names_scale = _OUT_OF.search(said) or re.search(r"\b(mood|hwyliau|sgor|score)\b", said)
    return mood_score(text) if corrects(text) or names_scale else None


def corrects(text: str) -> bool:
    """Whether a text takes something back."""
    return _has(words.CORRECTIONS, plain(text))


def mood_in_words(text: str) -> str | None:
    """ "low" or "good" if the text says so in words; None if neither, or both."""
    said = set(re.findall(r"\w+", plain(text)))
    low, good = bool(said & words.LOW_WORDS), bool(said & words.GOOD_WORDS)
    negated = _has(r"not|dont|isnt|dim|ddim", plain(text))
    if low == good:
        return None
    return "low" if low or negated else "good"


def sleep_quality(text: str, asked: bool) -> Sleep | None:
    """How the night was; unless it was asked for, only where the text speaks of sleep."""
    said = plain(text)
    if not asked or _speaks_of_sleep(said):
        said = next((clause for clause in _CLAUSE.split(said) if _speaks_of_sleep(clause)), "")
    hours = _hours(said, asked)
    if hours is not None:
        return hours
    if not asked and not said:
        return None
    return _quality(said)


def feels_safe(text: str, asked: bool) -> Safe | None:
    """Whether they feel safe; a plain yes or no counts only if it was asked for.

    "No im fine" says two things, and is taken as not sure.
    """
    said = plain(text)
    if _has(words.FEELS_UNSAFE, said):
        return Safe.NO
    if not asked:
        return (
            Safe.YES if re.search(r"\b(feel|feeling|teimlo|teimlon) (\w+ ){0,2}(safe|saff)\b", said) else None
        )
    if _has(words.UNSURE, said):
        return Safe.NOT_SURE
    agreed = yes_or_no(text)
    if agreed is None:
        agreed = True if _has(words.FEELS_SAFE, said) else None
    if agreed is None:
        return None
    if agreed:
        return Safe.NOT_SURE if _has(words.ONLY_IN_PART, said) else Safe.YES
    return Safe.NOT_SURE if _has(words.POLITE_NO, said) else Safe.NO


def yes_or_no(text: str) -> bool | None:
    """What a text answers to a plain question; Welsh answers with the verb, in many forms."""
    said = plain(text)
    if said.strip(" .!") in words.YES_ALONE:
        return True
    if _has(words.UNSURE, said):
        return None
    tokens = re.findall(r":?\w+:?", said)[:_FEW_WORDS]
    heard = dropwhile(lambda token: token not in words.YES | words.NO, tokens)
    run = list(takewhile(lambda token: token in words.YES | words.NO, heard))
    # Of "yeah no" and "no yeah" the last one is meant.
    return run[-1] in words.YES if run else None


def wants_contact(text: str) -> bool | None:
    """Like `yes_or_no`, to the offer of a call, where "im fine" is a polite no."""
    agreed = yes_or_no(text)
    first = plain(text).split()[:1]
    if _has(words.POLITE_NO, plain(text)) and not (agreed and set(first) & words.YES):
        return False
    return agreed


def unsure(text: str) -> bool:
    """Whether a text says that its writer does not know."""
    return _has(words.UNSURE, plain(text))


def declines(text: str) -> bool:
    """Whether a text would rather not answer, which is always allowed."""
    return _has(words.DECLINES, plain(text))


def wants_texts_stopped(text: str) -> bool:
    """Whether a wish that something stop is addressed to us, and is not about a person ("he wont stop")."""
    said = plain(text)
    return bool(re.search(words.ABOUT_US, said)) and not re.search(words.ABOUT_OTHERS, said)


def wanted_language(text: str, current: str) -> Literal["en", "cy"]:
    """The language a text asks for; the other one than now if it names none or both."""
    said = plain(text)
    welsh, english = re.search(words.WELSH, said), re.search(words.ENGLISH, said)
    if bool(welsh) == bool(english):
        return "cy" if current == "en" else "en"
    return "cy" if welsh else "en"


def _has(pattern: str, said: str) -> bool:
    return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", said) is not None


def _value(written: str) -> int:
    return words.NUMBERS[written] if written in words.NUMBERS else int(written[:_LONGEST_NUMERAL])


def _out_of_ten(match: re.Match[str]) -> int | None:
    score, scale = _value(match["score"]), _value(match["scale"])
    if scale == score + 1 and "/" in match.group():
        return score
    return score if scale == _MAX_SCORE and score <= _MAX_SCORE else None


def _lower(match: re.Match[str], said: str) -> int | None:
    low, high = _value(match["low"]), _value(match["high"])
    following = said[match.end() :].split()[:1]
    if following and following[0] in words.UNITS:
        return None
    return min(low, high) if max(low, high) <= _MAX_SCORE else None


def _scores(said: str) -> list[int]:
    said = _AFTER_SLEEP.sub(" ", said)
    numerals = [match for match in _NUMERAL.finditer(said) if _counts_nothing_else(match, said)]
    values = [_value(match["digits"] or match["word"]) for match in numerals]
    if any(value > _MAX_SCORE for value in values):
        return []
    return values


def _counts_nothing_else(match: re.Match[str], said: str) -> bool:
    if match.group().startswith("-"):
        return False
    before = re.findall(r"\w+", said[: match.start()])
    after = re.findall(r"\w+", said[match.end() :])
    if after and after[0] in words.UNITS:
        return False
    if before and before[-1] in words.BEFORE_TIMES and before[-2:] not in (["i", "am"], ["dwi", "am"]):
        return False
    return match["word"] not in words.DOUBTFUL_NUMBERS or set(before + after) <= _HEDGE


def _meant(said: str) -> int | None:
    """Of several scores the one that says that it is today's, or that it replaces another."""
    match = _NOW.search(said) or _THEN_NOW.search(said) or _INSTEAD.search(said)
    return _value(match["score"]) if match else None


def _speaks_of_sleep(said: str) -> bool:
    return not words.SLEEP.isdisjoint(re.findall(r"\w+", said))


def _hours(said: str, asked: bool) -> Sleep | None:
    match = _HOURS.search(said) or (re.fullmatch(r"\D{0,12}(\d{1,2})(?:ish)?\W*", said) if asked else None)
    if match is None:
        return None
    hours = int(match[1])
    if hours <= _BAD_NIGHT_HOURS:
        return Sleep.BAD
    return Sleep.SO_SO if hours <= _SO_SO_NIGHT_HOURS else Sleep.GOOD


def _quality(said: str) -> Sleep | None:
    if _has(words.SLEPT_SO_SO, said):
        return Sleep.SO_SO
    bad, well = _has(words.SLEPT_BADLY, said), _has(words.SLEPT_WELL, said)
    if bad:
        return Sleep.BAD
    return Sleep.GOOD if well else None
