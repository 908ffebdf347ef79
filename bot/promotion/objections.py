"""Why a candidate may not serve: a kind and its parameters, so that each page says it in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong; the parameters that each carries are those of its sentence below."""

    UNKNOWN_TOPIC = "unknown_topic"
    MISSING_TOPIC = "missing_topic"
    TOO_FEW_EXAMPLES = "too_few_examples"
    EXAMPLES_LOST = "examples_lost"
    TOPIC_EXAMPLES_LOST = "topic_examples_lost"
    TWO_TOPICS = "two_topics"
    INVALID_DATA = "invalid_data"
    RESPONSE_MISSING = "response_missing"
    LOOKS_LIKE_DISCLOSURE = "looks_like_disclosure"
    LOCKED_AS_EXAMPLE = "locked_as_example"
    LOCKED_MISSED = "locked_missed"
    LANGUAGE_WORSE = "language_worse"
    WELSH_BEHIND = "welsh_behind"
    TOPIC_WORSE = "topic_worse"
    CONVERSATION_FAILED = "conversation_failed"


# English for the command line; what is wrong, then what to do. Figures are in points of a hundred.
SENTENCES: Mapping[Kind, str] = {
    Kind.UNKNOWN_TOPIC: (
        "%(file)s: the assistant knows no topic %(topic)s: use one of its topics, or ask an "
        "engineer for a new one."
    ),
    Kind.MISSING_TOPIC: (
        "The topic %(topic)s has no %(language)s examples: write them, each language needs every topic."
    ),
    Kind.TOO_FEW_EXAMPLES: (
        "The topic %(topic)s has %(count)d %(language)s examples and needs %(least)d: write %(missing)d more."
    ),
    Kind.EXAMPLES_LOST: (
        "There were %(before)d %(language)s examples and now there are %(count)d: put back what was taken "
        "out, or replace it; at most %(share)d in 100 may go at once."
    ),
    Kind.TOPIC_EXAMPLES_LOST: (
        "The topic %(topic)s had %(before)d %(language)s examples and now has %(count)d: put back what was "
        "taken out, or replace it; at most %(share)d in 100 may go at once."
    ),
    Kind.TWO_TOPICS: (
        'The example "%(text)s" is in %(topic)s and in %(other)s: keep it in the one that fits and take it '
        "out of the other."
    ),
    Kind.INVALID_DATA: (
        "The files cannot be used: %(complaint)s. Undo the last edit of that file, or mend it."
    ),
    Kind.RESPONSE_MISSING: (
        "The answer %(response)s has no %(language)s text: ask an engineer to add it before promoting."
    ),
    Kind.LOOKS_LIKE_DISCLOSURE: (
        'The example "%(text)s" in %(topic)s looks like a disclosure (%(category)s, %(severity)s): take it '
        "out and hand it over to the safeguarding leads."
    ),
    Kind.LOCKED_AS_EXAMPLE: (
        'The example "%(text)s" in %(topic)s is a disclosure that safeguarding leads locked: take it out.'
    ),
    Kind.LOCKED_MISSED: (
        "Screening no longer hears the locked disclosure number %(number)d: tell the safeguarding leads, and "
        "promote nothing until it is heard again."
    ),
    Kind.LANGUAGE_WORSE: (
        "In %(language)s the candidate is right less often: %(now).1f instead of %(before).1f. See which "
        "messages got worse, and write examples for their topics."
    ),
    Kind.WELSH_BEHIND: (
        "Welsh is %(now).1f points behind English, and was %(before).1f: write Welsh examples for the topics "
        "that fell behind."
    ),
    Kind.TOPIC_WORSE: (
        "The topic %(topic)s in %(language)s falls from %(before).1f to %(now).1f: see what it is taken for "
        "now, and write examples that tell the two apart."
    ),
    Kind.CONVERSATION_FAILED: (
        'The practised conversation "%(story)s" goes another way now: see whether an example was put into '
        "the wrong topic, or ask an engineer."
    ),
}


@dataclass(frozen=True)
class Objection:
    """One reason against a candidate."""

    kind: Kind
    parameters: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        said = dict(self.parameters)
        if "language" in said:
            said["language"] = LANGUAGE_NAMES[str(said["language"])]
        return SENTENCES[self.kind] % said


LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "cy": "Welsh"}
