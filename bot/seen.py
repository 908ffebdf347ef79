"""Telling a young person that a person has taken what they wrote: once, and never against what was agreed."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.contact_signals import DANGER
from bot.content import Content
from bot.domain.contact_gate import Hours, Purpose
from bot.domain.seen import FollowUp, Taken, follow_up
from bot.parts import Parts
from bot.storage import cases, contact_profiles, messages, people, rota
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson
from bot.storage.taken import NOT_TOLD, TOLD, TakenAlert, Words, newest_words, taken_alert

# What an acknowledgement on the alert's own page is recorded as: there the words are read.
ON_ITS_PAGE = "page"


class Knowing(Protocol):
    """What the text is made of, for the worker that sends it and the page that shows it beforehand."""

    @property
    def vault(self) -> Vault:
        """What opens a young person's data key."""

    @property
    def content(self) -> Content:
        """The texts in both languages."""

    @property
    def hours(self) -> Hours:
        """The hours in which texts may leave where nothing else was agreed."""


@dataclass(frozen=True)
class ToSay:
    """What the young person is told, word for word, or why they are told nothing."""

    plan: FollowUp
    text: str | None = field(repr=False)
    words: Words | None


async def to_say(
    connection: AsyncConnection, parts: Knowing, alert_id: UUID, member: UUID, now: datetime
) -> ToSay | None:
    """What is said when `member` takes this alert, or has taken it; None where it is about nobody we know."""
    alert = await taken_alert(connection, alert_id)
    if alert.person is None:
        return None
    person, words = await people.by_id(connection, alert.person), await newest_words(connection, alert_id)
    name = await _name(connection, parts, person, member, now)
    state = await contact_profiles.state(connection, person)
    taken = await _taken(connection, alert, words)
    plan = follow_up(taken, state, parts.hours, now, named=bool(name))
    text = parts.content.text(plan.text, person.last_language, worker=name) if plan.text else None
    return ToSay(plan, text, words)


async def _taken(connection: AsyncConnection, alert: TakenAlert, words: Words | None) -> Taken:
    said = bool(
        words and alert.person and await messages.said_since(connection, alert.person, Purpose.SEEN, words.at)
    )
    return Taken(
        words_at=words.at if words else None,
        danger_word=DANGER.rule in alert.rules,
        said_since=said,
        read=alert.means in (None, ON_ITS_PAGE),
    )


async def _name(
    connection: AsyncConnection, parts: Knowing, person: YoungPerson, member: UUID, now: datetime
) -> str:
    """The agreed name is that of their own worker: nobody else goes by it."""
    if member not in (await rota.attached(connection, person.id, now)).assigned:
        return ""
    return (await contact_profiles.details(connection, parts.vault, person)).worker_name


async def tell(parts: Parts, alert_id: UUID) -> None:
    """Tell whoever wrote that a person has it now, or note on the alert why they are not told.

    A job may run twice: whatever was decided first stands.
    """
    now = parts.now()
    async with parts.database.transaction() as connection:
        alert = await taken_alert(connection, alert_id)
        if alert.person is None or alert.by is None:
            return
        await people.hold(connection, alert.person)
        said = await to_say(connection, parts, alert_id, alert.by, now)
        if said and not (await taken_alert(connection, alert_id)).settled:
            await _tell(connection, parts, alert_id, await people.by_id(connection, alert.person), said, now)


async def _tell(
    connection: AsyncConnection, parts: Parts, alert: UUID, person: YoungPerson, said: ToSay, now: datetime
) -> None:
    if said.text is None or said.words is None:
        await cases.note(connection, alert, now, NOT_TOLD, reason=said.plan.unsaid)
        return
    await contact.say(
        connection,
        parts,
        person,
        said.text,
        purpose=Purpose.SEEN,
        language=person.last_language,
        author="service",
        now=now,
        answers=said.words.message,
        neutral=said.plan.neutral,
        key=f"seen:{alert}",
    )
    held = said.plan.until.isoformat() if said.plan.until else None
    await cases.note(connection, alert, now, TOLD, until=held)
