"""Making a candidate: from a snapshot of the examples to a version with its report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.domain.concerns import Concern
from bot.promotion.versions import Store, Version


class Step(StrEnum):
    """What is being done, in this order; a candidate with objections after SCREEN is not trained."""

    VALIDATE = "validate"
    SCREEN = "screen"
    TRAIN = "train"
    EVALUATE = "evaluate"
    CONVERSATIONS = "conversations"
    COMPARE = "compare"


# Told at the beginning of each step and while it lasts: how much of the step is done, from 0 to 1.
Progress = Callable[[Step, float], None]
Screen = Callable[[str], tuple[Concern, ...]]


@dataclass(frozen=True)
class Order:
    """Who wants a candidate, when, and what screens its examples."""

    author: str
    at: datetime
    screen: Screen


def train_candidate(data: Path, store: Store, order: Order, report: Progress) -> Version:
    """Train and examine a candidate in isolation; it is a candidate, or refused with its objections.

    `data` stands in for the folder of that name and holds nlu, rules and stories: see `examples.snapshot`.
    Takes minutes, and blocks: run it in a thread. Raises TrainingError when a tool itself fails.
    """
    raise NotImplementedError
