"""Sessions and notes that practitioners add; sealed with the young person's own key, and never changed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_notes import NoteKind
from bot.storage.caseload_tables import case_notes
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class CaseNote:
    """A session or a note, opened."""

    id: UUID
    kind: NoteKind
    held_on: date
    body: str = field(repr=False)
    written_by: str = field(repr=False)
    written_at: datetime


async def add(
    connection: AsyncConnection,
    key: bytes,
    *,
    person: UUID,
    kind: NoteKind,
    held_on: date,
    body: str,
    member: UUID,
    now: datetime,
) -> UUID:
    """Keep a session or a note; `key` is the young person's."""
    note = uuid4()
    await connection.execute(
        insert(case_notes).values(
            id=note,
            young_person_id=person,
            kind=kind,
            held_on=held_on,
            body_sealed=seal(key, body, f"case_notes.body:{note}"),
            written_by=member,
            written_at=now,
        )
    )
    return note


async def between(
    connection: AsyncConnection, vault: Vault, key: bytes, person: UUID, first: date, last: date
) -> list[CaseNote]:
    """What was held or noted on these days, both included, oldest first."""
    c = case_notes.c
    query = (
        select(case_notes, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.written_by)
        .where(c.young_person_id == person, c.held_on.between(first, last))
        .order_by(c.held_on, c.written_at)
    )
    return [
        CaseNote(
            row.id,
            NoteKind(row.kind),
            row.held_on,
            unseal(key, row.body_sealed, f"case_notes.body:{row.id}"),
            staff_name(vault, row.written_by, row.name_sealed) or "",
            row.written_at,
        )
        for row in await connection.execute(query)
    ]
