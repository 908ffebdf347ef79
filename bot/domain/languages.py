"""The languages a young person writes in."""

from enum import StrEnum


class Language(StrEnum):
    """`MIXED` is Welsh and English in one message; `UNKNOWN` is a message whose words do not tell."""

    ENGLISH = "en"
    WELSH = "cy"
    MIXED = "mixed"
    UNKNOWN = "unknown"


def answer_language(detected: Language, last: Language) -> Language:
    """English or Welsh: the one that the message is plainly in, otherwise the one used so far."""
    return detected if detected in (Language.ENGLISH, Language.WELSH) else last
