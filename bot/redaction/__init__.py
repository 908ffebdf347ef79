"""Takes out of a message what could say who is meant: names, places, schools, numbers and links.

Nothing here makes a message safe by itself: informal texts hide more names than any list holds. Whoever lets
a message go reads what is left of it first.
"""

from collections.abc import Iterable, Sequence

from bot.domain.languages import Language
from bot.redaction.by_hand import Mask, by_hand
from bot.redaction.numbers import numbers
from bot.redaction.people import People
from bot.redaction.record import of_the_record
from bot.redaction.spans import Found, Kind, settle
from bot.redaction.tokens import tokens
from bot.redaction.whereabouts import Whereabouts

_MARKS = {
    Kind.NAME: ("[name]", "[enw]"),
    Kind.PLACE: ("[place]", "[lle]"),
    Kind.SCHOOL: ("[school]", "[ysgol]"),
    Kind.NUMBER: ("[number]", "[rhif]"),
    Kind.LINK: ("[link]", "[dolen]"),
    Kind.DETAIL: ("[detail]", "[manylyn]"),
}

__all__ = ["Found", "Kind", "Mask", "by_hand", "find", "has_marks", "marks", "mask", "redact"]


def find(text: str, extra: Sequence[str] = ()) -> tuple[Found, ...]:
    """What could identify somebody, in the text's order, without overlaps.

    `extra` are words of the writer's own record (names, alias, agreed words, their workers' names), found
    however they are typed.
    """
    said = tokens(text)
    people = People(text, said)
    where = Whereabouts(text, said, people)
    return settle(text, [*numbers(text), *of_the_record(said, extra), *where.found(), *people.found()])


def redact(text: str, extra: Sequence[str] = (), language: Language = Language.ENGLISH) -> str:
    """The text with a neutral mark in place of everything that was found.

    Marks are Welsh for a Welsh message, and English otherwise.
    """
    return mask(text, find(text, extra), language)


def mask(text: str, found: Iterable[Found], language: Language) -> str:
    """The text with marks at these spans, which must stand in order and apart."""
    pieces, at = [], 0
    for span, mark in marks(found, language):
        pieces += [text[at : span.start], mark]
        at = span.end
    return "".join([*pieces, text[at:]])


def marks(found: Iterable[Found], language: Language) -> list[tuple[Found, str]]:
    """The mark that stands for each span."""
    return [(span, _MARKS[span.kind][language is Language.WELSH]) for span in found]


def has_marks(text: str) -> bool:
    """Whether something was taken out of a text."""
    return any(mark in text for pair in _MARKS.values() for mark in pair)
