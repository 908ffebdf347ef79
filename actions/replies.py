"""Which of the domain's responses fits what was heard. The texts themselves are in domain/responses/."""

from actions.hearing import Answers, Heard
from bot.domain import answers
from bot.domain.signals import Safe, SignalKind, Sleep

_LOW_MOOD = 3
_MIDDLE_MOOD = 6

# Said before the pending question is asked again.
IN_PASSING = {
    "greet": "utter_hello",
    "thanks": "utter_welcome",
    "ask_who_sees_this": "utter_who_sees_this",
    "ask_are_you_a_bot": "utter_are_you_a_bot",
    "ask_what_is_this": "utter_what_is_this",
    "school_worry": "utter_school",
    "friend_or_family_worry": "utter_people",
    "stop_messages": "utter_stop_unclear",
}

_SMALL_TALK = frozenset({"greet", "thanks"})

NOT_UNDERSTOOD = "utter_not_understood"
# So many words were meant for a person: to say that we did not get them would turn the writer away.
_STORY_WORDS = 4

# Worries that deserve a word of their own even when the same text answers something.
_WORRIES = frozenset({"school_worry", "friend_or_family_worry"})

# A text has room for one acknowledgement: the weightiest comes first.
_BY_WEIGHT = (
    "utter_safe_no",
    "utter_will_call",
    "utter_mood_changed",
    "utter_mood_low",
    "utter_safe_not_sure",
    "utter_told",
    "utter_wants_to_tell",
    "utter_sleep_bad",
)

_ANSWERED = {
    (SignalKind.SLEEP, Sleep.BAD): "utter_sleep_bad",
    (SignalKind.SLEEP, Sleep.SO_SO): "utter_sleep_so_so",
    (SignalKind.SLEEP, Sleep.GOOD): "utter_sleep_good",
    (SignalKind.SAFE, Safe.NO): "utter_safe_no",
    (SignalKind.SAFE, Safe.NOT_SURE): "utter_safe_not_sure",
    (SignalKind.SAFE, Safe.YES): "utter_safe_yes",
    (SignalKind.TELL, 0): "utter_nothing_to_tell",
    (SignalKind.CONTACT_WISH, 1): "utter_will_call",
    (SignalKind.CONTACT_WISH, 0): "utter_no_call",
}


def to_answers(given: Answers, heard: Heard) -> str:
    """The one acknowledgement for everything that a text answered."""
    said = [_to_answer(kind, value, heard) for kind, value in given.items()]
    if heard.intent in _WORRIES and heard.pending is not SignalKind.TELL and said[0] not in _BY_WEIGHT:
        return IN_PASSING[heard.intent]
    return min(said, key=lambda name: _BY_WEIGHT.index(name) if name in _BY_WEIGHT else len(_BY_WEIGHT))


def in_passing(heard: Heard) -> str | None:
    """The answer to a text that asks or says something else than the check-in is about."""
    if heard.intent in _SMALL_TALK and not heard.sure_intent:
        return None
    if heard.pending is SignalKind.MOOD:
        # Words for a mood are half an answer: they are met with the question for its number.
        return IN_PASSING.get(heard.intent) if not _mood_words(heard) else None
    return IN_PASSING.get(heard.intent)


def to_unusable(heard: Heard) -> str:
    """What comes before asking the same question again."""
    mood = _mood_words(heard) if heard.pending is SignalKind.MOOD else None
    if mood:
        return f"utter_mood_in_words_{mood}"
    if heard.sure_intent == "out_of_scope" and len(heard.text.split()) > 1:
        return "utter_off_topic"
    return "utter_heard" if _tells(heard) else NOT_UNDERSTOOD


def to_giving_up(heard: Heard) -> str:
    """What comes before the next question when this one got no usable answer twice."""
    mood = _mood_words(heard) if heard.pending is SignalKind.MOOD else None
    if mood:
        return f"utter_mood_in_words_{mood}"
    return "utter_heard" if _tells(heard) and heard.sure_intent != "out_of_scope" else "utter_moved_on"


def _to_answer(kind: SignalKind, value: int | None, heard: Heard) -> str:
    if value is None:
        hesitates = kind is SignalKind.TELL and answers.shrugs(heard.text)
        return "utter_wants_to_tell" if hesitates else "utter_skipped"
    if kind is SignalKind.MOOD:
        return "utter_mood_changed" if kind in heard.known else _to_score(value)
    if kind is SignalKind.TELL and value:
        return "utter_wants_to_tell" if answers.yes_or_no(heard.text) and _short(heard) else "utter_told"
    return _ANSWERED[kind, value]


def _to_score(score: int) -> str:
    if score <= _LOW_MOOD:
        return "utter_mood_low"
    return "utter_mood_middle" if score <= _MIDDLE_MOOD else "utter_mood_good"


def _mood_words(heard: Heard) -> str | None:
    if heard.intent in _WORRIES:
        return None
    by_intent = {"mood_report_low": "low", "mood_report_good": "good"}
    return by_intent.get(heard.sure_intent) or answers.mood_in_words(heard.text)


def _tells(heard: Heard) -> bool:
    return len(heard.text.split()) >= _STORY_WORDS


def _short(heard: Heard) -> bool:
    return len(heard.text.split()) <= len("yes please".split())
