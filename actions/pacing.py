"""How many texts a check-in may take.

Six for the everyday one: five questions, the first of them in the opening, and the close. A plan that asks
more may take as many questions. A question that has to be asked again costs room: then the last two are put
as one text, and only after that the least important is left out. What we say to something that a young person
brings up is not counted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.check_in_items import ON_A_BAD_DAY
from bot.domain.signals import SignalKind

LEAST_ROOM = 5
TRIES = 2

_LEAST_IMPORTANT_FIRST = (
    SignalKind.WENT_WELL,
    SignalKind.GOAL_3,
    SignalKind.GOAL_2,
    SignalKind.GOAL_1,
    SignalKind.TELL,
    SignalKind.SLEEP,
    SignalKind.MOOD,
    SignalKind.CONTACT_WISH,
    SignalKind.SAFE,
)
_PUT_AS_ONE = (SignalKind.TELL, SignalKind.CONTACT_WISH)


@dataclass(frozen=True)
class Next:
    """The questions that there is room for, in order; `as_one`: the first of them also offers a call."""

    questions: tuple[SignalKind, ...]
    as_one: bool = False


def most_questions(asks: Sequence[SignalKind]) -> int:
    """How many questions a check-in may put, those asked again included."""
    return max(LEAST_ROOM, len(asks))


def still_to_ask(
    asks: Sequence[SignalKind], closed: Collection[SignalKind], asked: int, *, bad_day: bool
) -> Next:
    """What comes after `asked` questions, when those of `closed` are answered or declined."""
    left = [kind for kind in asks if kind not in closed and not (bad_day and kind not in ON_A_BAD_DAY)]
    room = max(most_questions(asks) - asked, 0)
    as_one = len(left) > room and set(_PUT_AS_ONE) <= set(left)
    by_importance = sorted(left, key=_LEAST_IMPORTANT_FIRST.index, reverse=True)
    if as_one:
        by_importance.remove(SignalKind.TELL)
    kept = set(by_importance[:room])
    if as_one and SignalKind.CONTACT_WISH in kept:
        kept.add(SignalKind.TELL)
    questions = tuple(kind for kind in left if kind in kept)
    return _together(questions) if as_one and set(_PUT_AS_ONE) <= kept else Next(questions)


def _together(questions: tuple[SignalKind, ...]) -> Next:
    """Both in the place of the first of them."""
    if questions[0] not in _PUT_AS_ONE:
        return Next(questions)
    return Next((*_PUT_AS_ONE, *(kind for kind in questions if kind not in _PUT_AS_ONE)), as_one=True)


def may_ask_again(misses: int, asked: int, asks: Sequence[SignalKind]) -> bool:
    """Whether a question is put once more after an unusable answer; `asked` counts that once more."""
    return misses + 1 < TRIES and asked <= most_questions(asks)
