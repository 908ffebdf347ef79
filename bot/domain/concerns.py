"""What screening finds in a message, and how urgent it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering
from typing import Literal


@total_ordering
class Severity(Enum):
    """How soon a person must act; `EMERGENCY` is the greatest."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    def __lt__(self, other: "Severity") -> bool:
        return self.rank < other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Category(Enum):
    """What a concern is about; the list is fixed, because ladders and helplines hang on it."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    ONLINE_ABUSE = "online_abuse"
    SEXUAL_ABUSE_DISCLOSURE = "sexual_abuse_disclosure"
    PHYSICAL_ABUSE = "physical_abuse"
    EMOTIONAL_ABUSE_NEGLECT = "emotional_abuse_neglect"
    MISSING = "missing"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    COERCION_THREAT = "coercion_threat"
    HSB = "hsb"
    SUBSTANCE = "substance"
    IMMEDIATE_DANGER = "immediate_danger"
    WORKER_CONTACT = "worker_contact"


Source = Literal["rule", "model"]


@dataclass(frozen=True, slots=True)
class Concern:
    """One reason for a person to look at a message.

    `rule` names the rule that fired (None for the model), `score` lies between 0 and 1, and `span` is the
    evidence as (start, end) offsets into the message as it was received, or None for the whole of it.
    """

    category: Category
    severity: Severity
    source: Source
    rule: str | None
    score: float
    span: tuple[int, int] | None


def most_urgent_first(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """One concern per category, its most severe, the most urgent category first.

    Between equals a rule goes before the model, because a rule can say why.
    """
    ordered = sorted(concerns, key=_urgency, reverse=True)
    first = {concern.category: concern for concern in reversed(ordered)}
    return tuple(concern for concern in ordered if first[concern.category] is concern)


def _urgency(concern: Concern) -> tuple[int, bool, float]:
    return (concern.severity.rank, concern.source == "rule", concern.score)


def severity_of(concerns: Iterable[Concern]) -> Severity | None:
    """The greatest severity among the concerns, or None when there are none."""
    return max((concern.severity for concern in concerns), default=None)


class Sign(Enum):
    """What is noticed in answers and silences over time; no words say it, and no screening hears it."""

    MOOD_DROP = "mood_drop"
    MOOD_DRIFT = "mood_drift"
    SLEEP_DRIFT = "sleep_drift"
    SAFE_DRIFT = "safe_drift"
    SILENCE = "silence"


type Matter = Category | Sign


def matter(name: str) -> Matter:
    """What a stored concern is about."""
    return Sign(name) if name in _SIGNS else Category(name)


_SIGNS = frozenset(sign.value for sign in Sign)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A concern that figures raise and no words; it is stored and paged as a `Concern` is.

    `figures` are its evidence, which a person reads beside it.
    """

    category: Sign
    severity: Severity
    figures: tuple[tuple[str, float], ...]
    source: Literal["signal"] = "signal"
    score: float = 1.0
    span: None = None

    @property
    def rule(self) -> str:
        """What noticed it."""
        return f"signal:{self.category.value}"


type Found = Concern | Noticed
