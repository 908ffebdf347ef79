"""What the checks of examples found, and what to do about it, in words for trainers."""

from bot.domain.concerns import Severity
from bot.examples.checks import Problem
from bot.examples.editing import Kind
from bot.storage.handed_over_examples import Answer
from bot.web.languages import translatable as t

# What is wrong, and what to do.
PROBLEMS = {
    Problem.TOO_LONG: (
        t("This is longer than 300 characters"),
        t("Keep the part that shows what it is about, or make two examples of it."),
    ),
    Problem.NOT_PLAIN: (
        t("This is not plain words"),
        t("Leave out square and curly brackets, and a slash or hash at the beginning."),
    ),
    Problem.THERE_ALREADY: (
        t("This is there already"),
        t("Leave it out, or write it in another way."),
    ),
    Problem.ELSEWHERE: (
        t("The same words stand in another topic"),
        t(
            "One message can have one topic only."
            " Decide where it belongs: move the other one, or leave this out."
        ),
    ),
    Problem.CONTACT_DETAILS: (
        t("This holds a number, link, name on an app or postcode that leads to somebody"),
        t("Leave it out or write something else in its place. Examples never hold real details."),
    ),
    Problem.DISCLOSURE: (
        t("This sounds as if somebody were in danger or being harmed"),
        t(
            "Such words belong with safeguarding: do not teach them as everyday talk."
            " Hand it over, or leave it out."
        ),
    ),
    Problem.NEAR_COPY: (
        t("This is nearly the same as another example"),
        t("Another way of saying it teaches more. Add it only if the difference matters."),
    ),
    Problem.PERHAPS_PERSONAL: (
        t("This may hold a name, place or number of somebody"),
        t("Add it only if it is invented, or nobody can be known by it."),
    ),
    Problem.EXPECTED_CONCERN: (
        t("This will also raise an alert, as messages of this topic often do"),
        t("Add it only if it says no more than what belongs in this topic."),
    ),
    Problem.OTHER_LANGUAGE: (
        t("This looks like the other language"),
        t("Change the language above, or add it if a young person would write it so in this one."),
    ),
    Problem.TOO_FEW: (
        t("One language of this topic falls behind the other"),
        t("Add examples in the other language too, so that both are understood as well."),
    ),
}

KINDS = {
    Kind.ADDED: t("Added"),
    Kind.CHANGED: t("Changed"),
    Kind.MOVED: t("Moved"),
    Kind.REMOVED: t("Removed"),
}

GROUPS = {
    "smalltalk": t("Small talk"),
    "wellbeing": t("How they are"),
    "service": t("About Hafan, and what they want from us"),
}

# What screening would do with a message of this severity.
WOULD_DO = {
    Severity.EMERGENCY: t("It would raise an alert as an emergency, and tell people at once."),
    Severity.HIGH: t("It would raise a high alert and tell people at once."),
    Severity.MEDIUM: t("It would raise an alert for their practitioner."),
    Severity.LOW: t("It would mark the message for reading first, and tell nobody."),
    None: t("It would raise nothing."),
}

# What a lead says of an example that was handed over.
ANSWERS = {
    Answer.HARMLESS: t("The leads say: this is harmless. It may be added as it is, to this topic."),
    Answer.SAFEGUARDING: t("The leads say: this belongs to safeguarding. Leave it out."),
}

# What was done.
DONE = {
    "example-handed-over": t(
        "Handed over to the safeguarding leads. The example stays as it was until they have answered."
    ),
    "example-gone-before": t("A colleague had removed it already."),
    "review-example-handed-over": t(
        "Your example is handed over to the safeguarding leads. You read their answer under Handed over."
    ),
    "review-handed-over": t(
        "The message is with the safeguarding leads now, who see which practitioner let it go."
    ),
    "answered": t("Answered. The trainer reads it on their pages."),
    "answer-taken-back": t("Taken back. It waits for an answer again."),
}

# Why a change was not made.
REFUSED = {
    "nothing": t("Write at least one example"),
    "too_many": t("Paste at most 200 lines at a time"),
    "stopped": t("Some examples cannot be added as they are"),
    "overtaken": t("A colleague changed something at the same moment. Look through it again."),
    "none_ticked": t("Tick the examples that you want to move or remove"),
    "nowhere": t("Choose the topic that they should move to"),
    "not_yet": t(
        "Look at what the checks say: leave out what cannot be moved, tick what you have thought of"
    ),
    "last_many": t("A topic keeps at least one example in each language: leave one of them unticked"),
    "last": t("The last example of a topic stays: add another one first"),
    "gone": t("That change is not as it was any more. See what there is now."),
    "assistant": t("The assistant does not answer just now. Try again in a minute."),
    "sentence": t("Write a message to try"),
}
