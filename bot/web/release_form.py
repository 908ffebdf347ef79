"""Letting a message go: what the form shows of it and what was filled in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sanic import Request

from bot.domain.languages import Language
from bot.domain.review import Audience
from bot.redaction import Found, find, marks
from bot.storage.releases import Candidate
from bot.web.forms import filled
from bot.web.languages import known

LONGEST_BY_HAND = 400


@dataclass(frozen=True)
class Piece:
    """A stretch of the redacted text; a mark stands where something was."""

    text: str
    mark: bool = False


@dataclass(frozen=True)
class ReleaseForm:
    """One message as it would go out. `by_hand` are further words that the practitioner masks."""

    original: str = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    by_hand: str = field(repr=False)
    language: Language | None
    topic: str
    audience: Audience
    confirmed: bool

    @property
    def redacted(self) -> str:
        """What would be sent."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def says_something(self) -> bool:
        """Whether a word is left between the marks."""
        return any(letter.isalpha() for piece in self.pieces if not piece.mark for letter in piece.text)


def read(request: Request, message: Candidate, record: Sequence[str], topics: frozenset[str]) -> ReleaseForm:
    """The form as it was filled in, or as it begins; grave messages are for leads whatever was sent."""
    by_hand = filled(request, "by_hand").strip()[:LONGEST_BY_HAND]
    found = find(message.text, [*record, *re.split(r"[\s,;]+", by_hand)])
    topic = filled(request, "topic")
    sent = filled(request, "language")
    return ReleaseForm(
        original=message.text,
        pieces=tuple(_pieces(message.text, found, message.language)),
        by_hand=by_hand,
        language=known(sent) if request.method == "POST" else known(message.language),
        topic=topic if topic in topics else "",
        audience=Audience.LEADS
        if message.grave or filled(request, "audience") == "leads"
        else Audience.TRAINERS,
        confirmed=filled(request, "confirmed") == "yes",
    )


def _pieces(text: str, found: Sequence[Found], language: Language) -> list[Piece]:
    pieces, at = [], 0
    for span, mark in marks(found, language):
        pieces += [Piece(text[at : span.start]), Piece(mark, mark=True)]
        at = span.end
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]
