"""The form of a check-in plan: what it brought, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sanic import Request

from bot.domain.check_in_items import MOST_GOALS, Item
from bot.domain.check_in_plan import CheckInPlan, PlanProblem, problems
from bot.domain.safe_hours import WEEK
from bot.domain.schedule import MOST_DAYS, Rhythm
from bot.web.forms import filled

# Every check-in opens with it, in whatever words.
ALWAYS = Item.MOOD
DAYS = ("every_days", "after_one_to_one", "after_group")


@dataclass(frozen=True)
class FilledPlan:
    """A plan as it was filled in; where a number or time cannot be read the plan has none."""

    plan: CheckInPlan
    typed: Mapping[str, str]
    problems: Mapping[str, PlanProblem]


def shown(plan: CheckInPlan) -> FilledPlan:
    """The form of a plan as it is."""
    rhythm = plan.rhythm
    typed = {name: str(getattr(rhythm, name) or "") for name in DAYS}
    typed["at"] = f"{rhythm.minute // 60:02d}:{rhythm.minute % 60:02d}"
    return FilledPlan(plan, typed, {})


def read(request: Request, names: frozenset[str]) -> FilledPlan:
    """What was filled in; `names` are the ready-made plans that it may have begun as."""
    typed = {name: filled(request, name).strip() for name in ("at", *DAYS)}
    name = filled(request, "plan")
    items = request.form.getlist("items", []) if request.form else []
    goals = [filled(request, f"goal_{place}").strip() for place in range(1, MOST_GOALS + 1)]
    rhythm, wrong = _rhythm(request, typed)
    plan = CheckInPlan(
        name if name in names else min(names),
        rhythm,
        tuple(item for item in Item if item is ALWAYS or item in items),
        filled(request, "reminder") == "yes",
        tuple(words for words in goals if words),
    )
    return FilledPlan(plan, typed, wrong | problems(plan))


def _rhythm(request: Request, typed: Mapping[str, str]) -> tuple[Rhythm, dict[str, PlanProblem]]:
    wrong: dict[str, PlanProblem] = {}
    numbers = {name: _days(typed[name]) for name in DAYS}
    wrong |= {name: PlanProblem.DAYS_WRONG for name, number in numbers.items() if number == 0}
    minute = _minute(typed["at"])
    if minute is None:
        wrong["at"] = PlanProblem.TIME_NEEDED
    chosen = request.form.getlist("weekdays", []) if request.form else []
    weekdays = tuple(day for day in range(WEEK) if str(day) in chosen)
    read = {name: number or None for name, number in numbers.items()}
    return Rhythm(minute=minute or 0, weekdays=weekdays, **read), wrong


def _days(typed: str) -> int | None:
    """None when nothing was typed, 0 when it is no number of days."""
    if not typed:
        return None
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return number if 1 <= number <= MOST_DAYS else 0


def _minute(typed: str) -> int | None:
    hour, _, minute = typed.replace(".", ":").partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in (hour, minute)):
        return None
    return int(hour) * 60 + int(minute) if int(hour) < 24 and int(minute) < 60 else None
