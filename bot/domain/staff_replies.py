"""Reading what one of the staff texts back: which alerts they take, or that they take the one they have."""

import re
from dataclasses import dataclass

# Without letters and digits that are taken for one another when read aloud or copied.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRTVWXZ"
REFERENCE_LENGTH = 6
# A text that is not much longer than a code, and has a digit in it or no vowel, was meant for one.
_NEARLY = range(REFERENCE_LENGTH - 2, REFERENCE_LENGTH + 3)
_VOWELS = set("AEIOUY")

# Words in which people say that they take it, in either language.
_TAKING = frozenset(
    "OK OKAY OKS YES YEP YEAH TAKEN TAKE TAKING MINE ACK ACKNOWLEDGE ACKNOWLEDGED GOT IT ON "
    "IAWN OCE IE IA DERBYN DERBYNIWYD CYDNABOD CYMRYD GEN GENNYF I FI".split()
)
# What may stand beside a code without meaning anything.
_AROUND = _TAKING | frozenset(
    "HAFAN ALERT RHYBUDD CODE COD REF REFERENCE CYFEIRNOD THE A AND AC PLEASE PLIS THANKS DIOLCH".split()
)


@dataclass(frozen=True)
class StaffReply:
    """What a text asks for: alerts by their codes, `bare` for "ok" alone, `mistyped` for nearly a code."""

    codes: tuple[str, ...] = ()
    bare: bool = False
    mistyped: bool = False


def read_reply(text: str) -> StaffReply:
    """Read a text from one of the staff. What is no code is never guessed to be one."""
    words = re.findall(r"[A-Z0-9]+", text.upper())
    codes = tuple(dict.fromkeys(word for word in words if _is_code(word)))
    if codes:
        return StaffReply(codes)
    rest = "".join(word for word in words if word not in _AROUND)
    if _is_code(rest):
        return StaffReply((rest,))
    if words and not rest:
        return StaffReply(bare=any(word in _TAKING for word in words))
    return StaffReply(mistyped=len(rest) in _NEARLY and (_has_digit(rest) or not _VOWELS & set(rest)))


def _is_code(word: str) -> bool:
    return len(word) == REFERENCE_LENGTH and set(word) <= set(REFERENCE_LETTERS)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
