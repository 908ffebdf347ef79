"""A written report to an agency: what a practitioner edits, and the words that are quoted as they were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LONGEST_SECTION = 20_000


class Section(StrEnum):
    """The parts that a practitioner edits, in the order of the report."""

    YOUNG_PERSON = "young_person"
    CONCERNS = "concerns"
    ACTIONS = "actions"
    CONTACT_SAFETY = "contact_safety"
    KNOWS_AND_WANTS = "knows_and_wants"
    REQUEST = "request"
    SENDER = "sender"


@dataclass(frozen=True)
class Quote:
    """A message as it was written, which nobody edits; `id` is its row's."""

    id: str
    at: datetime
    by_young_person: bool
    words: str = field(repr=False)


@dataclass(frozen=True)
class ReportBody:
    """One version of a report."""

    sections: Mapping[Section, str] = field(repr=False)
    quotes: tuple[Quote, ...] = field(repr=False)

    @property
    def too_long(self) -> tuple[Section, ...]:
        """The parts that are longer than a report can hold."""
        return tuple(name for name, text in self.sections.items() if len(text) > LONGEST_SECTION)
