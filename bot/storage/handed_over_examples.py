"""What trainers hand over to the safeguarding leads: words that sound like a disclosure.

Composed words, but sealed all the same: nobody can promise that none of them was a young person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.example_tables import handed_over_examples


@dataclass(frozen=True)
class HandedOver:
    """One example that waits for a lead, with the topic that it was meant for."""

    id: UUID
    words: str = field(repr=False)
    language: Language
    topic: str
    severity: Severity
    categories: Sequence[Category]
    by: UUID
    at: datetime


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
    """Hand an example over; nobody but the leads reads it from then on."""
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
    """What no lead has settled yet, the oldest first; nothing for anybody but leads."""
    h = handed_over_examples.c
    query = select(handed_over_examples).where(h.settled_at.is_(None)).order_by(h.handed_over_at)
    return [
        HandedOver(
            id=row.id,
            words=unseal(vault.service_key(), row.words_sealed, _place(row.id)),
            language=Language(row.language),
            topic=row.topic,
            severity=Severity(row.severity),
            categories=tuple(Category(category) for category in row.categories),
            by=row.handed_over_by,
            at=row.handed_over_at,
        )
        for row in await connection.execute(query)
    ]


async def count(connection: AsyncConnection) -> int:
    """How many wait."""
    query = select(func.count()).where(handed_over_examples.c.settled_at.is_(None))
    return int(await connection.scalar(query) or 0)


async def settle(connection: AsyncConnection, handed: UUID, by: UUID, now: datetime) -> bool:
    """Take one off the list once a lead dealt with it; whether it was still on it."""
    h = handed_over_examples.c
    query = update(handed_over_examples).where(h.id == handed, h.settled_at.is_(None))
    return bool((await connection.execute(query.values(settled_at=now, settled_by=by))).rowcount)


def _place(handed: UUID) -> str:
    return f"handed_over_examples.words:{handed}"
