"""What trainers hand over to the leads, words that sound like a disclosure, and what the leads answer.

Composed words, but sealed all the same: nobody can promise that none of them was a young person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.example_tables import handed_over_examples

# How long what belongs to safeguarding stays for its trainer to read the answer.
ANSWERS_KEPT = timedelta(days=90)
# An example as (language, topic, words).
type Cleared = frozenset[tuple[str, str, str]]

_H = handed_over_examples.c


class Answer(StrEnum):
    """What a lead says of an example: it may be added, or it must not."""

    HARMLESS = "harmless"
    SAFEGUARDING = "safeguarding"


@dataclass(frozen=True)
class Answered:
    """A lead's answer, with what they wrote to the trainer."""

    answer: Answer
    note: str = field(repr=False)
    by: UUID
    at: datetime


@dataclass(frozen=True)
class HandedOver:
    """One example that was handed over, with the topic that it was meant for."""

    id: UUID
    words: str = field(repr=False)
    language: Language
    topic: str
    severity: Severity
    categories: Sequence[Category]
    by: UUID
    at: datetime
    answered: Answered | None = None


async def add(
    connection: AsyncConnection,
    vault: Vault,
    *,
    words: str,
    language: Language,
    topic: str,
    severity: Severity,
    categories: Sequence[Category],
    by: UUID,
    now: datetime,
) -> UUID:
    """Hand an example over; nobody but the leads and who handed it over reads it from then on."""
    handed = uuid4()
    await connection.execute(
        insert(handed_over_examples).values(
            id=handed,
            words_sealed=seal(vault.service_key(), words, _place(handed)),
            language=language,
            topic=topic,
            severity=severity.value,
            categories=[category.value for category in categories],
            handed_over_by=by,
            handed_over_at=now,
        )
    )
    return handed


async def waiting(connection: AsyncConnection, vault: Vault) -> list[HandedOver]:
    """What no lead has answered yet, the oldest first: all for leads, a trainer's own for a trainer."""
    query = select(handed_over_examples).where(_H.settled_at.is_(None)).order_by(_H.handed_over_at)
    return [_read(vault, row) for row in await connection.execute(query)]


async def harmless(connection: AsyncConnection, vault: Vault, most: int) -> list[HandedOver]:
    """What leads found harmless, the newest answer first."""
    query = select(handed_over_examples).where(_H.answer == Answer.HARMLESS)
    rows = await connection.execute(query.order_by(_H.settled_at.desc()).limit(most))
    return [_read(vault, row) for row in rows]


async def of_trainer(connection: AsyncConnection, vault: Vault, member: UUID) -> list[HandedOver]:
    """What this trainer handed over and leads answered, the newest answer first."""
    query = select(handed_over_examples).where(_H.handed_over_by == member, _H.settled_at.is_not(None))
    return [_read(vault, row) for row in await connection.execute(query.order_by(_H.settled_at.desc()))]


def _read(vault: Vault, row: Any) -> HandedOver:
    key = vault.service_key()
    note = unseal(key, row.answer_sealed, _answer_place(row.id)) if row.answer_sealed else ""
    return HandedOver(
        id=row.id,
        words=unseal(key, row.words_sealed, _place(row.id)),
        language=Language(row.language),
        topic=row.topic,
        severity=Severity(row.severity),
        categories=tuple(Category(category) for category in row.categories),
        by=row.handed_over_by,
        at=row.handed_over_at,
        answered=Answered(Answer(row.answer), note, row.settled_by, row.settled_at) if row.answer else None,
    )


async def count(connection: AsyncConnection) -> int:
    """How many wait."""
    query = select(func.count()).where(_H.settled_at.is_(None))
    return int(await connection.scalar(query) or 0)


async def answer(
    connection: AsyncConnection,
    vault: Vault,
    handed: HandedOver,
    answered: Answered,
) -> bool:
    """Answer one as a lead; whether nobody had answered before."""
    clears = answered.answer is Answer.HARMLESS
    note = seal(vault.service_key(), answered.note, _answer_place(handed.id)) if answered.note else None
    query = update(handed_over_examples).where(_H.id == handed.id, _H.settled_at.is_(None))
    values = {
        "settled_at": answered.at,
        "settled_by": answered.by,
        "answer": answered.answer,
        "answer_sealed": note,
        "cleared_words": handed.words if clears else None,
    }
    return bool((await connection.execute(query.values(values))).rowcount)


async def take_back(connection: AsyncConnection, handed: UUID) -> bool:
    """Let what was found harmless wait for an answer again, as a lead; whether it was."""
    query = update(handed_over_examples).where(_H.id == handed, _H.answer == Answer.HARMLESS)
    gone = ("settled_at", "settled_by", "answer", "answer_sealed", "cleared_words", "answer_seen_at")
    return bool((await connection.execute(query.values(dict.fromkeys(gone)))).rowcount)


async def cleared(connection: AsyncConnection) -> Cleared:
    """The examples that leads found harmless: what screening hears in them stands in nobody's way."""
    query = select(_H.language, _H.topic, _H.cleared_words).where(_H.answer == Answer.HARMLESS)
    return frozenset((row.language, row.topic, row.cleared_words) for row in await connection.execute(query))


async def unseen(connection: AsyncConnection, member: UUID) -> int:
    """How many answers a trainer has not read."""
    unread = (_H.settled_at.is_not(None), _H.answer_seen_at.is_(None))
    return int(await connection.scalar(select(func.count()).where(_H.handed_over_by == member, *unread)) or 0)


async def see(connection: AsyncConnection, now: datetime) -> None:
    """The signed-in trainer has read the answers."""
    await connection.execute(select(func.hafan_see_answers(now)))


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Delete what belongs to safeguarding and was answered long ago."""
    old = (_H.answer == Answer.SAFEGUARDING, _H.settled_at < now - ANSWERS_KEPT)
    await connection.execute(delete(handed_over_examples).where(*old))


def _place(handed: UUID) -> str:
    return f"handed_over_examples.words:{handed}"


def _answer_place(handed: UUID) -> str:
    return f"handed_over_examples.answer:{handed}"
