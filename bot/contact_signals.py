"""What a text changes at once about reaching its writer: opt-outs, agreed words, and who may hold the phone.

Nothing here depends on what screening finds, and nothing is left to the assistant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.agreed_words import Kind
from bot.domain.chat import CHAT
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.doubts import ALWAYS_THE_SAME, UNPROVEN, Doubt, Evidence, doubt
from bot.domain.keywords import Keyword, keyword, says_not_alone
from bot.domain.languages import Language, answer_language
from bot.domain.style import is_odd, learned
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, messages, people, writing_styles
from bot.storage.people import YoungPerson

DANGER = Concern(Category.IMMEDIATE_DANGER, Severity.EMERGENCY, "rule", "contact:danger_word", 1.0, None)


@dataclass(frozen=True)
class Arrived:
    """A message that was just stored, and what screening found in it."""

    message: UUID
    body: str = field(repr=False)
    language: Language
    found: Sequence[Concern]
    channel: str

    @property
    def gravest(self) -> Severity | None:
        """How grave the gravest of what was found is."""
        return max((concern.severity for concern in self.found), default=None)


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
    elif person.pause_reason is None:
        # The chat has its PIN.
        proven = Kind.SAFE in heard or text.channel == CHAT
        await _look_whether_it_is_them(connection, parts, person, text, proven=proven, now=now)
    await _language(connection, person, text)
    return (DANGER,) if Kind.DANGER in heard else ()


async def _keywords(connection: AsyncConnection, person: YoungPerson, body: str, now: datetime) -> None:
    word = keyword(body, opted_out=person.opted_out)
    if word is Keyword.STOP:
        await contact.opt_out(connection, person.id, now)
    elif word is Keyword.START and person.opted_out:
        await contact.opt_in(connection, person.id, now)
    elif word is Keyword.START:
        await cases.add_task(connection, person.id, cases.OPTED_IN, now)
    elif word is Keyword.HELP:
        await cases.add_task(connection, person.id, "asked_for_help", now)


def _comes_back(person: YoungPerson, heard: frozenset[Kind]) -> bool:
    """Whoever was not alone chose to write again; who was doubted has proved that it is them."""
    by_word = person.pause_reason in contact.DOUBTS and Kind.SAFE in heard
    return by_word or person.pause_reason == contact.NOT_ALONE


async def _look_whether_it_is_them(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    text: Arrived,
    *,
    proven: bool,
    now: datetime,
) -> None:
    """Doubt it, or else learn from the text how they write."""
    key = person.key(parts.vault)
    style, doubted_at = await writing_styles.of(connection, key, person.id)
    evidence = await _evidence(connection, person, text, is_odd(style, text.body), doubted_at, now)
    found = None if proven else doubt(evidence)
    if found is None:
        style = learned(style, text.body)
    else:
        await _act_on_doubt(connection, person, found, now)
    doubted_at = now if found else doubted_at
    await writing_styles.keep(connection, key, person.id, style, doubted_at)


async def _evidence(
    connection: AsyncConnection,
    person: YoungPerson,
    text: Arrived,
    odd_style: bool,
    doubted_at: datetime | None,
    now: datetime,
) -> Evidence:
    last, languages = await messages.earlier(connection, person.id, text.message, ALWAYS_THE_SAME)
    return Evidence(
        words=len(text.body.split()),
        language=text.language,
        agreed=person.language,
        gravest=text.gravest,
        silent_for=now - last if last else None,
        languages=languages,
        odd_style=odd_style,
        doubted_ago=now - doubted_at if doubted_at else None,
    )


async def _act_on_doubt(
    connection: AsyncConnection, person: YoungPerson, found: Doubt, now: datetime
) -> None:
    """Pause, and tell a person: until the safe word is said or, where there is none, until they look."""
    provable = await contact_profiles.has_safe_word(connection, person.id)
    reason = contact.WHO_IS_IT if provable else UNPROVEN
    await contact.pause(connection, person.id, reason, now, task=found)
    await audit.record(connection, now, audit.SERVICE, "young_person:doubt", person.id, reason=found)


async def _language(connection: AsyncConnection, person: YoungPerson, text: Arrived) -> None:
    answer_in = answer_language(text.language, person.last_language, text.body)
    if answer_in is not person.last_language:
        await people.change(connection, person.id, last_language=answer_in)
