"""Which of the domain's responses fits what was heard. The texts themselves are in domain/responses/."""

from actions.hearing import Answers, Heard
from bot.domain import answers, honesty, scores, snooze
from bot.domain.check_in_items import GOALS, LOW_MOOD
from bot.domain.signals import Safe, SignalKind, Sleep

_MIDDLE_MOOD = 6
_MANY_ANSWERS = 3

SCORED = (SignalKind.MOOD, *GOALS)

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
_TOO_HIGH, _TOO_LOW = "utter_number_too_high", "utter_number_too_low"
_IN_WORDS_LOW = "utter_mood_in_words_low"
COST_A_QUESTION = frozenset({NOT_UNDERSTOOD, _TOO_HIGH, _TOO_LOW, _IN_WORDS_LOW, "utter_mood_in_words_good"})
MEAN_A_LOW_DAY = frozenset({_TOO_LOW, _IN_WORDS_LOW})
# So many words were meant for a person: to say that we did not get them would turn the writer away.
_STORY_WORDS = 4

# Worries that deserve a word of their own even when the same text answers something.
_WORRIES = frozenset({"school_worry", "friend_or_family_worry"})

# What is said next begins with an OK of its own: beside these there would be two.
SAY_NO_MORE_THAN_OK = frozenset({"utter_mood_middle", "utter_goal", "utter_sleep_so_so", "utter_skipped"})

# A text has room for one acknowledgement: the weightiest comes first.
_BY_WEIGHT = (
    "utter_heard",
    "utter_will_call",
    "utter_mood_changed",
    "utter_mood_low",
    "utter_safe_not_sure",
    _IN_WORDS_LOW,
    "utter_told",
    "utter_wants_to_tell",
    "utter_sleep_bad",
    "utter_goal_low",
)

_ANSWERED = {
    (SignalKind.SLEEP, Sleep.BAD): "utter_sleep_bad",
    (SignalKind.SLEEP, Sleep.SO_SO): "utter_sleep_so_so",
    (SignalKind.SLEEP, Sleep.GOOD): "utter_sleep_good",
    (SignalKind.SAFE, Safe.NO): "utter_heard",
    (SignalKind.SAFE, Safe.NOT_SURE): "utter_safe_not_sure",
    (SignalKind.SAFE, Safe.YES): "utter_safe_yes",
    (SignalKind.WENT_WELL, 0): "utter_nothing_went_well",
    (SignalKind.WENT_WELL, 1): "utter_went_well",
    (SignalKind.TELL, 0): "utter_nothing_to_tell",
    (SignalKind.CONTACT_WISH, 1): "utter_will_call",
    (SignalKind.CONTACT_WISH, 0): "utter_no_call",
}


def to_answers(given: Answers, heard: Heard) -> str:
    """The one acknowledgement for everything that a text answered."""
    in_order = sorted(given, key=list(SignalKind).index)
    said = [_to_answer(kind, given[kind], heard) for kind in in_order]
    weighty = [name for name in _BY_WEIGHT if name in said]
    if weighty:
        return weighty[0]
    if heard.intent in _WORRIES and heard.pending is not SignalKind.TELL:
        return IN_PASSING[heard.intent]
    return "utter_got_all" if len(given) >= _MANY_ANSWERS else said[0]


def changed_score(given: Answers, heard: Heard) -> int | None:
    """The number that replaces an earlier one, if one does."""
    changed = [value for kind, value in given.items() if kind in SCORED and kind in heard.known]
    return changed[0] if changed else None


def in_passing(heard: Heard) -> str | None:
    """The answer to a text that asks or says something else than the check-in is about."""
    if question := honesty.asked(heard.text):
        return f"utter_{question}"
    if heard.intent in _SMALL_TALK and not heard.sure_intent:
        return None
    if heard.pending is SignalKind.MOOD:
        # Words for a mood are half an answer: they are met with the question for its number.
        return IN_PASSING.get(heard.intent) if not _mood_words(heard) else None
    return IN_PASSING.get(heard.intent)


def to_unusable(heard: Heard) -> str:
    """What comes before asking the same question again."""
    beyond = scores.off_the_scale(heard.text) if heard.pending in SCORED else None
    if beyond:
        return _TOO_HIGH if beyond > 0 else _TOO_LOW
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
        return _to_declined(kind, heard)
    if kind in SCORED and kind in heard.known:
        return "utter_mood_changed"
    if kind is SignalKind.MOOD:
        return _to_score(value)
    if kind in GOALS:
        return "utter_goal_low" if value <= LOW_MOOD else "utter_goal"
    if kind is SignalKind.TELL and value:
        return "utter_wants_to_tell" if answers.yes_or_no(heard.text) and _short(heard) else "utter_told"
    return _ANSWERED[kind, value]


def _to_declined(kind: SignalKind, heard: Heard) -> str:
    """Whoever does not want to talk because the day is bad has said that it is."""
    if kind is SignalKind.MOOD and answers.mood_in_words(heard.text) == "low":
        return _IN_WORDS_LOW
    another_time = answers.shrugs(heard.text) or snooze.wish(heard.text) is not None
    return "utter_wants_to_tell" if kind is SignalKind.TELL and another_time else "utter_skipped"


def _to_score(score: int) -> str:
    if score <= LOW_MOOD:
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
