"""Passkeys: the public half of keys that stay in somebody's phone, computer or security key."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import passkeys
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class Passkey:
    """One passkey as its owner sees it."""

    id: UUID
    name: str = field(repr=False)
    created_at: datetime
    used_at: datetime | None
    credential_id: bytes = field(repr=False)


@dataclass(frozen=True)
class KnownKey:
    """What checking a passkey's answer needs."""

    id: UUID
    member: UUID
    public_key: bytes = field(repr=False)
    sign_count: int


async def add(
    connection: AsyncConnection,
    vault: Vault,
    member: UUID,
    *,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    now: datetime,
) -> UUID:
    """Keep a new passkey; raises IntegrityError when the credential is known."""
    passkey = uuid4()
    await connection.execute(
        insert(passkeys).values(
            id=passkey,
            practitioner_id=member,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            name_sealed=seal(vault.service_key(), name, f"passkeys.name:{passkey}"),
            created_at=now,
        )
    )
    return passkey


async def of(connection: AsyncConnection, vault: Vault, member: UUID) -> list[Passkey]:
    """Somebody's passkeys, oldest first."""
    c, key = passkeys.c, vault.service_key()
    query = select(c.id, c.name_sealed, c.created_at, c.used_at, c.credential_id)
    rows = await connection.execute(query.where(c.practitioner_id == member).order_by(c.created_at))
    return [
        Passkey(
            row.id,
            unseal(key, row.name_sealed, f"passkeys.name:{row.id}"),
            row.created_at,
            row.used_at,
            row.credential_id,
        )
        for row in rows
    ]


async def known(connection: AsyncConnection, credential_id: bytes) -> KnownKey | None:
    """The passkey with this credential, if it belongs to an active account."""
    c = passkeys.c
    query = (
        select(c.id, c.practitioner_id, c.public_key, c.sign_count)
        .join(practitioners, practitioners.c.id == c.practitioner_id)
        .where(c.credential_id == credential_id, practitioners.c.active)
    )
    row = (await connection.execute(query)).one_or_none()
    return KnownKey(row.id, row.practitioner_id, row.public_key, row.sign_count) if row else None


async def note_use(connection: AsyncConnection, passkey: UUID, sign_count: int, now: datetime) -> None:
    """Remember that it was used, and how often its authenticator says."""
    query = update(passkeys).where(passkeys.c.id == passkey)
    await connection.execute(query.values(sign_count=sign_count, used_at=now))


async def rename(connection: AsyncConnection, vault: Vault, member: UUID, passkey: UUID, name: str) -> bool:
    """Call it something else; False when it is not theirs."""
    sealed = seal(vault.service_key(), name, f"passkeys.name:{passkey}")
    query = update(passkeys).where(passkeys.c.id == passkey, passkeys.c.practitioner_id == member)
    return bool((await connection.execute(query.values(name_sealed=sealed))).rowcount)


async def remove(connection: AsyncConnection, member: UUID, passkey: UUID | None = None) -> bool:
    """Forget one, or all; False when there was none of theirs."""
    query = delete(passkeys).where(passkeys.c.practitioner_id == member)
    query = query if passkey is None else query.where(passkeys.c.id == passkey)
    return bool((await connection.execute(query)).rowcount)


async def count(connection: AsyncConnection, member: UUID) -> int:
    """How many somebody has."""
    query = select(func.count()).select_from(passkeys).where(passkeys.c.practitioner_id == member)
    return (await connection.execute(query)).scalar_one()
