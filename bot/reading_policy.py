"""Reading the `reading` part of `data/safeguarding/policy.yml`, which safeguarding leads own."""

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.contact_gate import Hours
from bot.domain.ladder import Rung
from bot.domain.reading_list import ReadingPolicy, ReadingStep
from bot.policy import POLICY_FILE, PolicyError


@cache
def load_reading_policy(file: Path = POLICY_FILE) -> ReadingPolicy:
    """Read and check who is told of messages that nobody read, and when; raises PolicyError."""
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["reading"]
        since, until = (time.fromisoformat(data["notices"][edge]) for edge in ("since", "until"))
        return ReadingPolicy(_steps(data["marked"]), _steps(data["plain"]), Hours(since, until))
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise PolicyError(f"{file.name}: reading: {wrong}") from wrong


def _steps(data: Iterable[Mapping[str, Any]]) -> tuple[ReadingStep, ...]:
    return tuple(ReadingStep(Rung(step["tell"]), timedelta(hours=step["after_hours"])) for step in data)
