"""Conversations that a person holds in place of the computer: one person at a time."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Purpose
from bot.storage.contact_safety_tables import takeovers
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson
from bot.storage.reading import staff_name
from bot.storage.tables import alerts, dispatches, messages, practitioners


class Ending(StrEnum):
    """How somebody stopped holding a conversation."""

    HANDED_BACK = "handed_back"
    TAKEN = "taken"
    IDLE = "idle"


@dataclass(frozen=True)
class Takeover:
    """A conversation in somebody's hands; `shown_name` is what the young person was told."""

    id: UUID
    practitioner_id: UUID
    by: str = field(repr=False)
    shown_name: str = field(repr=False)
    since: datetime
    active_at: datetime
    late_at: datetime | None
    warned_at: datetime | None = None


async def current(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> Takeover | None:
    """Who holds the conversation now."""
    t = takeovers.c
    query = (
        select(takeovers, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == t.practitioner_id)
        .where(t.young_person_id == person.id, t.until.is_(None))
    )
    row = (await connection.execute(query)).one_or_none()
    return _takeover(vault, person, row) if row else None


def _takeover(vault: Vault, person: YoungPerson, row: Any) -> Takeover:
    return Takeover(
        row.id,
        row.practitioner_id,
        staff_name(vault, row.practitioner_id, row.name_sealed) or "",
        unseal(person.key(vault), row.shown_name_sealed, f"takeovers.shown_name:{row.id}"),
        row.since,
        row.active_at,
        row.late_at,
        row.warned_at,
    )


async def begin(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, member: UUID, name: str, now: datetime
) -> None:
    """From now on this member of staff holds the conversation; raises IntegrityError when somebody does."""
    one = uuid4()
    await connection.execute(
        insert(takeovers).values(
            id=one,
            young_person_id=person.id,
            practitioner_id=member,
            shown_name_sealed=seal(person.key(vault), name, f"takeovers.shown_name:{one}"),
            since=now,
            active_at=now,
        )
    )


async def change(connection: AsyncConnection, takeover: UUID, **values: object) -> None:
    """Set columns of one takeover."""
    await connection.execute(update(takeovers).where(takeovers.c.id == takeover).values(**values))


async def idle(connection: AsyncConnection, before: datetime) -> list[UUID]:
    """Young people whose conversation is held by somebody who has written nothing since then."""
    t = takeovers.c
    return list(
        await connection.scalars(select(t.young_person_id).where(t.until.is_(None), t.active_at < before))
    )


async def greeting_that_waits(connection: AsyncConnection, person: UUID, since: datetime) -> UUID | None:
    """The notice that a person writes, while it waits for a safe hour and nothing was written under it."""
    m, d = messages.c, dispatches.c
    mine = (m.young_person_id == person, m.created_at >= since, ~m.inbound)
    written = select(m.id).where(*mine, m.purpose == Purpose.PERSON).limit(1)
    if (await connection.execute(written)).first():
        return None
    query = (
        select(d.id)
        .join(messages, m.id == d.message_id)
        .where(*mine, m.purpose == Purpose.HANDOVER, d.status.in_(("queued", "held")))
        .with_for_update(of=dispatches)
    )
    found: UUID | None = (await connection.execute(query.limit(1))).scalar()
    return found


async def last_inbound(connection: AsyncConnection, person: UUID) -> UUID | None:
    """The newest message of the young person."""
    m = messages.c
    query = select(m.id).where(m.young_person_id == person, m.inbound).order_by(m.sequence.desc()).limit(1)
    found: UUID | None = await connection.scalar(query)
    return found


async def last_wrote(connection: AsyncConnection, person: UUID) -> datetime | None:
    """When the young person last wrote to us."""
    m = messages.c
    query = select(func.max(m.created_at)).where(m.young_person_id == person, m.inbound)
    written: datetime | None = await connection.scalar(query)
    return written


async def in_distress(connection: AsyncConnection, person: UUID) -> bool:
    """Whether an alert about them is open that began as, or rose to, at least a high one."""
    a = alerts.c
    query = select(func.count()).where(
        a.young_person_id == person, a.closed_at.is_(None), a.severity.in_(("high", "emergency"))
    )
    return bool(await connection.scalar(query))
