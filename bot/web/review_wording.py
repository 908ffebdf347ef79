"""What the pages about releasing and reviewing messages say. Templates translate it."""

from bot.domain.review import Audience, Outcome, Refused, Unsure, WhyDropped
from bot.redaction import Kind
from bot.web.languages import translatable as t

WHY = {
    Unsure.ASSISTANT: t("The assistant was not sure what this meant."),
    Unsure.PRACTITIONER: t("A practitioner marked it as misunderstood."),
}

# What words that are taken out by hand are.
KINDS = {
    Kind.NAME: t("A name or nickname"),
    Kind.PLACE: t("A place or club"),
    Kind.SCHOOL: t("A school"),
    Kind.NUMBER: t("A number or date"),
    Kind.LINK: t("A link or name on an app"),
    Kind.DETAIL: t("Something else that tells who it is"),
}

AUDIENCES = {Audience.TRAINERS: t("Trainers"), Audience.LEADS: t("Safeguarding leads only")}

DROPPED = {
    WhyDropped.NOT_CLEAR: t("Nobody could tell what it means"),
    WhyDropped.NO_TOPIC: t("No topic fits"),
    WhyDropped.KNOWN: t("The examples say this already"),
    WhyDropped.TOO_PERSONAL: t("Somebody might be known by it"),
    WhyDropped.SENSITIVE: t("It belongs to safeguarding: hand it over to the leads"),
}

OUTCOMES = {
    Outcome.REWRITTEN: t("Rewritten as examples"),
    Outcome.ACCEPTED: t("Taken as they were"),
    Outcome.DROPPED: t("Left out"),
}

REFUSED = {
    Refused.GRAVE: t("This message raised a concern: it can go to safeguarding leads only"),
    Refused.BEFORE: t("This message is released already"),
    Refused.NOT_CONFIRMED: t("Read the redacted text, then confirm that nobody can be known by it"),
    "language": t("Select the language of the message"),
    "not_there": t("These words are not in the message: copy them as they stand there, one thing at a time"),
    "empty": t("Nothing would be left of this message: leave it here"),
}

PROBLEMS = {
    "text": t("Write an example"),
    "topic": t("Select a topic"),
    "reason": t("Select why it is left out"),
    "marks": t("Marks such as [name] cannot be in an example: write it in your own words"),
    "gone": t("A colleague was quicker, or the message was taken back."),
    "fine": t("Nothing speaks against this example any more: propose it"),
    "findings": t("The example was not added: see what was found"),
}
