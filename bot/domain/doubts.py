"""Whether it is really them who writes: when to doubt it, and why. No message is held back by a doubt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.domain.concerns import Severity
from bot.domain.languages import Language


class Doubt(StrEnum):
    """Why it may be somebody else; a practitioner reads it as what there is to do."""

    LONG_SILENCE = "long_silence"
    ODD_LANGUAGE = "odd_language"
    ODD_STYLE = "odd_style"


# The pause that a doubt leads to where no safe word was agreed, so that they could not prove who they are.
UNPROVEN = "unproven"
# After so long without a word, it may be somebody else who answers.
LONG_SILENCE = timedelta(days=28)
# So many texts all in one language make a text in the other one odd.
ALWAYS_THE_SAME = 8
# Of fewer words one cannot say that they are in another language.
WORDS_TO_BE_SURE = 4
# Whoever was doubted has been asked, and somebody has looked: leave their words be for a while.
DOUBTED_AGAIN_AFTER = timedelta(days=14)
# Whoever is paused gets no check-in, and may not know why. In two days somebody who was off for one has had
# time to look; and so long again, since the same words each day are soon read past.
REMINDED_AFTER = timedelta(days=2)


@dataclass(frozen=True)
class Evidence:
    """What a doubt rests on. `languages` are those of the newest texts before this one.

    `silent_for` is None when they never wrote before; `doubted_ago` when they were never doubted. `agreed` is
    the language in which they are written to: that they use it is never odd.
    """

    words: int
    language: Language
    agreed: Language = Language.UNKNOWN
    gravest: Severity | None = None
    silent_for: timedelta | None = None
    languages: Sequence[Language] = ()
    odd_style: bool = False
    doubted_ago: timedelta | None = None


def doubt(evidence: Evidence) -> Doubt | None:
    """The doubt that a text raises, if any. Whoever tells us of harm is answered first, whoever they are."""
    if evidence.gravest is not None and evidence.gravest >= Severity.HIGH:
        return None
    if evidence.silent_for is not None and evidence.silent_for > LONG_SILENCE:
        return Doubt.LONG_SILENCE
    if evidence.doubted_ago is not None and evidence.doubted_ago < DOUBTED_AGAIN_AFTER:
        return None
    if _other_language(evidence):
        return Doubt.ODD_LANGUAGE
    return Doubt.ODD_STYLE if evidence.odd_style else None


def _other_language(evidence: Evidence) -> bool:
    """Whether this is the other language of somebody who never wrote it, nor mixed the two."""
    if evidence.language is evidence.agreed:
        return False
    other = {Language.ENGLISH: Language.WELSH, Language.WELSH: Language.ENGLISH}.get(evidence.language)
    sure = evidence.words >= WORDS_TO_BE_SURE and len(evidence.languages) == ALWAYS_THE_SAME
    known = [one for one in evidence.languages if one is not Language.UNKNOWN]
    return sure and bool(known) and all(one is other for one in known)
