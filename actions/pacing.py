"""How many texts a check-in may take.

Six: five questions, the first of them in the opening, and the close. A question that has to be asked again
because we did not understand therefore costs another one its place. What we say to something that a young
person brings up is not counted: nobody should lose "anything to tell" for having said how they feel.
"""

from collections.abc import Iterable

from bot.domain.signals import SignalKind

MOST_QUESTIONS = 5
TRIES = 2

_LEAST_IMPORTANT_FIRST = (
    SignalKind.TELL,
    SignalKind.SLEEP,
    SignalKind.MOOD,
    SignalKind.CONTACT_WISH,
    SignalKind.SAFE,
)


def still_to_ask(open_questions: Iterable[SignalKind], asked: int) -> tuple[SignalKind, ...]:
    """Those of the open questions, in the order we ask, that there is room for after `asked` questions."""
    room = max(MOST_QUESTIONS - asked, 0)
    by_importance = sorted(open_questions, key=_LEAST_IMPORTANT_FIRST.index, reverse=True)
    kept = set(by_importance[:room])
    return tuple(kind for kind in SignalKind if kind in kept)


def may_ask_again(misses: int, asked: int) -> bool:
    """Whether a question is put once more after an unusable answer; `asked` counts that once more."""
    return misses + 1 < TRIES and asked <= MOST_QUESTIONS
