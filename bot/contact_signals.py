"""What a text changes at once about reaching its writer: opt-outs, agreed words, and who may hold the phone.

Nothing here depends on what screening finds, and nothing is left to the assistant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.agreed_words import Kind
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.keywords import Keyword, keyword, says_not_alone
from bot.domain.languages import Language, answer_language
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, messages, people
from bot.storage.people import YoungPerson

# After so long without a word, somebody with a safe word is asked whether it is them.
LONG_SILENCE = timedelta(days=28)
# So many texts all in one language make a text in the other one odd.
ALWAYS_THE_SAME = 8
# Of fewer words one cannot say that they are in another language.
WORDS_TO_BE_SURE = 4

DANGER = Concern(Category.IMMEDIATE_DANGER, Severity.EMERGENCY, "rule", "contact:danger_word", 1.0, None)


@dataclass(frozen=True)
class Arrived:
    """A message that was just stored, and what screening found in it."""

    message: UUID
    body: str = field(repr=False)
    language: Language
    found: Sequence[Concern]


async def act_on(
    connection: AsyncConnection, parts: Parts, person: YoungPerson, text: Arrived, now: datetime
) -> tuple[Concern, ...]:
    """Do what a text asks for; the concerns that agreed words raise.

    An opt-out must hold before anything else could be sent.
    """
    await _keywords(connection, person, text.body, now)
    heard = await contact_profiles.heard(connection, parts.vault, person.id, text.body)
    if Kind.DANGER in heard:
        await contact.pause(connection, person.id, contact.DANGER_WORD, now)
    elif says_not_alone(text.body):
        await contact.pause(connection, person.id, contact.NOT_ALONE, now)
    elif _comes_back(person, heard):
        await contact.resume(connection, person.id, now, audit.SERVICE)
    elif person.pause_reason is None and Kind.SAFE not in heard and not _grave(text.found):
        await _doubt(connection, person, text, now)
    await _language(connection, person, text.language)
    return (DANGER,) if Kind.DANGER in heard else ()


async def _keywords(connection: AsyncConnection, person: YoungPerson, body: str, now: datetime) -> None:
    word = keyword(body, opted_out=person.opted_out)
    if word is Keyword.STOP:
        await contact.opt_out(connection, person.id, now)
    elif word is Keyword.START and person.opted_out:
        await contact.opt_in(connection, person.id, now)
    elif word is Keyword.START:
        await cases.add_task(connection, person.id, "opted_in", now)
    elif word is Keyword.HELP:
        await cases.add_task(connection, person.id, "asked_for_help", now)


def _comes_back(person: YoungPerson, heard: frozenset[Kind]) -> bool:
    """Whoever was not alone chose to write again; who was doubted has proved that it is them."""
    by_word = person.pause_reason in contact.DOUBTS and Kind.SAFE in heard
    return by_word or person.pause_reason == contact.NOT_ALONE


def _grave(found: Sequence[Concern]) -> bool:
    """Whoever tells us of harm is answered first, whoever they are."""
    return any(concern.severity >= Severity.HIGH for concern in found)


async def _doubt(connection: AsyncConnection, person: YoungPerson, text: Arrived, now: datetime) -> None:
    """Pause until the safe word is said. Without one, nobody could prove anything: nobody is asked."""
    if not await contact_profiles.has_safe_word(connection, person.id):
        return
    last, languages = await messages.earlier(connection, person.id, text.message, ALWAYS_THE_SAME)
    silent = last is not None and now - last > LONG_SILENCE
    if silent or _odd(text.body, text.language, languages):
        await contact.pause(connection, person.id, contact.WHO_IS_IT, now)


def _odd(body: str, language: Language, languages: Sequence[Language]) -> bool:
    """Whether this is the other language of somebody who never wrote it, nor mixed the two."""
    other = {Language.ENGLISH: Language.WELSH, Language.WELSH: Language.ENGLISH}.get(language)
    sure = len(body.split()) >= WORDS_TO_BE_SURE and len(languages) == ALWAYS_THE_SAME
    known = [one for one in languages if one is not Language.UNKNOWN]
    return sure and bool(known) and all(one is other for one in known)


async def _language(connection: AsyncConnection, person: YoungPerson, language: Language) -> None:
    answer_in = answer_language(language, person.last_language)
    if answer_in is not person.last_language:
        await people.change(connection, person.id, last_language=answer_in)
