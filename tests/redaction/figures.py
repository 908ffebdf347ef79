"""How much of what identifies somebody redaction finds, on messages written for it.

`tuned.jsonl` was looked at while the lists and rules were made, `apart.jsonl` never.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.redaction import find

FOLDER = Path(__file__).parent


@dataclass
class Figures:
    """Counts by (language, kind); `clean` messages have nothing to find, `touched` ones lost words."""

    due: Counter[tuple[str, str]] = field(default_factory=Counter)
    hit: Counter[tuple[str, str]] = field(default_factory=Counter)
    masked: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean: int = 0
    touched: int = 0

    def recall(self, language: str = "", kind: str = "") -> float:
        """Of what identifies somebody, the share that went wholly; nothing given means all."""
        return _share(self.hit, self.due, language, kind)

    def precision(self, language: str = "", kind: str = "") -> float:
        """Of what was masked, the share that had to be."""
        return 1 - _share(self.wrong, self.masked, language, kind)


def _share(
    part: Counter[tuple[str, str]], whole: Counter[tuple[str, str]], language: str, kind: str
) -> float:
    meant = [key for key in whole if language in ("", key[0]) and kind in ("", key[1])]
    return sum(part[key] for key in meant) / max(1, sum(whole[key] for key in meant))


def rows(half: str) -> Iterator[dict[str, Any]]:
    """The messages of one half."""
    yield from map(json.loads, (FOLDER / f"{half}.jsonl").read_text(encoding="utf-8").splitlines())


def measure(half: str) -> Figures:
    """Redact every message of a half, without anybody's record to help."""
    figures = Figures()
    for row in rows(half):
        _count(figures, row)
    return figures


def _count(figures: Figures, row: dict[str, Any]) -> None:
    text, language, found = row["text"], row["language"], find(row["text"])
    gone = {at for span in found for at in range(span.start, span.end)}
    due = {at for start, end, _ in row["spans"] for at in range(start, end)}
    for start, end, kind in row["spans"]:
        figures.due[language, kind] += 1
        figures.hit[language, kind] += _is_gone(text, start, end, gone)
    for span in found:
        figures.masked[language, span.kind.value] += 1
        figures.wrong[language, span.kind.value] += not due & set(range(span.start, span.end))
    if not row["spans"]:
        figures.clean += 1
        figures.touched += bool(found)


def _is_gone(text: str, start: int, end: int, gone: set[int]) -> bool:
    """Whether every letter went; the s of "Kayleigh's" may stay."""
    letters = [at for at in range(start, end) if text[at].isalnum()]
    return set(letters) <= gone or (text[end - 1] == "s" and set(letters[:-1]) <= gone)


def table(figures: Figures) -> str:
    """The figures as the guide for trainers shows them."""
    lines = ["| language | what | in the set | found | masked for nothing |", "|---|---|---|---|---|"]
    for language, kind in sorted(figures.due):
        due, hit = figures.due[language, kind], figures.hit[language, kind]
        lines.append(f"| {language} | {kind} | {due} | {hit / due:.0%} | {figures.wrong[language, kind]} |")
    return "\n".join(lines)
