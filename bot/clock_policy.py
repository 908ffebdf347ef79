"""Reading the `clocks` of `data/safeguarding/policy.yml`, which safeguarding leads own."""

from collections.abc import Mapping
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.bank_holidays import is_bank_holiday
from bot.domain.clocks import ClockKind, ClockPolicy, ClockStep, Timeline, WorkingTime
from bot.domain.ladder import Rung
from bot.policy import POLICY_FILE, PolicyError


@cache
def load_clock_policy(file: Path = POLICY_FILE) -> ClockPolicy:
    """Read and check how clocks run, remind and climb; raises PolicyError."""
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["clocks"]
        since, until = (time.fromisoformat(data["working_day"][edge]) for edge in ("since", "until"))
        timelines = {kind: _timeline(kind, data[kind.value]) for kind in ClockKind}
        return ClockPolicy(WorkingTime(since, until, is_bank_holiday), timelines)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise PolicyError(f"{file.name}: clocks: {wrong}") from wrong


def _timeline(kind: ClockKind, data: Mapping[str, Any]) -> Timeline:
    try:
        steps = tuple(
            ClockStep(Rung(step["tell"]), timedelta(minutes=step["minutes"])) for step in data["steps"]
        )
        every = timedelta(minutes=data["repeat_every_minutes"])
        return Timeline(data.get("hours"), data.get("working_days"), steps, every)
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{kind.value}: {wrong}") from wrong
