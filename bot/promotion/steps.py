"""The steps of making or comparing a candidate, and how far they are."""

import time
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Self

from bot.promotion.versions import Store


class Step(StrEnum):
    """What is being done, in this order; a candidate with objections after SCREEN is not trained."""

    VALIDATE = "validate"
    SCREEN = "screen"
    TRAIN = "train"
    EVALUATE = "evaluate"
    COMPARE = "compare"


# Told at the beginning of each step and while it lasts: how much of the step is done, from 0 to 1.
Progress = Callable[[Step, float], None]
# How long the steps last as a rule; the last candidate's own times are taken once there are some.
USUAL_SECONDS: Mapping[str, float] = {Step.VALIDATE: 15.0, Step.TRAIN: 80.0, Step.EVALUATE: 20.0}
_ALMOST = 0.97


class Clock:
    """Tells progress, and how long each step took."""

    def __init__(self, report: Progress, usual: Mapping[str, float]) -> None:
        self._report, self._usual = report, usual
        self.seconds: dict[str, float] = {}

    @classmethod
    def of(cls, store: Store, report: Progress) -> Self:
        """One that knows how long the steps took the last time."""
        before = (store.report(version.id).seconds for version in store.versions())
        known = next((seconds for seconds in before if Step.TRAIN in seconds), {})
        return cls(report, {**USUAL_SECONDS, **known})

    def begin(self, step: Step) -> Callable[[float], None]:
        """Begin a step; give it its seconds so far now and then."""
        self._report(step, 0.0)
        self._started = time.monotonic()
        return lambda took: self._report(step, min(_ALMOST, took / self._usual.get(step, 1.0)))

    def end(self, step: Step) -> None:
        """The step is done."""
        self.seconds[step] = round(time.monotonic() - self._started, 1)
        self._report(step, 1.0)
