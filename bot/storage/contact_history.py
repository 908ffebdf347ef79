"""The history of what was agreed about reaching a young person, and of their consent: who, when, what."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.contact_safety_tables import consents, contact_changes
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners

# The words themselves stand in the profile alone.
NOT_REPEATED = ("safe_word", "danger_word")


@dataclass(frozen=True)
class Change:
    """One change of the profile. Agreed words are never repeated here: both sides are then empty."""

    at: datetime
    by: str = field(repr=False)
    what: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True)
class Consent:
    """What a young person agreed to, or took back."""

    at: datetime
    by: str = field(repr=False)
    given: bool
    detail: str = field(repr=False)


async def consents_now(connection: AsyncConnection, person: UUID) -> bool | None:
    """Whether they agree to be texted; None when nobody wrote down that they were asked."""
    c = consents.c
    query = select(c.given).where(c.young_person_id == person).order_by(c.at.desc()).limit(1)
    given: bool | None = await connection.scalar(query)
    return given


async def note(
    connection: AsyncConnection,
    key: bytes,
    person: UUID,
    name: str,
    values: tuple[str, str],
    member: UUID,
    now: datetime,
) -> None:
    """Keep one change of a field; of an agreed word only that it changed."""
    change = uuid4()
    kept = {} if name in NOT_REPEATED else dict(zip(("before_sealed", "after_sealed"), values, strict=True))
    sealed = {
        column: seal(key, text, f"contact_changes.{column}:{change}") for column, text in kept.items() if text
    }
    row = {"id": change, "young_person_id": person, "at": now, "practitioner_id": member, "field": name}
    await connection.execute(insert(contact_changes).values(row | sealed))


async def history(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, most: int = 100
) -> list[Change]:
    """Who changed what, and when, newest first."""
    c, key = contact_changes.c, person.key(vault)
    query = (
        select(contact_changes, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .where(c.young_person_id == person.id)
        .order_by(c.at.desc(), c.field)
        .limit(most)
    )
    return [_change(vault, key, row) for row in await connection.execute(query)]


def _change(vault: Vault, key: bytes, row: Any) -> Change:
    def opened(column: str) -> str:
        sealed = getattr(row, column)
        return unseal(key, sealed, f"contact_changes.{column}:{row.id}") if sealed else ""

    by = staff_name(vault, row.practitioner_id, row.name_sealed) or ""
    return Change(row.at, by, row.field, opened("before_sealed"), opened("after_sealed"))


async def record_consent(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    *,
    given: bool,
    detail: str,
    member: UUID,
    now: datetime,
) -> None:
    """Write down that they agreed to be texted, or took it back, and in whose words."""
    one = uuid4()
    await connection.execute(
        insert(consents).values(
            id=one,
            young_person_id=person.id,
            at=now,
            practitioner_id=member,
            given=given,
            detail_sealed=seal(person.key(vault), detail, f"consents.detail:{one}"),
        )
    )


async def consent_history(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> list[Consent]:
    """Every agreement and withdrawal, newest first."""
    c, key = consents.c, person.key(vault)
    query = (
        select(consents, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .where(c.young_person_id == person.id)
        .order_by(c.at.desc())
    )
    return [
        Consent(
            row.at,
            staff_name(vault, row.practitioner_id, row.name_sealed) or "",
            row.given,
            unseal(key, row.detail_sealed, f"consents.detail:{row.id}"),
        )
        for row in await connection.execute(query)
    ]
