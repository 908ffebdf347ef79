"""The languages a young person writes in."""

from enum import StrEnum


class Language(StrEnum):
    """`MIXED` is Welsh and English in one message; `UNKNOWN` is a message whose words do not tell."""

    ENGLISH = "en"
    WELSH = "cy"
    MIXED = "mixed"
    UNKNOWN = "unknown"


# "Good", "no thanks" and "START" are English, and whoever writes Welsh says them too.
_BORROWED_WORDS = 2


def answer_language(detected: Language, last: Language, text: str) -> Language:
    """English or Welsh: the one that the message is plainly in, otherwise the one used so far.

    A word or two of English do not end a conversation in Welsh. A Welsh word begins one: it is not borrowed.
    """
    if detected is Language.ENGLISH and len(text.split()) <= _BORROWED_WORDS:
        return last
    return detected if detected in (Language.ENGLISH, Language.WELSH) else last
