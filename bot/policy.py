"""Reading `data/safeguarding/policy.yml`, which safeguarding leads own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.domain.concerns import Category, Severity
from bot.domain.ladder import Ladder, Means, Policy, Rung, Step
from bot.screening.classifier import Thresholds
from bot.settings import ROOT

POLICY_FILE = ROOT / "data" / "safeguarding" / "policy.yml"


class PolicyError(Exception):
    """The policy cannot be used; the text says which entry and why. The service does not start on it."""


def load_policy(file: Path = POLICY_FILE) -> Policy:
    """Read and check who is told of an alert, and when; raises PolicyError."""
    with _named(file):
        data = yaml.safe_load(file.read_text())
        return Policy(
            ladders={severity: _ladder(data["ladders"], severity) for severity in Severity},
            alert_from=Severity(data["alert_from"]),
            alert_always=frozenset(Category(name) for name in data["alert_always"]),
            join_after_acknowledgement=timedelta(minutes=data["join_after_acknowledgement_minutes"]),
        )


def load_thresholds(file: Path = POLICY_FILE) -> Thresholds:
    """Read and check from which probability on the classifier speaks; raises PolicyError."""
    with _named(file):
        return Thresholds(**yaml.safe_load(file.read_text())["classifier"])


@contextmanager
def _named(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as wrong:
        raise PolicyError(f"{file.name}: {wrong}") from wrong


def _ladder(ladders: Mapping[str, Any], severity: Severity) -> Ladder:
    data = ladders[severity.value]
    try:
        steps = tuple(_step(step) for step in data["steps"])
        return Ladder(steps, timedelta(minutes=data["repeat_every_minutes"]))
    except ValueError as wrong:
        raise ValueError(f"ladders.{severity.value}: {wrong}") from None


def _step(data: Mapping[str, Any]) -> Step:
    means = tuple(Means(name) for name in data["by"])
    return Step(Rung(data["tell"]), timedelta(minutes=data["after_minutes"]), means)
