"""Practitioners and the others who sign in, and how each can be reached."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ladder import Means
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class StaffMember:
    """Somebody who works with Hafan, opened."""

    id: UUID
    role: Role
    language: Language
    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone_clashes: bool = False

    @property
    def rings(self) -> str | None:
        """The number to tell them by: none while it is also that of a young person."""
        return None if self.phone_clashes else self.phone


async def reach(connection: AsyncConnection, member: UUID) -> frozenset[Means]:
    """By which means somebody can be told: what they have an address for, never the address."""
    return frozenset(Means(name) for name in await connection.scalar(select(func.hafan_reach(member))) or ())


async def by_id(connection: AsyncConnection, vault: Vault, member: UUID) -> StaffMember:
    """One of the staff, with name and number opened."""
    c = practitioners.c
    query = select(c.id, c.role, c.language, c.name_sealed, c.phone_sealed, c.email_sealed, c.phone_clashes)
    row = (await connection.execute(query.where(c.id == member))).one()
    key = vault.service_key()
    phone = unseal(key, row.phone_sealed, f"practitioners.phone:{row.id}") if row.phone_sealed else None
    email = unseal(key, row.email_sealed, f"practitioners.email:{row.id}") if row.email_sealed else None
    name = unseal(key, row.name_sealed, f"practitioners.name:{row.id}")
    language = Language(row.language)
    return StaffMember(row.id, Role(row.role), language, name, phone, email, row.phone_clashes)


async def by_phone(connection: AsyncConnection, vault: Vault, number: str) -> list[UUID]:
    """The active staff with this number, in E.164: one, unless they share a phone."""
    c = practitioners.c
    query = select(c.id).where(c.phone_index == vault.blind_index("phone", number), c.active)
    return list(await connection.scalars(query))


async def language_of(connection: AsyncConnection, member: UUID) -> Language:
    """The language that somebody is told in."""
    query = select(practitioners.c.language).where(practitioners.c.id == member)
    return Language((await connection.execute(query)).scalar_one())


def addresses(vault: Vault, member: UUID, phone: str | None, email: str | None) -> dict[str, bytes | None]:
    """The columns that hold by which number and e-mail address somebody is told."""
    key = vault.service_key()
    return {
        "phone_sealed": seal(key, phone, f"practitioners.phone:{member}") if phone else None,
        "phone_index": vault.blind_index("phone", phone) if phone else None,
        "email_sealed": seal(key, email, f"practitioners.email:{member}") if email else None,
    }


async def index_missing_phones(connection: AsyncConnection, vault: Vault) -> int:
    """Make numbers findable that were stored before they were; how many there were."""
    c, key = practitioners.c, vault.service_key()
    query = select(c.id, c.phone_sealed).where(c.phone_sealed.is_not(None), c.phone_index.is_(None))
    rows = (await connection.execute(query)).all()
    for row in rows:
        index = vault.blind_index("phone", unseal(key, row.phone_sealed, f"practitioners.phone:{row.id}"))
        await connection.execute(update(practitioners).where(c.id == row.id).values(phone_index=index))
    return len(rows)


async def by_username(connection: AsyncConnection, vault: Vault, username: str) -> UUID | None:
    """Whoever signs in under this name, in capitals or not."""
    index = vault.blind_index("username", username.casefold())
    query = select(practitioners.c.id).where(practitioners.c.username_index == index)
    return (await connection.scalars(query)).one_or_none()


async def all_ids(connection: AsyncConnection) -> list[UUID]:
    """Everybody who is active, in the order in which they were added."""
    return list(
        await connection.scalars(
            select(practitioners.c.id).where(practitioners.c.active).order_by(practitioners.c.created_at)
        )
    )


async def add(
    connection: AsyncConnection,
    vault: Vault,
    *,
    username: str,
    name: str,
    phone: str | None,
    role: Role,
    language: Language,
    password_hash: str,
    totp_secret: str,
    now: datetime,
    email: str | None = None,
) -> UUID:
    """Add somebody who can sign in; raises IntegrityError when the user name is taken."""
    member, key = uuid4(), vault.service_key()
    await connection.execute(
        insert(practitioners).values(
            id=member,
            username_index=vault.blind_index("username", username.casefold()),
            username_sealed=seal(key, username, f"practitioners.username:{member}"),
            name_sealed=seal(key, name, f"practitioners.name:{member}"),
            **addresses(vault, member, phone, email),
            role=role,
            language=language,
            password_hash=password_hash,
            totp_sealed=seal(key, totp_secret, f"practitioners.totp:{member}"),
            created_at=now,
        )
    )
    return member
