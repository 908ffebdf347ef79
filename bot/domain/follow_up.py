"""What a person may record on an alert, and what of it starts and stops which clock: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.agencies import Agency, AgencyKind
from bot.domain.clocks import ClockKind

LONGEST_NOTE = 4000
LONGEST_NAME = 200
# A time is filled in to the minute.
MINUTE = timedelta(minutes=1)


class ActionKind(StrEnum):
    """What was done."""

    CALLED = "called"
    MET = "met"
    PASSED_ON = "passed_on"
    AGENCY_ACKNOWLEDGED = "agency_acknowledged"
    CONSULTED = "consulted"
    NO_FURTHER_ACTION = "no_further_action"
    CORRECTION = "correction"


class PassedBy(StrEnum):
    """How something was passed to an agency."""

    PHONE = "phone"
    EMAIL = "email"
    FORM = "form"
    POST = "post"

    @property
    def written(self) -> bool:
        """Whether the agency has it in writing."""
        return self is not PassedBy.PHONE


class FalseAlarm(StrEnum):
    """Why an alert was not a concern; only counts of these are kept apart from the alert."""

    FIGURE_OF_SPEECH = "figure_of_speech"
    JOKE = "joke"
    SONG_FILM_OR_GAME = "song_film_or_game"
    ABOUT_SOMEBODY_ELSE = "about_somebody_else"
    MISREAD = "misread"
    OLD_NEWS = "old_news"
    TEST = "test"
    OTHER = "other"


@dataclass(frozen=True)
class Action:
    """What somebody says they did, checked."""

    kind: ActionKind
    happened_at: datetime
    reached: bool | None = None
    agency: str | None = None
    means: PassedBy | None = None
    whom: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


NEEDS_AGENCY = frozenset({ActionKind.PASSED_ON, ActionKind.AGENCY_ACKNOWLEDGED})
# A correction names an earlier action, and has a form of its own.
CHOOSABLE = tuple(kind for kind in ActionKind if kind is not ActionKind.CORRECTION)


def problems(
    given: Mapping[str, str],
    when: datetime | None,
    agencies: Mapping[str, Agency],
    opened_at: datetime,
    now: datetime,
) -> dict[str, str]:
    """What is wrong with a filled-in action, a reason for each field; empty when it can be recorded."""
    kind = given["kind"]
    found = {
        "kind": kind not in CHOOSABLE and "action_needed",
        "reached": kind == ActionKind.CALLED and given["reached"] not in ("yes", "no") and "reached_needed",
        "agency": kind in NEEDS_AGENCY and given["agency"] not in agencies and "agency_needed",
        "means": kind == ActionKind.PASSED_ON and given["means"] not in list(PassedBy) and "means_needed",
        "whom": _too_long(given["whom"], LONGEST_NAME, "whom_too_long"),
        "when": when_problem(when, opened_at, now),
        "note": _note_problem(kind, given["note"]),
    }
    return {name: reason for name, reason in found.items() if reason}


def when_problem(when: datetime | None, opened_at: datetime, now: datetime) -> str | None:
    """What is wrong with the time at which something was done."""
    if when is None:
        return "when_needed"
    if when > now + MINUTE:
        return "when_in_future"
    return "when_before_alert" if when <= opened_at - MINUTE else None


def _too_long(text: str, longest: int, reason: str) -> str | None:
    return reason if len(text) > longest else None


def _note_problem(kind: str, note: str) -> str | None:
    if kind == ActionKind.NO_FURTHER_ACTION and not note.strip():
        return "reason_needed"
    return _too_long(note, LONGEST_NOTE, "note_too_long")


def read(given: Mapping[str, str], when: datetime) -> Action:
    """An action without problems; fields that do not belong to its kind are left out."""
    kind = ActionKind(given["kind"])
    return Action(
        kind=kind,
        happened_at=when,
        reached=given["reached"] == "yes" if kind is ActionKind.CALLED else None,
        agency=given["agency"] if kind in NEEDS_AGENCY else None,
        means=PassedBy(given["means"]) if kind is ActionKind.PASSED_ON else None,
        whom=given["whom"].strip(),
        note=given["note"].strip(),
    )


def starts(action: Action, agency: Agency | None) -> ClockKind | None:
    """The clock that an action starts.

    Children's services must have in writing within a day what they were told by phone; whoever was written to
    must say that they have it.
    """
    if action.kind is not ActionKind.PASSED_ON or agency is None:
        return None
    if action.means and action.means.written:
        return ClockKind.ACKNOWLEDGEMENT
    return ClockKind.WRITTEN_REPORT if agency.kind is AgencyKind.CHILDRENS_SERVICES else None


def stops(action: Action) -> ClockKind | None:
    """The kind of clock that an action stops, of those that run for the same alert and agency."""
    if action.kind is ActionKind.PASSED_ON and action.means and action.means.written:
        return ClockKind.WRITTEN_REPORT
    return ClockKind.ACKNOWLEDGEMENT if action.kind is ActionKind.AGENCY_ACKNOWLEDGED else None
