"""The terms of training and promoting, and every objection, in words that trainers use."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.examples.editing import Kind as EditKind
from bot.examples.topics import Topic, load_topics
from bot.promotion.objections import Kind, Objection
from bot.promotion.promoting import Refusal
from bot.promotion.steps import Step
from bot.promotion.versions import State
from bot.storage.model_requests import Refused
from bot.storage.model_runs import Failure
from bot.web import wording
from bot.web.languages import translatable as t
from bot.web.languages import translated


class Wrong(StrEnum):
    """What is wrong with a form of these pages."""

    REASON_NEEDED = "reason_needed"
    REASON_TOO_LONG = "reason_too_long"
    DECISION_NEEDED = "decision_needed"
    ALREADY_TRAINING = "already_training"


STATES = {
    State.CANDIDATE: t("Candidate"),
    State.SERVING: t("Serving"),
    State.RETIRED: t("Served before"),
    State.REFUSED: t("Refused"),
}

STEPS = {
    Step.VALIDATE: t("Checking the examples"),
    Step.SCREEN: t("Checking that every disclosure is still heard"),
    Step.TRAIN: t("Training"),
    Step.EVALUATE: t("Trying it on messages kept apart, and in practised conversations"),
    Step.COMPARE: t("Comparing it with the serving model"),
}

FAILURES = {
    Failure.INTERRUPTED: t(
        "It was interrupted, because the service was stopped or ran out of room. Nothing is lost: start "
        "it again."
    ),
    Failure.FILES: t(
        "The files of examples could not be read. Undo the last change made in a text editor, or ask an "
        "engineer."
    ),
    Failure.NOTHING_SERVES: t(
        "No model serves that a candidate could be compared with. Ask an engineer to train the first one."
    ),
    Failure.NO_ROOM: t(
        "There is no room left where models are kept. Ask an engineer to make some, and start it again."
    ),
    Failure.TOO_LONG: t(
        "It took longer than half an hour and was stopped. Start it again at a quieter time; if that happens "
        "again, ask an engineer."
    ),
    Failure.TOOL: t(
        "The training program failed. Start it again; if it fails again, ask an engineer, who finds what the "
        "program said beside the models."
    ),
}

REFUSALS: Mapping[str, str] = {
    Refusal.SAME_PERSON: t(
        "Whoever asks cannot approve. Ask a colleague to compare the two models and decide."
    ),
    Refusal.OBJECTIONS: t("There are objections against it. Put right what they name, and train again."),
    Refusal.NOT_A_CANDIDATE: t(
        "It serves, or has served. Only a candidate can be promoted, or a model that was rolled back from."
    ),
    Refusal.OUTDATED: t(
        "It was not compared with the model that serves now. Train a new candidate, or ask an engineer to "
        "compare this one again."
    ),
    Refusal.DAMAGED: t(
        "Its files are not those that were tested. Train a new candidate, and tell an engineer."
    ),
    Refusal.NOTHING_BEFORE: t("No earlier model is kept to go back to."),
    Refusal.SERVES_ANOTHER: t("Another model serves now. Look again before you roll back."),
    Refusal.UNFINISHED: t(
        "It is decided and written down, but the files of the model could not be put in place, so the "
        "earlier model goes on answering. Hafan tries again whenever somebody opens this page. Tell an "
        "engineer to make room where models are kept."
    ),
    Refused.ALREADY_ASKED: t("Somebody has asked for it already."),
    Refused.ALREADY_DECIDED: t("Somebody else was quicker and has decided."),
    Refused.UNKNOWN: t("This request is not there any more."),
}

WRONG = {
    Wrong.REASON_NEEDED: t("Say why, for whoever reads it later"),
    Wrong.REASON_TOO_LONG: t("Say it in 1,000 characters or fewer"),
    Wrong.DECISION_NEEDED: t("Select whether you approve"),
    Wrong.ALREADY_TRAINING: t("A candidate is being trained already. Wait until it is done, or cancel it."),
}

SWAPS = {"promoted": t("Promoted"), "rolled_back": t("Rolled back to")}

DECISIONS = {"approved": t("Approved"), "declined": t("Declined")}

EDITS = {
    EditKind.ADDED: t("Added"),
    EditKind.CHANGED: t("Changed"),
    EditKind.MOVED: t("Moved"),
    EditKind.REMOVED: t("Removed"),
}

# What is wrong, then what to do; the parameters are those of `bot.promotion.objections`.
OBJECTIONS = {
    Kind.UNKNOWN_TOPIC: t(
        "The file %(file)s names a topic that the assistant does not know: %(topic)s. Use one of its "
        "topics, or ask an engineer for a new one."
    ),
    Kind.MISSING_TOPIC: t(
        "%(topic)s has no examples in %(language)s. Write some: each language needs every topic."
    ),
    Kind.TOO_FEW_EXAMPLES: t(
        "%(topic)s has %(count)d examples in %(language)s and needs %(least)d. Write %(missing)d more."
    ),
    Kind.EXAMPLES_LOST: t(
        "There were %(before)d examples in %(language)s and now there are %(count)d. At most %(share)d "
        "in 100 may go at once. Put back what was taken out, or replace it."
    ),
    Kind.TOPIC_EXAMPLES_LOST: t(
        "%(topic)s had %(before)d examples in %(language)s and now has %(count)d. At most %(share)d in "
        "100 may go at once. Put back what was taken out, or replace it."
    ),
    Kind.TWO_TOPICS: t(
        "The example “%(text)s” is in two topics: %(topic)s, and %(other)s. Keep it where it fits, and "
        "take it out of the other."
    ),
    Kind.INVALID_DATA: t(
        "The files of examples cannot be used: %(complaint)s. Undo the last change made in a text "
        "editor, or ask an engineer."
    ),
    Kind.RESPONSE_MISSING: t(
        "The answer %(response)s has no text in %(language)s. Ask an engineer to add it."
    ),
    Kind.LOOKS_LIKE_DISCLOSURE: t(
        "The example “%(text)s” in %(topic)s looks like a disclosure: %(category)s, %(severity)s. Take "
        "it out, and hand it over to the safeguarding leads. A young person who writes this needs a "
        "person, not an answer."
    ),
    Kind.LOCKED_AS_EXAMPLE: t(
        "The example “%(text)s” in %(topic)s is a disclosure that the safeguarding leads have locked. "
        "Take it out: it must always reach a person."
    ),
    Kind.LOCKED_MISSED: t(
        "Locked disclosure number %(number)d is no longer heard. Tell the safeguarding leads, and "
        "promote nothing until it is heard again."
    ),
    Kind.LANGUAGE_WORSE: t(
        "In %(language)s it is right less often than before: %(now).1f in 100, down from %(before).1f. "
        "See below which messages got worse, and write examples for their topics."
    ),
    Kind.WELSH_BEHIND: t(
        "Welsh is %(now).1f points behind English, where it was %(before).1f. Write Welsh examples for "
        "the topics that fell behind."
    ),
    Kind.TOPIC_WORSE: t(
        "%(topic)s in %(language)s falls from %(before).1f to %(now).1f in 100. See what it is taken "
        "for now, and write examples that tell the two apart."
    ),
    Kind.CONVERSATION_FAILED: t(
        "The practised conversation “%(story)s” goes another way now. See whether an example is in the "
        "wrong topic, or ask an engineer."
    ),
}


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic with its name in both languages."""
    return load_topics()


def topic_name(topic: str, language: Language) -> str:
    """What a topic is called; the name in the files for one that nobody named."""
    known = topics().get(topic)
    return known.names[language] if known else topic


def objection(one: Objection, language: Language) -> str:
    """What is wrong and what to do, in the reader's language."""
    said = {name: _said(name, value, language) for name, value in one.parameters.items()}
    return translated(language, OBJECTIONS[one.kind]) % said


def _said(name: str, value: object, language: Language) -> object:
    """Codes in words; texts and figures as they are."""
    code = str(value)
    if name in ("topic", "other"):
        return topic_name(code, language)
    if name == "language":
        return translated(language, wording.SPOKEN[Language(code)])
    if name == "category":
        return translated(language, wording.CATEGORIES[Category(code)])
    if name == "severity":
        return translated(language, wording.SEVERITIES[Severity(code)]).lower()
    return value
