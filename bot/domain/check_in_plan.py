"""A plan: what a young person's check-ins ask, and how often they come."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.check_in_items import EVERYDAY, LONGEST_GOAL, MOST_GOALS, Asking, Item
from bot.domain.schedule import Rhythm


@dataclass(frozen=True)
class CheckInPlan:
    """`name` is the ready-made plan that it began as; anything in it may have been changed since.

    `goals` are in the young person's own words, in their order.
    """

    name: str
    rhythm: Rhythm
    items: tuple[Item, ...] = EVERYDAY
    reminder: bool = True
    goals: tuple[str, ...] = field(default=(), repr=False)

    @property
    def asking(self) -> Asking:
        """What a conversation needs to know of it."""
        return Asking(self.items, len(self.goals))


# For whoever has no plan of their own: every third day, as the service always did.
UNPLANNED = CheckInPlan("every_few_days", Rhythm(every_days=3), reminder=False)


class PlanProblem(StrEnum):
    """What is wrong with a plan that was filled in."""

    GOAL_NEEDED = "goal_needed"
    GOAL_TOO_LONG = "goal_too_long"
    TIME_NEEDED = "time_needed"
    DAYS_WRONG = "days_wrong"


def problems(plan: CheckInPlan) -> dict[str, PlanProblem]:
    """What is wrong, by the field that it is about."""
    found: dict[str, PlanProblem] = {}
    if Item.GOALS in plan.items and not plan.goals:
        found["goal_1"] = PlanProblem.GOAL_NEEDED
    for place, words in enumerate(plan.goals[:MOST_GOALS], 1):
        if len(words) > LONGEST_GOAL:
            found[f"goal_{place}"] = PlanProblem.GOAL_TOO_LONG
    return found
