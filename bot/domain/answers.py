"""Reads the answers to a check-in's questions out of a text, in English, Welsh, or both at once.

Everything here says None when it is not sure: a question asked twice costs less than a wrong answer kept.
"""

import re
from itertools import dropwhile, takewhile
from typing import Literal

from bot.domain import answer_phrases as phrases
from bot.domain import answer_words as words
from bot.domain.plain_text import has, plain
from bot.domain.scores import out_of_ten
from bot.domain.signals import Safe, Sleep

_HOURS = re.compile(r"\b(\d{1,2})(?:ish)?(?: ?(?:or|to|-|neu|i) ?\d+)?\s*(?:h|hr|hrs|hour|hours|awr|oriau)\b")
_BARE_NUMBER = re.compile(r"\D{0,12}(\d{1,2})(?:ish)?\W*")
_NO_BEFORE_A_NUMBER = re.compile(
    r"(?:\w+ )?(?:no+|nah+|na+|nope|nage)\W+(?:(?:its|it|is|like|a|more|im|fel|mwy|mae|n|yn) )*"
    rf"(?:\d{{1,2}}|{'|'.join(words.NUMBERS)})(?:ish)?(?: ?/ ?10)?(?: (?:lol|tbh|x+|ta))?\W*"
)
_CLAUSE = re.compile(r"[,;.!?\n]+|\band\b|\bbut\b|\bond\b")
_SAYS_SAFE = re.compile(r"\b(feel|feeling|teimlo|teimlon) (\w+ ){0,2}(safe|saff)\b")
# With anything more, "not" above all, such a no is one.
_NO_BUT_SAFE = re.compile(
    r"(?:(?:lol|haha|oh|yeah|yh|ye|ia) )*(?:no+|nah+|na+|naw|nope|nage|naci)\W+"
    r"(?:(?:i am|im|i (?:do )?feel|im feeling|dwin?|dw i|win?|wi n|fin?) "
    r"(?:(?:n|yn|really|rly|rili|very|all|totally|pretty) )*(?:teimlo (?:n |yn )?|teimlon )?)?"
    r"(?:safe|saff|ddiogel|diogel|nsaff)"
    r"(?:\W+(?:ta|thanks|thx|lol|tho|tbh|ngl|now|rn|bro|mate|diolch|sti|de|rwan|x+|dont worry|dw))*\W*"
)
_NOT_UNSAFE = re.compile(
    r"\b(?:not|dont|do not|didnt|doesnt|never|aint|isnt|dim|ddim|dwim|sim)"
    r"(?: (?:feel|feeling|really|rly|that|so|yn|n|teimlo|teimlon|rili))* (?:unsafe|anniogel|ansaff)\b"
)
# "Nac ydw" has a yes in it; "gwell nag oedd" has no no.
_NO_BY_VERB = re.compile(r"(?<!well )(?<!mwy )(?<!fwy )\bna[cg] \w+")
# There is no "no" in these.
_NO_TROUBLE = re.compile(r"\b(?:no ?cap|no (?:worries|problems?|probs?)|dim (?:problemo?|problema|probs))\b")

# What a dash says depends on nothing: this one is left out.
_DASHES = re.compile(r"[-‐–—−_ ]+|n/a|x -")
_LOW_FACES, _GOOD_FACES = frozenset("💔😡🤬😰😨😱😓😩😫🥺😿💩🤮🤢👎"), frozenset("🔥🥳😎🤩👌💯👍🙌")
_BAD_NIGHT = 4
_SO_SO_NIGHT = 6
_FIRST_WORDS = 3
_WORDS_BEFORE, _WORDS_AFTER = 3, 4
# Bad, unless it is the top of something: "at my peak".
_PEAK = re.compile(
    r"(?:(?:ngl|tbh|its|thats|it was|was|been|feeling|im|today|bit|a bit|kinda|just|pretty|proper|so|bare|"
    r"well|dead|really|rly) )*peak(?: (?:ngl|tbh|lol|bro|mate|innit|today|rn|af|x+))*\W*"
)
# In a longer text "skip" and "not telling" are part of a story.
_REFUSAL_WORDS = 6
_MOOD_WORDS = 8
_SHRUG_WORDS = 4


def mood_in_words(text: str) -> str | None:
    """ "low" or "good" if a short text says so in words; None if neither, or both.

    In a longer one "good" and "down" are about anything.
    """
    said = set(re.findall(r"\w+", plain(text)))
    if len(plain(text).split()) > _MOOD_WORDS:
        return None
    low = bool(said & words.LOW_WORDS or _LOW_FACES.intersection(text) or _PEAK.fullmatch(plain(text)))
    good = bool(said & words.GOOD_WORDS or _GOOD_FACES.intersection(text))
    negated = has(r"not|dont|isnt|dim|ddim", plain(text))
    if low == good:
        return None
    return "low" if low or negated else "good"


def sleep_quality(text: str, asked: bool) -> Sleep | None:
    """How the night was; unless it was asked for, only where the text speaks of sleep.

    "No 3" may as well take back an earlier number.
    """
    said = plain(text)
    if not asked or _speaks_of_sleep(said):
        said = _about_sleep(said)
    if asked and _NO_BEFORE_A_NUMBER.fullmatch(said):
        return None
    if (number := _number_of_sleep(said, asked)) is not None:
        return night_by_number(number)
    if (quality := _quality(said)) is not None or not asked:
        return quality
    return {True: Sleep.GOOD, False: Sleep.BAD, None: None}[yes_or_no(text)]


def feels_safe(text: str, asked: bool) -> Safe | None:
    """Whether they feel safe; a plain yes or no counts only if it was asked for.

    "No im fine", "nah im safe" and "not unsafe" say two things, and are taken as not sure.
    """
    said = _NOT_UNSAFE.sub(" ", plain(text))
    if has(words.FEELS_UNSAFE, said):
        return Safe.NOT_SURE if has(phrases.NOT_CERTAIN, said) else Safe.NO
    if said != plain(text):
        return Safe.NOT_SURE
    contradicts_itself = _NO_BUT_SAFE.fullmatch(said) is not None
    if not asked:
        return Safe.YES if _SAYS_SAFE.search(said) and not contradicts_itself else None
    return Safe.NOT_SURE if contradicts_itself else _asked_for_safety(_NO_TROUBLE.sub(" ", said))


def _asked_for_safety(said: str) -> Safe | None:
    if has(words.UNSURE, said) or has(words.TENTATIVE, said):
        return Safe.NOT_SURE
    agreed, in_part = yes_or_no(said), has(words.ONLY_IN_PART, said)
    if agreed is False:
        return Safe.NOT_SURE if has(words.POLITE_NO, said) else Safe.NO
    if in_part:
        return Safe.NOT_SURE
    return Safe.YES if agreed or has(words.FEELS_SAFE, said) else None


def yes_or_no(text: str) -> bool | None:
    """What a text answers to a plain question; Welsh answers with the verb, in many forms."""
    said = plain(text)
    if said.strip(" .!") in words.YES_ALONE:
        return True
    if has(words.UNSURE, said):
        return None
    said = _NO_BY_VERB.sub("na", said.replace("dont worry", "").replace("paid a poeni", ""))
    # Without a yes, "no worries" is an answer.
    besides = re.findall(r":?\w+:?", _NO_TROUBLE.sub(" ", said))
    said = " ".join(besides) if words.YES.intersection(besides[:1]) else said
    tokens = re.findall(r":?\w+:?", said)[:_FIRST_WORDS]
    if words.NO_ANSWER.intersection(tokens[:1]):
        return None
    heard = dropwhile(lambda token: token not in words.YES | words.NO, tokens)
    run = list(takewhile(lambda token: token in words.YES | words.NO, heard))
    # Of "yeah no" and "no yeah" the last one is meant.
    return run[-1] in words.YES if run else None


def wants_contact(text: str) -> bool | None:
    """Like `yes_or_no`, to the offer of a call, where "im fine" is a polite no."""
    agreed = yes_or_no(text)
    first = plain(text).split()[:1]
    if has(words.POLITE_NO, plain(text)) and not (agreed and set(first) & words.YES):
        return False
    return agreed


def declines(text: str) -> bool:
    """Whether a text would rather not answer, which is always allowed."""
    said = plain(text)
    dashes = _DASHES.fullmatch(said) is not None
    return dashes or (has(words.DECLINES, said) and len(said.split()) <= _REFUSAL_WORDS)


def without_hours(said: str, instead: str) -> str:
    """A plain text without the hours that somebody slept."""
    return _HOURS.sub(instead, said)


def shrugs(text: str) -> bool:
    """Whether a short text says no more than that they do not know or do not care."""
    said = plain(text)
    return has(words.UNSURE, said) and len(said.split()) <= _SHRUG_WORDS


def negates(text: str) -> bool:
    """Whether a text has a no in it anywhere."""
    return has(words.NEGATION, plain(text))


def wants_texts_stopped(text: str) -> bool:
    """Whether a wish that something stop is addressed to us, and is not about a person ("he wont stop")."""
    said = plain(text)
    addressed = re.search(words.ABOUT_US, said) and re.search(words.WANTS_NO_MORE, said)
    return bool(addressed) and not re.search(words.ABOUT_OTHERS, said)


def sends_away(text: str) -> bool:
    """Whether a text, mostly a rude one, wants to be left in peace for now."""
    said = plain(text)
    short = len(said.split()) <= _REFUSAL_WORDS
    return short and has(words.SENDS_AWAY, said) and not re.search(words.ABOUT_OTHERS, said)


def is_plain_no(text: str) -> bool:
    """Whether a text is a no and nothing else."""
    return plain(text).strip(" .!") in words.NO


def is_plea(text: str) -> bool:
    """Whether a yes is said with a please."""
    return has("please|pls|plz|plis", plain(text)) and yes_or_no(text) is True


def names_language(text: str) -> bool:
    """Whether a text names English or Welsh, whatever it says about it."""
    said = plain(text)
    return bool(re.search(words.WELSH, said) or re.search(words.ENGLISH, said))


def wanted_language(text: str, current: str) -> Literal["en", "cy"]:
    """The language a text asks for; the other one than now if it names none or both."""
    said = plain(text)
    welsh, english = re.search(words.WELSH, said), re.search(words.ENGLISH, said)
    if bool(welsh) == bool(english):
        return "cy" if current == "en" else "en"
    return "cy" if welsh else "en"


def _speaks_of_sleep(said: str) -> bool:
    return not words.SLEEP.isdisjoint(re.findall(r"\w+", said))


def _about_sleep(said: str) -> str:
    """The few words around the word for sleep, within its clause."""
    clause = next((clause for clause in _CLAUSE.split(said) if _speaks_of_sleep(clause)), "")
    tokens = clause.split()
    at = [index for index, token in enumerate(tokens) if _speaks_of_sleep(token)]
    return " ".join(tokens[max(at[0] - _WORDS_BEFORE, 0) : at[-1] + _WORDS_AFTER + 1]) if at else ""


def _number_of_sleep(said: str, asked: bool) -> int | None:
    """Hours, or a score if it was asked for; both mean about the same."""
    if match := _HOURS.search(said):
        return int(match[1])
    if not asked:
        return None
    if (score := out_of_ten(said)) is not None:
        return score
    match = _BARE_NUMBER.fullmatch(said)
    return int(match[1]) if match else _number_word(said.strip(" .!?"))


def _number_word(word: str) -> int | None:
    """A lone "pump" or "five"; "naw" is as often a no."""
    return None if word in words.NO | words.DOUBTFUL_NUMBERS else words.NUMBERS.get(word)


def night_by_number(number: int) -> Sleep:
    """How a night of so many hours was, or one that got so many out of ten."""
    if number <= _BAD_NIGHT:
        return Sleep.BAD
    return Sleep.SO_SO if number <= _SO_SO_NIGHT else Sleep.GOOD


def _quality(said: str) -> Sleep | None:
    """How a few words say that a night was; beside a word for sleep, those that are nearest to it."""
    found = [
        (match, quality)
        for quality, pattern in _BY_QUALITY
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", said)
    ]
    sleep = _SLEEP_WORD.search(said)
    if sleep is None or not found:
        return found[0][1] if found else None
    adjective = [
        quality for match, quality in found if sleep[0] in _NOUNS and match.end() + 1 == sleep.start()
    ]
    if adjective:
        return adjective[0]
    after = [(match.start(), quality) for match, quality in found if match.end() > sleep.start()]
    return min(after, key=lambda one: one[0])[1] if after else found[-1][1]


# Which of two that begin together is meant: "alright ish" is no "alright".
_BY_QUALITY = (
    (Sleep.SO_SO, words.SLEPT_SO_SO),
    (Sleep.BAD, words.SLEPT_BADLY),
    (Sleep.GOOD, words.SLEPT_WELL),
)
_SLEEP_WORD = re.compile(rf"\b(?:{'|'.join(sorted(words.SLEEP))})\b")
_NOUNS = frozenset({"sleep", "kip", "cwsg", "gwsg", "noson"})
