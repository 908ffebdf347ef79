"""What there is to learn from: labelled messages, and the assistant's examples as everyday answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.concerns import Category, Severity
from bot.screening.classifier import PAGING
from bot.screening.corpus import Message
from bot.screening.ordinary import ordinary_texts

# Of the assistant's examples, one in so many calibrates and measures instead of teaching.
EVERYDAY_APART = 5


@dataclass(frozen=True)
class Sample:
    """A text with what is to be learned from it; `everyday` if it is one of the assistant's examples."""

    text: str
    labels: tuple[Category, ...]
    severity: Severity | None
    everyday: bool = False

    @property
    def pages(self) -> bool:
        return self.reaches(Severity.MEDIUM)

    def reaches(self, severity: Severity) -> bool:
        return self.severity is not None and self.severity >= severity

    @property
    def of_its_class(self) -> int:
        """Its class in the multinomial: 0 for no concern, otherwise the first category that pages."""
        named = [label for label in self.labels if label in PAGING]
        return 1 + PAGING.index(named[0]) if self.pages and named else 0


def samples(messages: Iterable[Message]) -> list[Sample]:
    """Labelled messages as samples."""
    return [Sample(message.text, message.labels, message.severity) for message in messages]


def everyday() -> tuple[list[Sample], list[Sample]]:
    """The assistant's examples, where no concern is to be heard: those that teach, and those kept apart."""
    found = [Sample(text, (), None, everyday=True) for text in ordinary_texts()]
    apart = found[::EVERYDAY_APART]
    return [sample for at, sample in enumerate(found) if at % EVERYDAY_APART], apart
