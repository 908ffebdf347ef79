"""What a check-in asks about, and the numbers its answers become."""

from enum import IntEnum, StrEnum


class SignalKind(StrEnum):
    """One thing that a young person can tell us in a check-in.

    A goal's number is its place among those that the young person has then; its words stay with the service.
    """

    MOOD = "mood"
    SLEEP = "sleep"
    SAFE = "safe"
    GOAL_1 = "goal_1"
    GOAL_2 = "goal_2"
    GOAL_3 = "goal_3"
    WENT_WELL = "went_well"
    TELL = "tell"
    CONTACT_WISH = "contact_wish"

    @property
    def highest(self) -> int:
        """The largest value; the smallest is 0 for every kind."""
        return _HIGHEST[self]


class Sleep(IntEnum):
    """How the night was: a value of `SignalKind.SLEEP`."""

    BAD = 0
    SO_SO = 1
    GOOD = 2


class Safe(IntEnum):
    """Whether they feel safe: a value of `SignalKind.SAFE`."""

    NO = 0
    NOT_SURE = 1
    YES = 2


_HIGHEST = {
    SignalKind.MOOD: 10,
    SignalKind.SLEEP: Sleep.GOOD,
    SignalKind.SAFE: Safe.YES,
    SignalKind.GOAL_1: 10,
    SignalKind.GOAL_2: 10,
    SignalKind.GOAL_3: 10,
    SignalKind.WENT_WELL: 1,
    SignalKind.TELL: 1,
    SignalKind.CONTACT_WISH: 1,
}
