"""Where in a message something stands that could identify somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mark stands for."""

    NAME = "name"
    PLACE = "place"
    SCHOOL = "school"
    NUMBER = "number"
    LINK = "link"
    # What a list of kinds does not foresee: chosen by hand alone.
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Found:
    """The characters from `start` to before `end`, and what they are."""

    start: int
    end: int
    kind: Kind


def settle(text: str, found: Iterable[Found]) -> tuple[Found, ...]:
    """Spans in order, where overlapping ones, and neighbours of one kind, have become one."""
    settled: list[Found] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if settled and _belong_together(text, settled[-1], span):
            first = settled.pop()
            settled.append(Found(first.start, max(first.end, span.end), first.kind))
        else:
            settled.append(span)
    return tuple(settled)


def _belong_together(text: str, first: Found, second: Found) -> bool:
    between = text[first.end : second.start]
    return second.start < first.end or (first.kind is second.kind and not between.strip(" -'’"))
