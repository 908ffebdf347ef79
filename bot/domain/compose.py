"""A text that a practitioner writes: what stops it, and what they should think about before it leaves."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.contact_gate import Refusal, Verdict
from bot.domain.contact_profile import Device
from bot.domain.sms import segments

# About as much as a phone shows at once; whoever has more to say should ring.
MOST_PARTS = 6


class Unsendable(StrEnum):
    """What is wrong with the text itself."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


class Caution(StrEnum):
    """What the writer must confirm to have thought about."""

    HELD = "held"
    AT_NIGHT = "at_night"
    SHARED = "shared"
    WATCHED = "watched"
    WAS_NOT_ALONE = "was_not_alone"
    NO_CONSENT_RECORDED = "no_consent_recorded"
    NUMBER = "number"
    ADDRESS = "address"
    OTHER_PERSON = "other_person"
    DEAR = "dear"


@dataclass(frozen=True)
class Circumstances:
    """What is known about the moment and the young person. `names` are other people's on the caseload."""

    verdict: Verdict
    safe_hour: bool
    device: Device
    was_not_alone: bool
    consent: bool | None
    names: frozenset[str]
    known_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Review:
    """What became of looking at a text: it may leave when nothing stops it and every caution is confirmed."""

    problem: Unsendable | None
    blocked: Refusal | None
    cautions: tuple[Caution, ...]
    held_until: datetime | None

    def ready(self, confirmed: Iterable[str]) -> bool:
        """Whether it may leave with these cautions confirmed."""
        return not self.problem and not self.blocked and set(self.cautions) <= set(confirmed)


def review(text: str, seen: Circumstances) -> Review:
    """Look at a text before it leaves."""
    held = seen.verdict.until
    return Review(
        _problem(text),
        seen.verdict.refusal if held is None else None,
        tuple(caution for caution, holds in _cautions(text, seen).items() if holds),
        held,
    )


def _problem(text: str) -> Unsendable | None:
    if not text.strip():
        return Unsendable.EMPTY
    return Unsendable.TOO_LONG if segments(text).parts > MOST_PARTS else None


def _cautions(text: str, seen: Circumstances) -> dict[Caution, bool]:
    return {
        Caution.HELD: seen.verdict.held,
        Caution.AT_NIGHT: not seen.verdict.held and not seen.safe_hour,
        Caution.SHARED: seen.device is Device.SHARED,
        Caution.WATCHED: seen.device is Device.WATCHED,
        Caution.WAS_NOT_ALONE: seen.was_not_alone,
        Caution.NO_CONSENT_RECORDED: seen.consent is None,
        Caution.NUMBER: any(number not in seen.known_numbers for number in numbers_in(text)),
        Caution.ADDRESS: _ADDRESS.search(text) is not None,
        Caution.OTHER_PERSON: names_somebody(text, seen.names),
        Caution.DEAR: segments(text).parts >= MOST_PARTS // 2,
    }


# Seven digits or more, however they are spaced; helplines' own are known and shorter ones are no numbers.
_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){6,}")
# An e-mail address, a link, or a postcode.
_ADDRESS = re.compile(
    r"\S+@\S+\.\S+|https?://|www\.|\b[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}\b", re.IGNORECASE
)


def numbers_in(text: str) -> list[str]:
    """Phone numbers, digits only."""
    return [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]


def names_somebody(text: str, names: frozenset[str]) -> bool:
    """Whether one of these names stands in the text as a word."""
    said = set(re.findall(r"\w+", text.casefold()))
    return any(set(name.casefold().split()) <= said for name in names if name.strip())
