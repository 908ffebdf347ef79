"""What somebody is writing to a young person: drafts, and the names that do not belong into the text."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.access_tables import sign_ins
from bot.storage.contact_safety_tables import drafts
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson
from bot.storage.reading import name_of, staff_name
from bot.storage.sign_ins import token_hash
from bot.storage.tables import messages, practitioners, young_people

# A form that was left open longer is not believed to be its writer's any more.
OPEN_AT_MOST = timedelta(hours=24)


async def keep_draft(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, member: UUID, text: str, now: datetime
) -> None:
    """Keep what somebody has written so far, in place of what they had before."""
    row = {
        "young_person_id": person.id,
        "practitioner_id": member,
        "body_sealed": seal(person.key(vault), text, f"drafts.body:{person.id}:{member}"),
        "saved_at": now,
    }
    query = insert(drafts).values(row)
    keys = ["young_person_id", "practitioner_id"]
    await connection.execute(query.on_conflict_do_update(index_elements=keys, set_=row))


async def draft(connection: AsyncConnection, vault: Vault, person: YoungPerson, member: UUID) -> str:
    """What they had written; nothing when there is no draft."""
    d = drafts.c
    query = select(d.body_sealed).where(d.young_person_id == person.id, d.practitioner_id == member)
    sealed = await connection.scalar(query)
    return unseal(person.key(vault), sealed, f"drafts.body:{person.id}:{member}") if sealed else ""


async def forget_draft(connection: AsyncConnection, person: UUID, member: UUID) -> None:
    """The text was sent, or thrown away."""
    d = drafts.c
    await connection.execute(delete(drafts).where(d.young_person_id == person, d.practitioner_id == member))


async def whose_form(connection: AsyncConnection, token: str, now: datetime) -> UUID | None:
    """Whose session this was that has run out: enough to keep what they wrote for them, and for nothing else.

    None when it was ended on purpose, is long past, or its owner no longer works here.
    """
    s = sign_ins.c
    query = (
        select(s.practitioner_id)
        .join(practitioners, practitioners.c.id == s.practitioner_id)
        .where(
            s.token_hash == token_hash(token),
            s.ended_at.is_(None),
            s.created_at > now - OPEN_AT_MOST,
            practitioners.c.active,
        )
    )
    found: UUID | None = await connection.scalar(query)
    return found


async def writers(connection: AsyncConnection, vault: Vault, person: UUID) -> dict[UUID, str]:
    """The names of everybody who has written to a young person as a person."""
    m, p = messages.c, practitioners.c
    query = (
        select(p.id, p.name_sealed)
        .join(messages, m.written_by == p.id)
        .where(m.young_person_id == person, m.author == "practitioner")
        .distinct()
    )
    rows = await connection.execute(query)
    return {row.id: staff_name(vault, row.id, row.name_sealed) or "" for row in rows}


async def others_names(connection: AsyncConnection, vault: Vault, person: UUID) -> frozenset[str]:
    """The first names of the other young people whom the reader sees."""
    y = young_people.c
    rows = await connection.execute(select(y.id, y.data_key, y.name_sealed).where(y.id != person))
    names = (name_of(vault, row.id, row.data_key, row.name_sealed) for row in rows)
    return frozenset(name.split()[0] for name in names if name.strip())
