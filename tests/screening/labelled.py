"""Labelled messages for the tests: few, invented, and easy to tell apart."""

import json
from pathlib import Path
from typing import Any

from bot.domain.concerns import Category
from bot.screening.classifier import Thresholds

THRESHOLDS = Thresholds(
    page=0.5,
    page_with_welsh=0.5,
    page_emergency=0.4,
    reading_list=0.3,
    category=0.5,
    worker_contact=0.6,
    high=0.5,
    emergency=0.5,
)


def line(identity: str, text: str, **fields: Any) -> dict[str, Any]:
    """One object of the corpus; without further fields an ordinary one."""
    ordinary = {"labels": [], "severity": "none", "kind": "ordinary", "set": "train"}
    return {"id": identity, "text": text} | ordinary | fields


def concern(identity: str, text: str, label: str, severity: str = "high", **fields: Any) -> dict[str, Any]:
    return line(identity, text, labels=[label], severity=severity, kind="explicit", **fields)


def write(folder: Path, lines: list[dict[str, Any]], name: str = "en/some.jsonl") -> Path:
    """Writes one file of a corpus; the corpus's folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(data) + "\n" for data in lines), encoding="utf-8")
    return folder


def _small(language: str, part: str, start: int) -> list[dict[str, Any]]:
    """Each category told in its own made-up word, beside ordinary messages, in three severities."""
    told = [
        concern(
            f"{language}-{start + 10 * at + n}",
            f"{category.value.replace('_', '')} {word} happened {n} times",
            category.value,
            "low" if category is Category.WORKER_CONTACT else severity,
            set=part,
        )
        for at, category in enumerate(Category)
        for n, (word, severity) in enumerate(
            (("maybe", "medium"), ("today", "high"), ("rightnow", "emergency"))
        )
    ]
    ordinary = [
        line(f"{language}-{start + 500 + n}", f"{word} {thing} at dinner {n}", set=part)
        for n, (word, thing) in enumerate((w, t) for w in ("nice", "boring", "funny") for t in "bcdfgh")
    ]
    return told + ordinary


SMALL = _small("en", "train", 1000) + _small("en", "validation", 2000)
