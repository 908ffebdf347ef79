"""Which questions a text answers: those it names, and the one that is pending."""

import re
from collections.abc import Callable
from dataclasses import replace

from actions.hearing import SURE, Answers, Heard
from bot.domain import answers, honesty, scores, several, snooze
from bot.domain.answer_words import NUMBERS
from bot.domain.check_in_items import GOALS
from bot.domain.plain_text import has, plain
from bot.domain.signals import Safe, SignalKind, Sleep
from bot.domain.snooze import SOME_TIME, Wish

# Fewer words than this are not news, whatever they are.
_NEWS_WORDS = 3
# In a longer text a number is about anything.
_WORDS_AROUND_A_SCORE = 5
_NEWS = frozenset({"mood_report_low", "mood_report_good", "school_worry", "friend_or_family_worry"})
_QUESTIONS_TO_US = frozenset({"ask_who_sees_this", "ask_are_you_a_bot", "ask_what_is_this"})
_BUT = re.compile(r"\b(?:but|ond|text|msg|message|ask|tecstia|gofyn|gofynna)\b")
_FIGURE = re.compile(r"\d+(?:/10)?")
# To these "not now" is an answer.
_SCORED = frozenset({SignalKind.MOOD, *GOALS})
# To these "2 hours" is one.
_COUNTED = frozenset({SignalKind.SLEEP, *GOALS})
# "Till 12 lol", "tan hannar nos": of a night, it says until when they were up.
_HOUR = rf"(?:\d{{1,2}}(?:[:.]\d\d)?|eleven|twelve|{'|'.join(NUMBERS)})"
_HALF_PAST = r"half(?: past)?|han+[ae]r(?: awr)?(?: wedi| di)?"
_PART = r"[ap]m|oclock|ogloch|o r gloch|in the morning|(?:yn y|o r|y) (?:bor[ea]|nos)"
_CLOCK_TIME = re.compile(
    rf"\b(?:(?:{_HALF_PAST}|at|till?|until|tan|am|after|ar ol|wedi) (?:(?:about|like|tua|fel|{_HALF_PAST}) )*"
    rf"{_HOUR}|{_HOUR}(?= ?(?:{_PART})\b)|midnight|han+[ae]r nos|late|(?:yn )?hwyr)"
    rf"(?: ?(?:ish|{_PART}))*\b"
)
_BESIDE_A_TIME = frozenset(
    """
    about bout abt around round like prob probably just only at till til until lol haha tbh ngl tho x xx xxx
    i um erm tua rhyw fel jyst mond tan sti ia
    """.split()
)


def answers_in(heard: Heard) -> Answers:
    """Every answer in the text, the pending question's and any other; None for one that is declined."""
    read = several.read(heard.text, heard.in_turn, heard.goals)
    found: Answers = dict(read.answers)
    if takes_back := _taken_back(heard, read.rest):
        found |= takes_back
    elif heard.pending not in found and not _corrects_known(found, heard) and (not found or read.says_more):
        found |= _asked_for(_left_of(heard, read.rest) if found else heard)
    found |= _late_mood(heard, found, read.rest)
    return _with_the_call(heard, found) if heard.as_one and found else found


def put_off(heard: Heard) -> Wish | None:
    """Until when the whole text asks to be left; to some questions "not now" or "later" is an answer."""
    wished = snooze.wish(heard.text)
    if wished is None or heard.pending is SignalKind.CONTACT_WISH:
        return None
    if heard.pending is SignalKind.TELL and wished.vague:
        return None
    if heard.pending in (*_SCORED, SignalKind.SLEEP) and scores.is_no_more_than_a_score(heard.text):
        return None
    if _says_until_when(heard):
        return None
    if heard.pending in _COUNTED and wished.hours_alone:
        return None
    return None if heard.pending is SignalKind.SAFE and wished.not_now else wished


def put_off_besides(heard: Heard, given: Answers) -> Wish | None:
    """The same beside answers, "6 but later", or by Rasa's guess alone."""
    if given:
        rest = several.read(heard.text, heard.in_turn, heard.goals).rest
        wished = snooze.wish(_FIGURE.sub(" ", _BUT.sub(" ", rest)))
        # "6 tonight" says how the evening is.
        return wished if wished and (wished.vague or _BUT.search(rest)) else None
    guessed = heard.sure_intent == "reschedule_checkin" and not _says_until_when(heard)
    return SOME_TIME if guessed else None


def _says_until_when(heard: Heard) -> bool:
    """Whether a time answers the question for the night: neither a day nor a word for later is beside it."""
    said = re.sub(r"[^\w:.]+", " ", plain(heard.text))
    left = _CLOCK_TIME.sub(" ", said)
    return (
        heard.pending is SignalKind.SLEEP
        and left != said
        and _BESIDE_A_TIME.issuperset(re.findall(r"\w+", left))
    )


def _taken_back(heard: Heard, rest: str) -> Answers:
    """A number that replaces the one that was given last."""
    score = scores.mood_score(rest) if scores.corrects(heard.text) else None
    corrected = heard.last_score or (SignalKind.MOOD if SignalKind.MOOD in heard.known else None)
    return {} if score is None or corrected is None else {corrected: score}


def _corrects_known(found: Answers, heard: Heard) -> bool:
    """Whether the text corrects an earlier answer: its "no wait" is then none to the pending question."""
    return scores.corrects(heard.text) and not heard.known.isdisjoint(found)


def _late_mood(heard: Heard, found: Answers, rest: str) -> Answers:
    """The number for the mood, given after its question was left."""
    too_late = heard.mood is not None or SignalKind.MOOD not in heard.asks or SignalKind.MOOD in found
    takes_numbers = heard.pending in (*_SCORED, SignalKind.SLEEP)
    if too_late or takes_numbers or len(heard.text.split()) > _WORDS_AROUND_A_SCORE:
        return {}
    score = scores.mood_score(rest)
    return {} if score is None else {SignalKind.MOOD: score}


def _left_of(heard: Heard, rest: str) -> Heard:
    """What else a text says; Rasa's guess was about all of it."""
    return replace(heard, text=rest.replace("|", " "), intent="", confidence=0.0)


def _with_the_call(heard: Heard, found: Answers) -> Answers:
    """One question offered to tell and to be called; a plain yes is taken as both."""
    if SignalKind.CONTACT_WISH in found or SignalKind.TELL not in found:
        return {SignalKind.TELL: None} | found
    if found[SignalKind.TELL] == 0:
        return found | {SignalKind.CONTACT_WISH: 0}
    agrees = answers.yes_or_no(heard.text) is True and len(heard.text.split()) < _NEWS_WORDS
    return found | {SignalKind.CONTACT_WISH: 1 if agrees else None}


def _asked_for(heard: Heard) -> Answers:
    if heard.intent in _QUESTIONS_TO_US or honesty.asked(heard.text):
        return {SignalKind.SAFE: 0} if _says_no_first(heard) else {}
    if heard.sure_intent == "stop_messages":
        return {}
    if heard.pending in GOALS and (numbers := _goals_in_a_row(heard)):
        return numbers
    if _refuses(heard):
        return {heard.pending: None}
    value = _READERS[heard.pending](heard)
    if value is None and (heard.pending in _SCORED or not _leaves_open(heard)):
        return {}
    return {heard.pending: value}


def _says_no_first(heard: Heard) -> bool:
    """Whether a no to feeling safe stands before a question to us: "no will mum find out"."""
    first, *more = plain(heard.text).split() or [""]
    return heard.pending is SignalKind.SAFE and bool(more) and answers.is_plain_no(first.strip(",;:"))


def _leaves_open(heard: Heard) -> bool:
    """They do not know, or will tell another time."""
    if _says_until_when(heard):
        return False
    return answers.shrugs(heard.text) or snooze.wish(heard.text) is not None


def _goals_in_a_row(heard: Heard) -> Answers:
    """As many numbers as there are goals to ask for: each has its own."""
    open_goals = [kind for kind in heard.in_turn if kind in GOALS]
    numbers = scores.scores_in(heard.text)
    return dict(zip(open_goals, numbers, strict=True)) if 1 < len(numbers) == len(open_goals) else {}


def _refuses(heard: Heard) -> bool:
    """A plain no refuses a question for a number, which has no yes or no; to a call it is an answer."""
    if heard.pending in _SCORED and scores.mood_score(heard.text) is not None:
        # "2 cba"
        return False
    if heard.pending in _SCORED and heard.sure_intent == "deny":
        return True
    if heard.pending is SignalKind.SLEEP and heard.refusing and answers.is_plain_no(heard.text):
        return True
    begins_with_no = answers.yes_or_no(" ".join(heard.text.split()[:1])) is False
    return answers.declines(heard.text) and not (heard.pending is SignalKind.CONTACT_WISH and begins_with_no)


def _score(heard: Heard) -> int | None:
    return scores.mood_score(heard.text)


def _sleep(heard: Heard) -> int | None:
    by_intent: dict[str, int] = {
        "sleep_bad": Sleep.BAD,
        "mood_report_low": Sleep.BAD,
        "sleep_good": Sleep.GOOD,
        "mood_report_good": Sleep.GOOD,
    }
    in_words = answers.sleep_quality(heard.text, asked=True)
    if _says_until_when(heard):
        # Up until 2 is a bad night; what "till 7" says is asked again.
        return in_words if in_words is Sleep.BAD else None
    return in_words if in_words is not None else _unless_contradicted(by_intent, heard)


def _safe(heard: Heard) -> int | None:
    by_intent: dict[str, int] = {
        "deny": Safe.NO,
        "affirm": Safe.YES,
        "mood_report_good": Safe.YES,
        "mood_report_low": Safe.NOT_SURE,
    }
    in_words = answers.feels_safe(heard.text, asked=True)
    return in_words if in_words is not None else _unless_contradicted(by_intent, heard)


def _unless_contradicted(by_intent: dict[str, int], heard: Heard) -> int | None:
    """Rasa's guess, but not a good one for a text with a no in it: "havent slept"."""
    value = by_intent.get(heard.sure_intent)
    return None if value and answers.negates(heard.text) else value


def _went_well(heard: Heard) -> int | None:
    """Whatever they name counts; that nothing did is an answer too."""
    low = answers.mood_in_words(heard.text) == "low" or heard.sure_intent in ("deny", "mood_report_low")
    if low or answers.yes_or_no(heard.text) is False:
        return 0
    named = heard.text.strip().endswith("?") or not has(r"[^\W\d_]{2,}", plain(heard.text))
    return None if named or answers.shrugs(heard.text) else 1


def _tell(heard: Heard) -> int | None:
    words = len(heard.text.split())
    agreed = answers.yes_or_no(heard.text)
    if agreed is False and words <= _NEWS_WORDS:
        return 0
    if heard.sure_intent == "deny":
        return 0
    says_something = agreed or heard.intent in _NEWS or words >= _NEWS_WORDS
    return 1 if says_something else None


def _contact_wish(heard: Heard) -> int | None:
    """A time that would suit, "tomorrow after school", is a yes."""
    wished = snooze.wish(heard.text)
    agreed = True if wished and not wished.not_now else answers.wants_contact(heard.text)
    if agreed is None and heard.intent in ("talk_to_worker", "affirm"):
        agreed = True if heard.intent == "talk_to_worker" else heard.confidence >= SURE or None
    if agreed is None and heard.sure_intent == "deny":
        agreed = False
    return None if agreed is None else int(agreed)


_READERS: dict[SignalKind, Callable[[Heard], int | None]] = {
    SignalKind.MOOD: _score,
    SignalKind.SLEEP: _sleep,
    SignalKind.SAFE: _safe,
    **dict.fromkeys(GOALS, _score),
    SignalKind.WENT_WELL: _went_well,
    SignalKind.TELL: _tell,
    SignalKind.CONTACT_WISH: _contact_wish,
}
