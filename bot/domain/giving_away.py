"""Which sentences of a text would tell somebody else what the service is, in either language."""

import re
from collections.abc import Iterable
from itertools import takewhile

# Numbers of helplines, and what is said beside them. Scores and times have fewer figures in a row.
_HELP = re.compile(r"\d{3,}|\bin danger|\bmewn peryg|childline|meic\b|samaritans|\balert|neges frys", re.I)
# Who writes, who reads, and what for. The words of the network are commands in capitals, and else ordinary.
_SERVICE = re.compile(
    r"hafan|\bworker|weithiwr|weithwyr|\bteam\b|\b[cg]riw\b|computer|yfrifiadur|check-?in|support|cymorth"
    r"|\blike a call\b|\bisio galwad\b"
    r"|\bdanger|\b[pb]eryg|\b(?:un)?safe|\bsaff|diogel|\babus|\bcam-?drin|police|heddlu|\bsocial\b|cymdeithasol|counsel|[cg]wnsel"
    r"|(?-i:\b(?:STOP|STOPIO|START)\b)",
    re.I,
)
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!])\s+")


def names_help(text: str) -> bool:
    """Whether it says what a reply to a disclosure says: danger, an alert, or whom to call."""
    return _HELP.search(text) is not None


def gives_away(text: str) -> bool:
    """Whether somebody else who reads it learns what the service is or what it is about."""
    return names_help(text) or _SERVICE.search(text) is not None


def before_it_tells(text: str) -> str:
    """The sentences before the first that gives anything away; what follows that one may hang on it."""
    return _joined(takewhile(lambda sentence: not gives_away(sentence), _sentences(text)))


def without_help(text: str) -> str:
    """The text without the sentences that name help, each of which stands by itself."""
    return _joined(sentence for sentence in _sentences(text) if not names_help(sentence))


def _sentences(text: str) -> list[str]:
    return _BETWEEN_SENTENCES.split(text)


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(sentences)
