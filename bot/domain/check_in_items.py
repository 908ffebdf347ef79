"""What one check-in asks, and in which order: what a plan hands to a conversation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.signals import SignalKind

MOST_GOALS = 3
# A goal's words go into a text with a question around them.
LONGEST_GOAL = 60


class Item(StrEnum):
    """What a plan can ask for. `GOALS` stands for every goal that the young person has."""

    MOOD = "mood"
    SLEEP = "sleep"
    SAFE = "safe"
    GOALS = "goals"
    WENT_WELL = "went_well"
    TELL = "tell"
    CONTACT_WISH = "contact_wish"


EVERYDAY = (Item.MOOD, Item.SLEEP, Item.SAFE, Item.TELL, Item.CONTACT_WISH)
GOALS = (SignalKind.GOAL_1, SignalKind.GOAL_2, SignalKind.GOAL_3)
# Asked on a bad day, when everything else can wait.
ON_A_BAD_DAY = frozenset({SignalKind.SAFE, SignalKind.CONTACT_WISH})
LOW_MOOD = 3


@dataclass(frozen=True)
class Asking:
    """What a plan asks in one check-in: its items in their order, and how many goals there are words for.

    Whoever opens a check-in stores `kinds` with it; goals that are added later wait for the next one.
    """

    items: tuple[Item, ...] = EVERYDAY
    goals: int = 0

    @property
    def kinds(self) -> tuple[SignalKind, ...]:
        """The questions, one by one, each once. Never empty: a check-in without any asks for the mood."""
        found = [kind for item in self.items for kind in self._kinds(item)]
        return tuple(dict.fromkeys(found)) or (SignalKind.MOOD,)

    def _kinds(self, item: Item) -> tuple[SignalKind, ...]:
        return GOALS[: self.goals] if item is Item.GOALS else (SignalKind(item),)


ASKED_BY_DEFAULT = Asking().kinds


def is_bad_day(answers: Mapping[SignalKind, int | None]) -> bool:
    """Whether the mood is so low that the check-in is kept short."""
    mood = answers.get(SignalKind.MOOD)
    return mood is not None and mood <= LOW_MOOD


def open_questions(
    asked: Iterable[SignalKind], answers: Mapping[SignalKind, int | None]
) -> tuple[SignalKind, ...]:
    """What is still to ask, in order; `answers` has None for what was skipped."""
    left = tuple(kind for kind in asked if kind not in answers)
    return tuple(kind for kind in left if kind in ON_A_BAD_DAY) if is_bad_day(answers) else left
