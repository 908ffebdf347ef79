"""What the pages about releasing and reviewing messages say. Templates translate it."""

from bot.domain.review import Audience, Outcome, Refused, Unsure, WhyDropped
from bot.web.languages import translatable as t

WHY = {
    Unsure.ASSISTANT: t("The assistant was not sure what this meant."),
    Unsure.PRACTITIONER: t("A practitioner marked it as misunderstood."),
}

AUDIENCES = {Audience.TRAINERS: t("Trainers"), Audience.LEADS: t("Safeguarding leads only")}

DROPPED = {
    WhyDropped.NOT_CLEAR: t("Nobody could tell what it means"),
    WhyDropped.NO_TOPIC: t("No topic fits"),
    WhyDropped.KNOWN: t("The examples say this already"),
    WhyDropped.TOO_PERSONAL: t("Somebody might be known by it"),
    WhyDropped.SENSITIVE: t("It belongs to safeguarding"),
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
    "empty": t("Nothing would be left of this message: leave it here"),
}

PROBLEMS = {
    "text": t("Write an example"),
    "topic": t("Select a topic"),
    "reason": t("Select why it is left out"),
    "marks": t("Marks such as [name] cannot be in an example: write it in your own words"),
    "gone": t("A colleague was quicker, or the message was taken back."),
    "findings": t("The example was not added: see what was found"),
}
