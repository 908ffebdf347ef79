"""What trainers may learn from, as trainers and safeguarding leads see it: words without anybody in them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.domain.review import Audience, Outcome
from bot.storage.encryption import Vault, unseal
from bot.storage.reading import staff_name
from bot.storage.review_tables import released_messages, review_outcomes
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class Released:
    """A redacted message. `topics` are the assistant's guesses with their scores, best first; the
    practitioner's own has none."""

    id: UUID
    text: str = field(repr=False)
    language: Language
    topics: tuple[tuple[str, float | None], ...]
    audience: Audience
    released_on: date
    forget_on: date


def text_place(released: UUID) -> str:
    """What its sealed text is bound to."""
    return f"released_messages.text:{released}"


async def waiting(connection: AsyncConnection, vault: Vault, audience: Audience) -> list[Released]:
    """What waits for these readers, the oldest day first; within a day in no order that tells anything."""
    c = released_messages.c
    query = select(released_messages).where(c.audience == audience, c.settled_on.is_(None))
    rows = await connection.execute(query.order_by(c.released_on, c.id))
    return [_released(vault, row) for row in rows]


async def one(
    connection: AsyncConnection, vault: Vault, released: UUID, audience: Audience
) -> Released | None:
    """One of them; None when it was settled, taken back or forgotten, or is not for these readers."""
    c = released_messages.c
    query = select(released_messages).where(c.id == released, c.audience == audience, c.settled_on.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return _released(vault, row) if row else None


def _released(vault: Vault, row: Any) -> Released:
    values = row._asdict()
    return Released(
        id=values["id"],
        text=unseal(vault.service_key(), values["text_sealed"], text_place(values["id"])),
        language=Language(values["language"]),
        topics=tuple((str(topic), score) for topic, score in values["topics"]),
        audience=Audience(values["audience"]),
        released_on=values["released_on"],
        forget_on=values["forget_on"],
    )


async def settle(
    connection: AsyncConnection, released: UUID, outcome: Outcome, today: date, reason: str = ""
) -> bool:
    """Take it off the list and count what became of it; False when somebody else did before."""
    query = text("SELECT hafan_settle_release(:released, :outcome, :reason, :today)")
    values = {"released": released, "outcome": outcome, "reason": reason, "today": today}
    return bool(await connection.scalar(query, values))


async def pass_to_leads(connection: AsyncConnection, released: UUID) -> bool:
    """Let the leads alone have it from now on; false when it no longer waits for trainers."""
    return bool(
        await connection.scalar(text("SELECT hafan_pass_to_leads(:released)"), {"released": released})
    )


async def outcomes(connection: AsyncConnection, month: date) -> dict[Outcome, int]:
    """How many became what in a month."""
    c = review_outcomes.c
    query = select(c.outcome, func.sum(c.count)).where(c.month == month.replace(day=1)).group_by(c.outcome)
    found = {Outcome(row[0]): int(row[1]) for row in await connection.execute(query)}
    return {outcome: found.get(outcome, 0) for outcome in Outcome}


async def releasers(connection: AsyncConnection, vault: Vault) -> dict[UUID, str]:
    """Who released each message that waits, by name; nobody but a safeguarding lead is told."""
    query = (
        select(column("released_id", Uuid), practitioners.c.id, practitioners.c.name_sealed)
        .select_from(text("hafan_releases()"))
        .join(practitioners, practitioners.c.id == column("released_by", Uuid))
    )
    rows = await connection.execute(query)
    return {row.released_id: staff_name(vault, row.id, row.name_sealed) or "" for row in rows}
