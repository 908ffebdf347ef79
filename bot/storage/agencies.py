"""What leads and administrators recorded about agencies, laid over the file; nothing is ever overwritten."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agencies import Agencies, Agency
from bot.storage.encryption import Vault
from bot.storage.follow_up_tables import agency_entries
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners


async def current(connection: AsyncConnection, vault: Vault, defaults: Agencies) -> Agencies:
    """The agencies as they stand: the file's, each contact replaced by what was recorded of it last."""
    c = agency_entries.c
    query = (
        select(agency_entries, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .ext(distinct_on(c.agency, c.contact))
        .order_by(c.agency, c.contact, c.id.desc())
    )
    found: dict[str, Agency] = dict(defaults.all)
    for row in await connection.execute(query):
        agency = found.get(row.agency)
        contact = agency.contact(row.contact) if agency else None
        if agency and contact:
            by = staff_name(vault, row.practitioner_id, row.name_sealed)
            newer = replace(contact, phone=row.phone, email=row.email, tested=row.tested_on, changed_by=by)
            found[agency.id] = agency.with_contact(newer)
    return Agencies(found, defaults.stale_after)


async def add(
    connection: AsyncConnection,
    *,
    agency: str,
    contact: str,
    phone: str | None,
    email: str | None,
    tested_on: date | None,
    by: UUID,
    now: datetime,
) -> None:
    """Record how a contact stands now."""
    await connection.execute(
        insert(agency_entries).values(
            agency=agency,
            contact=contact,
            at=now,
            practitioner_id=by,
            phone=phone,
            email=email,
            tested_on=tested_on,
        )
    )
