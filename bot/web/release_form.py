"""Letting a message go: what the form shows of it and what was filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sanic import Request

from bot.domain.languages import Language
from bot.domain.review import Audience
from bot.redaction import Found, Kind, Mask, by_hand, find, marks
from bot.redaction.by_hand import places
from bot.redaction.tokens import tokens
from bot.storage.releases import Candidate
from bot.web.forms import filled
from bot.web.languages import known

LONGEST_BY_HAND = 400
MOST_MASKS = 30
# The button that puts back what was taken out by hand says which.
PUT_BACK = "put_back:"


@dataclass(frozen=True)
class Piece:
    """A stretch of the redacted text; a mark stands where something was."""

    text: str
    mark: bool = False


@dataclass(frozen=True)
class ReleaseForm:
    """One message as it would go out. `masks` are what the practitioner took out by hand.

    `by_hand` are words that stand nowhere in the message: they stay in the field.
    """

    original: str = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    masks: tuple[Mask, ...] = field(repr=False)
    by_hand: str = field(repr=False)
    kind: Kind
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
    masks, typed, kind = _masks(request, message.text)
    found = by_hand(message.text, find(message.text, record), masks)
    topic, sent = filled(request, "topic"), known(filled(request, "language"))
    return ReleaseForm(
        original=message.text,
        pieces=tuple(_pieces(message.text, found, sent or message.language)),
        masks=masks,
        by_hand=typed,
        kind=kind,
        language=sent if request.method == "POST" else known(message.language),
        topic=topic if topic in topics else "",
        audience=Audience.LEADS
        if message.grave or filled(request, "audience") == "leads"
        else Audience.TRAINERS,
        confirmed=filled(request, "confirmed") == "yes",
    )


def _masks(request: Request, text: str) -> tuple[tuple[Mask, ...], str, Kind]:
    """What is taken out by hand now, with what was typed last; and what of that stands nowhere."""
    sent = (request.form.getlist("mask") if request.form else None) or []
    masks = [mask for one in sent[:MOST_MASKS] if (mask := _mask(*one.partition(":")[::2]))]
    back = filled(request, "step").removeprefix(PUT_BACK)
    masks = [mask for number, mask in enumerate(masks) if str(number) != back]
    kind = filled(request, "kind")
    typed = _mask(kind or Kind.NAME, filled(request, "by_hand"))
    if typed is None or typed in masks:
        return tuple(masks), "", _kind(kind)
    if not list(places(text, tokens(text), typed)):
        return tuple(masks), typed.words, typed.kind
    return (*masks, typed), "", Kind.NAME


def _mask(kind: str, words: str) -> Mask | None:
    bare = " ".join(words.split())[:LONGEST_BY_HAND]
    return Mask(bare, _kind(kind)) if bare else None


def _kind(kind: str) -> Kind:
    return Kind(kind) if kind in list(Kind) else Kind.NAME


def _pieces(text: str, found: Sequence[Found], language: Language) -> list[Piece]:
    pieces, at = [], 0
    for span, mark in marks(found, language):
        pieces += [Piece(text[at : span.start]), Piece(mark, mark=True)]
        at = span.end
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]
