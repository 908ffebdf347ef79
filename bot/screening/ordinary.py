"""The assistant's example messages as a sample of everyday answers to check-ins."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

EXAMPLES = ROOT / "data" / "nlu"
# A wish for a worker is a concern of its own; low moods stand so close to hopelessness that learning them as
# ordinary deafens to it.
LEFT_OUT = frozenset({"talk_to_worker", "mood_report_low"})

_INTENT = re.compile(r"^\s*- intent:\s*(\S+)")
_EXAMPLE = re.compile(r"^\s+- (?!intent:|lookup:|synonym:|regex:)(.+)$")
_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def ordinary_texts(folder: Path = EXAMPLES) -> list[str]:
    """Every example message of the intents that raise no concern, in the order of the files."""
    files = sorted(folder.glob("*/*.yml"))
    return [text for file in files for text in _texts(file.read_text(encoding="utf-8").splitlines())]


def _texts(lines: list[str]) -> Iterator[str]:
    intent = ""
    for line in lines:
        if found := _INTENT.match(line):
            intent = found[1]
        elif (example := _EXAMPLE.match(line)) and intent not in LEFT_OUT:
            yield _ENTITY.sub(r"\1", example[1])
