"""JSON Lines in and out: one object a line, and a bad line is named by its number."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


class LineError(ValueError):
    """A line that cannot be used; the text names it by number and says why, never what it holds."""


def read_objects(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | LineError]]:
    """(number from 1, object or LineError) of each line that is not blank."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield number, LineError(f"line {number}: is not JSON")
            continue
        yield number, value if isinstance(value, dict) else LineError(f"line {number}: is not a JSON object")


def read_text(data: dict[str, Any]) -> tuple[str | int, str]:
    """(id, text) of an object; raises ValueError that says what is missing. Other fields are ignored."""
    if not isinstance(data.get("id"), str | int):
        raise ValueError("has no 'id' that is a text or a number")
    if not isinstance(data.get("text"), str):
        raise ValueError("has no 'text' that is a text")
    return data["id"], data["text"]


def write_object(value: dict[str, Any]) -> str:
    """One line, readable in both languages."""
    return json.dumps(value, ensure_ascii=False)
