"""The caseload pages' terms in words that practitioners use. Templates translate them."""

from collections.abc import Mapping

from bot.domain.case_notes import NoteKind
from bot.domain.clocks import ClockKind
from bot.domain.concerns import Sign
from bot.domain.contact_record import Contact
from bot.domain.reading_list import Doubt
from bot.domain.signals import SignalKind
from bot.domain.trend import Trend
from bot.web.choices import Filter, Whose
from bot.web.languages import translatable as t
from bot.web.wording import VALUES

WHOSE = {
    Whose.MINE: t("Mine"),
    Whose.TEAM: t("My team’s"),
    Whose.ALL: t("All that I may see"),
}

FILTERS = {
    Filter.ALL: t("Everything"),
    Filter.MESSAGES: t("Messages"),
    Filter.CHECK_INS: t("Check-ins"),
    Filter.NOTES: t("Sessions and notes"),
    Filter.ALERTS: t("Alerts and tasks"),
}

NOTE_KINDS = {
    NoteKind.ONE_TO_ONE: t("One-to-one session"),
    NoteKind.GROUP: t("Group session"),
    NoteKind.NOTE: t("Note"),
}

TRENDS = {
    Trend.TOO_FEW: t("Too few answers to say what is usual for them."),
    Trend.USUAL: t("The last answers are what is usual for them."),
    Trend.DROP: t("The last answer is lower than usual for them."),
    Trend.DRIFT: t("The last three answers are lower than usual for them."),
}

CONTACTS = {
    Contact.NONE_YET: t("No check-in yet."),
    Contact.USUAL: t("They answer as usual."),
    Contact.MISSED: t("They have stopped answering, which is unusual for them."),
    Contact.UNREACHED: t("Our last text did not arrive. Find another way to reach them."),
    Contact.HELD_BACK: t("Our own rules hold check-ins back."),
    Contact.PAUSED: t("Contact is paused."),
    Contact.OPTED_OUT: t("They asked us to stop texting."),
}

# What was noticed over time, with its figures.
SIGNS = {
    Sign.MOOD_DROP: t(
        "Mood %(newest)s, after %(before_newest)s. Usually %(low)s to %(high)s, in the middle %(usual)s, "
        "from %(answers)s earlier answers."
    ),
    Sign.MOOD_DRIFT: t(
        "Mood %(newest)s, lower for three answers now. Usually %(low)s to %(high)s, in the middle %(usual)s, "
        "from %(answers)s earlier answers."
    ),
    Sign.SLEEP_DRIFT: t(
        "Sleep worse than usual for them, three answers in a row. The last: “%(newest)s”. "
        "Usually %(usual)s, from %(answers)s earlier answers."
    ),
    Sign.SAFE_DRIFT: t(
        "Felt less safe than usual for them, three answers in a row. The last: “%(newest)s”. "
        "Usually %(usual)s, from %(answers)s earlier answers."
    ),
    Sign.SILENCE: t(
        "%(silent)s check-ins in a row unanswered. Before that they answered %(answered)s of %(reached)s."
    ),
}

# What answers with words of their own, by their values: a practitioner reads these and not the figures.
ANSWERS = {
    Sign.SLEEP_DRIFT: VALUES[SignalKind.SLEEP],
    Sign.SAFE_DRIFT: VALUES[SignalKind.SAFE],
}

DOUBTS = {
    Doubt.UNSURE: t("Screening was not sure"),
    Doubt.MILD: t("A mild concern"),
    Doubt.ON_ALERT: t("On an alert"),
    Doubt.PLAIN: t("Nothing was found"),
}

CLOCKS = {
    ClockKind.WRITTEN_REPORT: t("The written report is due"),
    ClockKind.ACKNOWLEDGEMENT: t("An answer from the agency is due"),
}

PROBLEMS = {
    "note_kind_needed": t("Select what it was"),
    "date_needed": t("Enter a real date, such as 27 3 2026"),
    "date_to_come": t("The date must be today or in the past"),
    "note_needed": t("Enter what you want to keep"),
    "note_long": t("The note must be 8,000 characters or fewer"),
}


def figures(found: Mapping[str, float]) -> dict[str, str]:
    """The figures of what was noticed, as they are read: whole numbers without a point."""
    return {name: f"{value:g}" for name, value in found.items()}
