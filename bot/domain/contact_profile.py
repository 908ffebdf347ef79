"""What was agreed with a young person about reaching them, as a person reads and changes it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.agreed_words import Unfit, unfit
from bot.domain.contact_gate import SafetyReplies
from bot.domain.safe_hours import SafeHours

LONGEST_DETAIL = 200
LONGEST_OPENING = 160


class Device(StrEnum):
    """Whose phone it is."""

    UNKNOWN = "unknown"
    OWN = "own"
    SHARED = "shared"
    WATCHED = "watched"


class Opening(StrEnum):
    """How a check-in opens. All but the first are neutral: they say neither who writes nor why."""

    PLAIN = "plain"
    NO_NAME = "no_name"
    NUMBER_ONLY = "number_only"
    CATCH_UP = "catch_up"
    OWN = "own"

    @property
    def neutral(self) -> bool:
        """Whether somebody else who reads it learns nothing."""
        return self is not Opening.PLAIN


class Channel(StrEnum):
    """Ways of reaching somebody besides texts, whose language may be another one."""

    CALL = "call"
    CHAT = "chat"
    LETTER = "letter"


class Problem(StrEnum):
    """What is wrong with a profile that was filled in."""

    WINDOW_UNREADABLE = "window_unreadable"
    WINDOW_BACKWARDS = "window_backwards"
    WINDOWS_OVERLAP = "windows_overlap"
    NEVER_NOT_CONFIRMED = "never_not_confirmed"
    OPENING_MISSING = "opening_missing"
    OPENING_TELLS = "opening_tells"
    OPENING_TOO_LONG = "opening_too_long"
    NOT_COVERED = "not_covered"
    FULL_NOT_CONFIRMED = "full_not_confirmed"
    DETAIL_TOO_LONG = "detail_too_long"


@dataclass(frozen=True)
class Details:
    """What names the young person or those around them; sealed in the database."""

    preferred_name: str = ""
    pronouns: str = ""
    sender_sense: str = ""
    own_opening: str = ""
    worker_name: str = ""


@dataclass(frozen=True)
class ContactProfile:
    """The whole agreement. `safe_hours` is None while none were agreed."""

    device: Device = Device.UNKNOWN
    safe_hours: SafeHours | None = None
    safety_replies: SafetyReplies = SafetyReplies.ANY_HOUR
    opening: Opening = Opening.PLAIN
    languages: tuple[tuple[Channel, str], ...] = ()
    details: Details = Details()
    safe_word: str = field(default="", repr=False)
    danger_word: str = field(default="", repr=False)

    @property
    def read_along(self) -> bool:
        """Whether the phone is one that somebody else holds or reads."""
        return self.device in (Device.SHARED, Device.WATCHED)

    @property
    def covered(self) -> bool:
        """Whether unasked texts must be neutral."""
        return self.read_along or self.opening.neutral

    @property
    def told_before_others(self) -> bool:
        """Whether the reply to a disclosure, with whom to call, reaches a phone that somebody else reads."""
        return self.read_along and self.safety_replies in _FULL


_FULL = (SafetyReplies.ANY_HOUR, SafetyReplies.SAFE_HOURS)
# A neutral opening does not say whom it comes from or what for; both languages, small letters.
_TELLING = (
    *("hafan", "worker", "support", "safe", "abuse", "danger", "police", "social", "counsel", "alert"),
    *("gweithiwr", "cymorth", "saff", "diogel", "camdrin", "cam-drin", "heddlu", "cwnsel", "peryg"),
)


def problems(profile: ContactProfile, *, never_confirmed: bool, full_confirmed: bool) -> dict[str, Problem]:
    """What is wrong, by the field that it is about."""
    found: dict[str, Problem] = {}
    if profile.safe_hours is not None and profile.safe_hours.never and not never_confirmed:
        found["never"] = Problem.NEVER_NOT_CONFIRMED
    if profile.read_along and not profile.opening.neutral:
        found["opening"] = Problem.NOT_COVERED
    if profile.told_before_others and not full_confirmed:
        found["full_confirmed"] = Problem.FULL_NOT_CONFIRMED
    if profile.opening is Opening.OWN and (wrong := _own_opening(profile.details.own_opening)):
        found["own_opening"] = wrong
    for name in ("preferred_name", "pronouns", "sender_sense", "worker_name"):
        if len(getattr(profile.details, name)) > LONGEST_DETAIL:
            found[name] = Problem.DETAIL_TOO_LONG
    return found


def _own_opening(text: str) -> Problem | None:
    if not text.strip():
        return Problem.OPENING_MISSING
    if len(text) > LONGEST_OPENING:
        return Problem.OPENING_TOO_LONG
    return Problem.OPENING_TELLS if any(word in text.casefold() for word in _TELLING) else None


def unfit_words(profile: ContactProfile, everyday: frozenset[str]) -> dict[str, Unfit]:
    """Agreed words that do not serve, by field; either may be left empty."""
    pairs = {
        "safe_word": (profile.safe_word, profile.danger_word),
        "danger_word": (profile.danger_word, profile.safe_word),
    }
    found = {name: unfit(word, other, everyday) for name, (word, other) in pairs.items() if word.strip()}
    return {name: wrong for name, wrong in found.items() if wrong}
