"""The terms of changes to screening, and every objection to one, in words that safeguarding leads use."""

from collections.abc import Mapping
from typing import Any

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.examples.checks import Problem
from bot.safeguarding_changes.going_back import NoWayBack
from bot.safeguarding_changes.objections import Why
from bot.storage.safeguarding_changes import Kind, Refused, State
from bot.web import wording
from bot.web.languages import translatable as t
from bot.web.languages import translated

KINDS = {
    Kind.RULE: t("Rule"),
    Kind.CORPUS: t("Training message"),
    Kind.LOCKED: t("Locked disclosure"),
}

STATES = {
    State.OPEN: t("Waits for two leads"),
    State.APPROVED: t("Approved"),
    State.REFUSED: t("Not approved"),
    State.TAKEN_BACK: t("Taken back"),
}

STEPS = {
    "examples": t("Trying the examples of every rule"),
    "corpus": t("Reading the training messages"),
    "apart": t("Measuring on messages held apart"),
    "messages": t("Reading the messages of the last 90 days"),
}

TURNS = {
    "new": t("Newly heard, or heard as graver"),
    "gone": t("No longer heard, or heard as milder"),
    "kept": t("Heard as before"),
}

SIDES = {"hit": t("A concern: right to hear"), "false": t("Everyday talk: a false alarm")}

# A trial counts training messages by what they are labelled as.
TRIED = {"none": SIDES["false"], **{kind.value: text for kind, text in wording.CATEGORIES.items()}}

# What a training message is about, in figures.
TOPICS = TRIED | {"none": t("Everyday talk: no concern")}

LABELS = frozenset(category.value for category in Category)

RULE_LANGUAGES = {"en": t("English"), "cy": t("Welsh"), "both": t("Both languages")}

PARTS = {
    "patterns": t("It fires on any of these"),
    "alone": t("It fires on these where they are the whole message"),
    "unless": t("Not when one of these stands within three words"),
    "unless_anywhere": t("Not when one of these stands anywhere in the message"),
    "needs": t("Only when one of these stands in the message too"),
    "must_fire": t("It must fire on"),
    "must_not_fire": t("It must not fire on"),
}

WHYS = {
    Why.BROKEN: t("Line %(line)s cannot be read: %(what)s."),
    Why.EXAMPLE: t("An example of the rule %(rule)s does not hold: number %(number)s of its %(list)s."),
    Why.OTHER_NAME: t("The name of the rule must stay %(rule)s: alerts and counts know it by that name."),
    Why.CLASH: t("The rule %(rule)s was changed since this was written. Start again from the text of today."),
    Why.OTHERS: t("It would change the rule %(rule)s too. Propose that rule by itself."),
    Why.FELL: t("%(language)s: it would hear %(now)s of the messages held apart, not %(before)s."),
    Why.BEHIND: t("%(language)s: it would hear %(now)s of the messages held apart, in English %(english)s."),
    Why.LOCKED: t("The locked disclosure number %(number)s would not be heard as gravely as it must be."),
    Why.VALIDATION: t("%(language)s: %(lost)s test disclosures would be heard no longer, %(gained)s newly."),
    Why.NOT_A_MESSAGE: t("The message cannot be used: %(what)s."),
    Why.TAKEN_ID: t("There is a training message called %(id)s already."),
    Why.MESSAGE_GONE: t("The training message %(id)s is gone by now, or says something else."),
    Why.TOO_FEW: t(
        "%(language)s: %(least)s messages of its kind are needed, and there would be fewer. Propose another "
        "first."
    ),
    Why.GONE: t("There is no rule called %(rule)s, or no file for its category."),
    Why.HELD_APART: t("It is nearly a message held apart for measuring. Write it in another way."),
    Why.NEAR_COPY: t(
        "It is nearly the training message %(id)s, and no training takes two that are nearly the same. Write "
        "it in another way."
    ),
    Why.NOT_HEARD: t(
        "Screening does not hear it yet: locked, it would stop every change. Write a rule first."
    ),
}

REFUSALS = {
    Refused.DECIDED: t("Somebody has decided this already."),
    Refused.EDITED: t("The words were changed since you opened the page. Read them again."),
    Refused.CHECKING: t("It is being checked."),
    Refused.OWN: t("Another lead must approve this: you wrote it."),
    Refused.NOBODY_ANSWERS: t("A lead must take this on first, and another lead approve it."),
    Refused.UNCHECKED: t("It must be checked first, as it is now and beside what serves now."),
    Refused.OBJECTIONS: t("It cannot be approved: see what speaks against it."),
}

# What may be wrong with a training message, and when to go on all the same.
CAUTIONS = {
    Problem.CONTACT_DETAILS: (
        t("This holds a number, link, name on an app or postcode that leads to somebody"),
        t("Write something else in its place: training messages never hold real details."),
    ),
    Problem.PERHAPS_PERSONAL: (
        t("This may hold a name, place or number of somebody"),
        t("Go on only if it is invented, or nobody can be known by it."),
    ),
    Problem.OTHER_LANGUAGE: (
        t("This looks like the other language"),
        t("Go on only if a young person would write it so in the language that is chosen."),
    ),
}

NO_WAY_BACK = {
    NoWayBack.NOTHING_BEFORE: t(
        "There was no such rule before this change. To be rid of it, open the rule and propose to "
        "withdraw it."
    ),
    NoWayBack.CHANGED_SINCE: t(
        "The rule was changed again since. Go back on the newest change first, or open the rule and change "
        "its text of today."
    ),
    NoWayBack.SAME: t("The rule is as it was before this change: there is nothing to go back on."),
}

PROBLEMS = {
    "reason": t("Say why"),
    "nothing": t("Nothing was changed"),
    "words": t("Write the words"),
    "long": t("That is too long"),
    "named": t("Write every list out: take out the names after & and *"),
    "deep": t(
        "There are too many brackets within brackets: write one list, with a text in quotes on each line"
    ),
    "moved": t("Somebody changed this since you opened the page. Copy your words and open the page again"),
    "severity": t("Select how grave it is"),
    "label": t("Select what it is about, or that it is everyday talk"),
    "known": t("That is on the list already"),
    "back": t("You cannot go back on this change: see below why, and what to do"),
    "copy": t("Nearly the same message is there already: write it in another way, or change that one"),
    "cautions": t("Look at what may be wrong with the words: change them, or tick that you thought of it"),
}


def objection(language: Language, one: Mapping[str, Any]) -> str:
    """One objection, as it was written down, in the reader's language."""
    values = dict(one)
    why = Why(values.pop("why"))
    if "language" in values:
        values["language"] = translated(language, wording.SPOKEN[Language(values["language"])])
    for name in ("before", "now", "english"):
        if name in values:
            values[name] = f"{values[name]:.1%}"
    if "fires" in values:
        values["list"] = "must_fire" if values["fires"] else "must_not_fire"
    return translated(language, WHYS[why], **values)


def severity(name: str) -> Severity:
    """A severity as the pages' tags take it."""
    return Severity(name)
