"""Raising what answers and silences give reason to look at: with the answer, or by the worker's sweep."""

from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts
from bot.domain.concerns import Noticed, Sign
from bot.domain.signals import SignalKind
from bot.domain.watching import WATCHED, decline, signs_of, silence
from bot.parts import Parts
from bot.storage import audit, people
from bot.storage import watching as stored
from bot.storage.cases import Subject

log = structlog.get_logger()


async def look_at_answer(connection: AsyncConnection, parts: Parts, person: UUID, kind: SignalKind) -> None:
    """Raise a concern when the answer that was just kept is lower than usual for them.

    The caller holds the young person.
    """
    if kind not in WATCHED:
        return
    answers = await stored.answers(connection, person, kind)
    found = decline(kind, answers, await stored.earlier(connection, person, signs_of(kind)))
    if found:
        await _raise(connection, parts, person, found)


async def look_at_silences(parts: Parts) -> int:
    """Raise a concern about everybody who has fallen silent beyond their own habit; how many were raised."""
    async with parts.database.transaction() as connection:
        silent = [
            person
            for person, prompts in (await stored.prompts(connection)).items()
            if silence(prompts, parts.now(), ())
        ]
    return sum([await _look_at_silence(parts, person) for person in silent])


async def _look_at_silence(parts: Parts, person: UUID) -> bool:
    """One whose silence cannot be looked at leaves the others theirs; two workers raise it once."""
    try:
        async with parts.database.transaction() as connection:
            await people.hold(connection, person)
            prompts = (await stored.prompts(connection)).get(person, [])
            found = silence(prompts, parts.now(), await stored.earlier(connection, person, [Sign.SILENCE]))
            if found:
                await _raise(connection, parts, person, found)
    except SQLAlchemyError as failure:
        log.error("silence_not_looked_at", young_person=str(person), kind=type(failure).__name__)
        return False
    return found is not None


async def _raise(connection: AsyncConnection, parts: Parts, person: UUID, found: Noticed) -> None:
    now = parts.now()
    await alerts.raise_concerns(connection, parts, Subject(person), [found], now)
    await audit.record(connection, now, audit.SERVICE, "concern:record", person, rule=found.rule)
