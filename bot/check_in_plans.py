"""Reading the ready-made plans of `data/content/plans.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.content import CONTENT_FOLDER, LANGUAGES, ContentError
from bot.domain.check_in_items import Item
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.languages import Language
from bot.domain.schedule import Rhythm

PLANS_FILE = CONTENT_FOLDER / "plans.yml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class ReadyMade:
    """A plan to begin with, and how a practitioner reads of it in each language."""

    plan: CheckInPlan
    names: Mapping[Language, str]
    about: Mapping[Language, str]


@cache
def load_plans(file: Path = PLANS_FILE) -> Mapping[str, ReadyMade]:
    """The plans by name, the one that is offered first in front; raises ContentError at a mistake."""
    data = yaml.safe_load(file.read_text(encoding="utf-8"))["plans"]
    return {name: _read(file, name, entry) for name, entry in data.items()}


def _read(file: Path, name: str, entry: Mapping[str, Any]) -> ReadyMade:
    try:
        hour, minute = map(int, entry["at"].split(":"))
        rhythm = Rhythm(
            minute=hour * 60 + minute,
            every_days=entry.get("every_days"),
            weekdays=tuple(WEEKDAYS.index(day) for day in entry.get("weekdays", ())),
            after_one_to_one=entry.get("days_after_one_to_one"),
            after_group=entry.get("days_after_group"),
        )
        plan = CheckInPlan(name, rhythm, tuple(Item(item) for item in entry["items"]), entry["reminder"])
        names, about = ({one: entry[part][one] for one in LANGUAGES} for part in ("name", "about"))
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        raise ContentError(f"{file.name}: {name}: {wrong}") from wrong
    return ReadyMade(plan, names, about)
