"""Young people: found by blind index, opened by their own data key."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.storage import looking_up
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.tables import assignments, young_people


@dataclass(frozen=True)
class YoungPerson:
    """What deciding about a young person needs; who they are stays sealed."""

    id: UUID
    data_key: bytes = field(repr=False)
    language: Language
    last_language: Language
    active: bool
    opted_out: bool
    paused_at: datetime | None
    pause_reason: str | None
    next_check_in_at: datetime | None

    def key(self, vault: Vault) -> bytes:
        """Their opened data key."""
        return vault.open_data_key(self.data_key, str(self.id))


_COLUMNS = (
    young_people.c.id,
    young_people.c.data_key,
    young_people.c.language,
    young_people.c.last_language,
    young_people.c.active,
    young_people.c.opted_out_at,
    young_people.c.paused_at,
    young_people.c.pause_reason,
    young_people.c.next_check_in_at,
)


async def by_phone(connection: AsyncConnection, vault: Vault, number: str) -> YoungPerson | None:
    """Whoever has this number, in E.164."""
    return await _one(
        connection, select(*_COLUMNS).where(young_people.c.phone_index == vault.blind_index("phone", number))
    )


async def by_id(connection: AsyncConnection, person: UUID) -> YoungPerson:
    """The young person of an identifier that we stored ourselves, or that row-level security shows."""
    found = await _one(connection, select(*_COLUMNS).where(young_people.c.id == person))
    if found is None:
        raise LookupError("no such young person is visible here")
    return found


async def due_for_check_in(connection: AsyncConnection, now: datetime) -> list[UUID]:
    """Active young people whose next check-in is due."""
    query = select(young_people.c.id).where(young_people.c.active, young_people.c.next_check_in_at <= now)
    return list(await connection.scalars(query))


async def _one(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> YoungPerson | None:
    row = (await connection.execute(query)).one_or_none()
    return _person(row) if row else None


def _person(row: Row[tuple[object, ...]]) -> YoungPerson:
    values = row._asdict()
    return YoungPerson(
        **values
        | {
            "language": Language(values["language"]),
            "last_language": Language(values["last_language"]),
            "opted_out": values.pop("opted_out_at") is not None,
        }
    )


async def hold(connection: AsyncConnection, person: UUID) -> None:
    """Until the transaction ends, nobody else accepts or decides about this young person."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:person, 0))"), {"person": str(person)}
    )


async def change(connection: AsyncConnection, person: UUID, **values: object) -> None:
    """Set columns of one young person."""
    await connection.execute(update(young_people).where(young_people.c.id == person).values(**values))


async def identity(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> tuple[str, str]:
    """(name, number in E.164), opened."""
    query = select(young_people.c.name_sealed, young_people.c.phone_sealed).where(
        young_people.c.id == person.id
    )
    row = (await connection.execute(query)).one()
    key = person.key(vault)
    return (
        unseal(key, row.name_sealed, f"young_people.name:{person.id}"),
        unseal(key, row.phone_sealed, f"young_people.phone:{person.id}"),
    )


async def add(
    connection: AsyncConnection,
    vault: Vault,
    *,
    name: str,
    phone: str,
    language: Language,
    now: datetime,
    next_check_in_at: datetime | None = None,
    taken_by: UUID | None = None,
) -> UUID:
    """Add a young person; raises IntegrityError when the number is already somebody's.

    `taken_by` is the member of staff who adds them from the pages: only as their assigned one they see them.
    """
    person = uuid4()
    wrapped = vault.new_data_key(str(person))
    key = vault.open_data_key(wrapped, str(person))
    await connection.execute(
        insert(young_people).values(
            id=person,
            data_key=wrapped,
            name_sealed=seal(key, name, f"young_people.name:{person}"),
            phone_sealed=seal(key, phone, f"young_people.phone:{person}"),
            phone_index=vault.blind_index("phone", phone),
            language=language,
            last_language=language,
            next_check_in_at=next_check_in_at,
            created_at=now,
        )
    )
    if taken_by:
        await _take(connection, person, now)
    await looking_up.index_name(connection, vault, person, name)
    return person


async def _take(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    query = text("SELECT assignment_of_new(:assignment, :person, :at)")
    values = {"assignment": uuid4(), "person": person, "at": now}
    if not await connection.scalar(query, values):
        raise PermissionError("the database lets only those who care for young people add one")


async def whose_number(connection: AsyncConnection, vault: Vault, number: str) -> str | None:
    """`young_person` or `staff` when somebody has this number already; not who."""
    query = text("SELECT number_belongs_to(:number)")
    found: str | None = await connection.scalar(query, {"number": vault.blind_index("phone", number)})
    return found


async def assign(
    connection: AsyncConnection, person: UUID, practitioner: UUID, capacity: str, now: datetime
) -> None:
    """Attach a practitioner as assigned worker or deputy, from now on."""
    await connection.execute(
        insert(assignments).values(
            id=uuid4(), young_person_id=person, practitioner_id=practitioner, capacity=capacity, since=now
        )
    )
