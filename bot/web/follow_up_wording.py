"""What follows an acknowledgement, in words that practitioners use. Templates translate them."""

from bot.domain.agencies import AgencyKind
from bot.domain.clocks import ClockKind
from bot.domain.follow_up import ActionKind, FalseAlarm, PassedBy
from bot.domain.report import Section
from bot.web.languages import translatable as t

ACTIONS = {
    ActionKind.CALLED: t("Called the young person"),
    ActionKind.MET: t("Met the young person"),
    ActionKind.PASSED_ON: t("Passed on to an agency"),
    ActionKind.AGENCY_ACKNOWLEDGED: t("An agency confirmed that it has our report"),
    ActionKind.CONSULTED: t("Consulted the designated safeguarding person"),
    ActionKind.NO_FURTHER_ACTION: t("No further action"),
    ActionKind.CORRECTION: t("Correction"),
}

PASSED_BY = {
    PassedBy.PHONE: t("By phone"),
    PassedBy.EMAIL: t("In writing, by secure e-mail"),
    PassedBy.FORM: t("In writing, by the agency's own form"),
    PassedBy.POST: t("In writing, by post or by hand"),
}

CLOCKS = {
    ClockKind.WRITTEN_REPORT: t("Written report to %(agency)s"),
    ClockKind.ACKNOWLEDGEMENT: t("%(agency)s to confirm that it has our report"),
}

AGENCY_KINDS = {
    AgencyKind.CHILDRENS_SERVICES: t("Children's services"),
    AgencyKind.POLICE: t("Police"),
    AgencyKind.HEALTH: t("Health"),
}

FALSE_ALARMS = {
    FalseAlarm.FIGURE_OF_SPEECH: t("A figure of speech"),
    FalseAlarm.JOKE: t("A joke or banter"),
    FalseAlarm.SONG_FILM_OR_GAME: t("From a song, film or game"),
    FalseAlarm.ABOUT_SOMEBODY_ELSE: t("About somebody else, who is safe"),
    FalseAlarm.MISREAD: t("Hafan read a word wrongly"),
    FalseAlarm.OLD_NEWS: t("Long past, and dealt with already"),
    FalseAlarm.TEST: t("A test message"),
    FalseAlarm.OTHER: t("Something else"),
}

PROBLEMS = {
    "action_needed": t("Select what you did"),
    "reached_needed": t("Select whether you reached them"),
    "agency_needed": t("Select the agency"),
    "means_needed": t("Select whether it was by phone or in writing"),
    "whom_too_long": t("The name must be 200 characters or fewer"),
    "when_needed": t("Enter the day and time, such as 2026-11-18T14:30"),
    "when_in_future": t("The day and time must not lie in the future"),
    "when_before_alert": t("The day and time must not lie before the alert"),
    "reason_needed": t("Say why nothing more is needed"),
    "note_too_long": t("The note must be 4,000 characters or fewer"),
    "correction_needed": t("Say what was wrong"),
    "already_withdrawn": t("Somebody has already recorded that this did not happen."),
    "not_withdrawable": t("A correction cannot be taken back: add a further one."),
    "not_acknowledged": t("Acknowledge this alert before you record what you did."),
    "phone_wrong": t("Enter a phone number, such as 01286 000000"),
    "email_wrong": t("Enter an e-mail address, such as duty@example.org"),
    "nothing_to_test": t("Enter a phone number or an e-mail address before you record a test"),
    "language_needed": t("Select the language of the report"),
    "too_long": t("Each part must be 20,000 characters or fewer"),
    "method_needed": t("Select how it was sent"),
    "saved_meanwhile": t(
        "Somebody else saved this report while you were writing. Your words are below and not saved yet: "
        "compare them with the newest version, then save again."
    ),
}

SECTIONS = {
    Section.YOUNG_PERSON: t("The young person"),
    Section.CONCERNS: t("What we are concerned about"),
    Section.ACTIONS: t("What was done so far"),
    Section.CONTACT_SAFETY: t("Safety of contact"),
    Section.KNOWS_AND_WANTS: t("What the young person knows and wants"),
    Section.REQUEST: t("What we ask of you"),
    Section.SENDER: t("Who writes this"),
}

SECTION_HINTS = {
    Section.YOUNG_PERSON: t("Name, date of birth, address, school and family, as far as you know them."),
    Section.CONCERNS: t("In your own judgement. Hafan's findings are those of a computer."),
    Section.ACTIONS: t("Leave out what the agency need not know."),
    Section.CONTACT_SAFETY: t("Who may hold the phone, and when and how to make contact."),
    Section.KNOWS_AND_WANTS: t("Have you told them of this report? What did they say? What matters to them?"),
    Section.REQUEST: t("Such as a strategy discussion, an assessment, or advice."),
    Section.SENDER: t("Your name, role, and how to reach you."),
}
