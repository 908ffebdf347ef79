"""Where in a message the evidence lies."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Piece:
    """A stretch of a message, evidence or not."""

    text: str = field(repr=False)
    marked: bool


def pieces(body: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The message cut at the edges of its evidence; overlapping spans become one."""
    cut: list[Piece] = []
    place = 0
    for start, end in _merged(spans, len(body)):
        cut += [Piece(body[place:start], marked=False), Piece(body[start:end], marked=True)]
        place = end
    cut.append(Piece(body[place:], marked=False))
    return tuple(piece for piece in cut if piece.text)


def _merged(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return merged
