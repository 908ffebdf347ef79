"""The languages that young people write and that Hafan answers in."""

from enum import StrEnum


class Language(StrEnum):
    """What a message is written in; only `EN` and `CY` are languages that we write."""

    EN = "en"
    CY = "cy"
    MIXED = "mixed"
    UNKNOWN = "unknown"


def answer_language(detected: Language, last: Language) -> Language:
    """English or Welsh: the one that the message is plainly in, otherwise the one used so far."""
    return detected if detected in (Language.EN, Language.CY) else last
