"""What the tests of changes to screening share: released files of their own, small and quickly read."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.safeguarding_changes.released import Released

WORDS = "self: [me, i]\nnegation: [not, dont]\n"
MISSING = """\
category: missing
reviewer: Nobody Example
reviewed: 2026-11-01
rules:
  # Said outright.
  - id: missing-plain
    severity: high
    language: en
    patterns:
      - "ran away"
    unless: &games ["{self} won"]
    must_fire: ["i ran away"]
    must_not_fire: ["the run was long"]
  - id: missing-hint
    severity: low
    language: en
    patterns: ["sofa tonight"]
    unless: *games
    must_fire: ["on a sofa tonight"]
    must_not_fire: ["a sofa at home"]
"""
LOCKED = "version: 1\n# Kept.\nemergency:\n  - i ran away tonight\nhigh:\n  - they ran away\nmedium: []\n"


@dataclass(frozen=True)
class Folder:
    """A release in a folder."""

    path: Path

    @property
    def rules(self) -> Path:
        return self.path / "rules"

    @property
    def messages(self) -> Path:
        return self.path / "corpus" / "en" / "missing.jsonl"

    def stock(self, number: int) -> None:
        """Write more training messages, until so many are about somebody who is missing."""
        lines = self.messages.read_text().splitlines()
        there = sum('["missing"]' in line for line in lines)
        first = json.loads(lines[0])
        more = [json.dumps(first | {"id": f"en-more-{n}"}) for n in range(number - there)]
        self.messages.write_text("\n".join([*lines, *more, ""]))

    @property
    def released(self) -> Released:
        return Released(self.rules, self.path / "locked.yml", self.path / "corpus")


def small_release(path: Path, patching: pytest.MonkeyPatch) -> Folder:
    """A small release, and nothing held apart, which takes the whole screen to judge."""
    patching.setattr("bot.screening.gate.measured.read_labelled", lambda _files, _detect: [])
    return release(path / "released")


def release(path: Path) -> Folder:
    """Write a small release."""
    folder = Folder(path)
    folder.rules.mkdir(parents=True)
    (folder.rules / "words.yml").write_text(WORDS)
    (folder.rules / "missing.yml").write_text(MISSING)
    (path / "locked.yml").write_text(LOCKED)
    corpus = path / "corpus" / "en"
    corpus.mkdir(parents=True)
    rows = [
        ("en-1", "i ran away", ["missing"], "high", "explicit", "train"),
        ("en-2", "kipping at the station", ["missing"], "high", "hint", "validation"),
        ("en-3", "the dog ran away and came back", [], "none", "hard_negative", "train"),
    ]
    names = ("id", "text", "labels", "severity", "kind", "set")
    lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
    (corpus / "missing.jsonl").write_text("\n".join([*lines, ""]))
    return folder
