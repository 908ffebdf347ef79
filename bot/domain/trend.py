"""A young person's own baseline: pure, from their own earlier answers and never from other people's."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor
from statistics import median

# With fewer earlier answers than this there is no baseline, and nothing is said.
FEWEST = 5
# So many of the answers before the newest make the baseline: about two months of check-ins.
MOST = 15
# The newest answers in which a slow change shows.
RECENT = 3
# On a scale as short as this, one step lower three times running is a slow change.
COARSE = 4
# Scales the median distance from the median to a standard deviation, for values that scatter evenly.
MAD_SCALE = 1.4826
# Whoever always gives the same number is not alarming by one point less.
LEAST_SPREAD = 1.0
BAND = 2.0
DRIFT = 1.5


class Trend(StrEnum):
    """How the newest answers stand to the person's own baseline."""

    TOO_FEW = "too_few"
    USUAL = "usual"
    DROP = "drop"
    DRIFT = "drift"

    @property
    def downward(self) -> bool:
        """Whether somebody should look; a trend prompts, and never decides."""
        return self in (Trend.DROP, Trend.DRIFT)


@dataclass(frozen=True)
class Baseline:
    """What is usual for one person: from `low` to `high`, both included, by `answers` earlier answers."""

    usual: float
    low: int
    high: int
    answers: int


@dataclass(frozen=True)
class Course:
    """What is usual, if enough was answered to say so, and how it goes now."""

    baseline: Baseline | None
    trend: Trend


def course(values: Sequence[int], highest: int = 10) -> Course:
    """Read values from 0 to `highest`, oldest first.

    A drop: the newest lies below the band of what is usual. A drift: the median of the newest three lies
    one and a half below the median of those before them, and none of the three is above it. On a scale of
    three steps: each of the newest three is at least one step below it.
    """
    before = baseline(values[:-1], highest)
    if before is None:
        return Course(None, Trend.TOO_FEW)
    if values[-1] < before.low:
        return Course(before, Trend.DROP)
    return Course(before, Trend.DRIFT if _drifts(values, highest) else Trend.USUAL)


def baseline(earlier: Sequence[int], highest: int = 10) -> Baseline | None:
    """The median of the last answers, with a band that single odd ones do not move."""
    if len(earlier) < FEWEST:
        return None
    used = earlier[-MOST:]
    usual = median(used)
    spread = max(MAD_SCALE * median(abs(value - usual) for value in used), LEAST_SPREAD)
    low, high = ceil(usual - BAND * spread), floor(usual + BAND * spread)
    return Baseline(usual, max(low, 0), min(high, highest), len(used))


def _drifts(values: Sequence[int], highest: int) -> bool:
    before, newest = baseline(values[:-RECENT], highest), values[-RECENT:]
    if before is not None and highest <= COARSE:
        return max(newest) <= before.usual - 1
    return before is not None and median(newest) <= before.usual - DRIFT and max(newest) <= before.usual
