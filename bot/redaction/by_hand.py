"""Words that somebody takes out by hand, wherever they stand in the message, under a mark of their choice."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.redaction.record import of_the_record
from bot.redaction.spans import Found, Kind, settle
from bot.redaction.tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Mask:
    """Words to take out, side by side as they stand in the message, and what they are."""

    words: str = field(repr=False)
    kind: Kind


def by_hand(text: str, found: Sequence[Found], masks: Sequence[Mask]) -> tuple[Found, ...]:
    """What was found, with these words beside it; where both touch, the mark chosen by hand stands."""
    said = tokens(text)
    chosen = settle(text, [span for mask in masks for span in places(text, said, mask)])
    return tuple(
        next((Found(span.start, span.end, hand.kind) for hand in chosen if _touch(hand, span)), span)
        for span in settle(text, [*found, *chosen])
    )


def places(text: str, said: Sequence[Token], mask: Mask) -> Iterator[Found]:
    """Where these words stand; a single word in all the ways in which one of the record is found too."""
    wanted = [token.plain for token in tokens(mask.words)]
    if not wanted:
        # Pictures and signs are no words.
        marks = re.finditer(re.escape(mask.words.strip()), text) if mask.words.strip() else ()
        yield from (Found(*sign.span(), mask.kind) for sign in marks)
        return
    for at in range(len(said) - len(wanted) + 1):
        if [token.plain for token in said[at : at + len(wanted)]] == wanted:
            yield Found(said[at].start, said[at + len(wanted) - 1].end, mask.kind)
    if len(wanted) == 1:
        yield from (Found(one.start, one.end, mask.kind) for one in of_the_record(said, [mask.words]))


def _touch(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end
