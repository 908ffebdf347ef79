"""Accounts as an administrator sees them, and as their owners change them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import AccountRefusal, AccountState
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage import staff
from bot.storage.access_tables import sign_ins
from bot.storage.account_tables import passkeys
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class Account:
    """One account on the administrator's list."""

    id: UUID
    role: Role
    language: Language
    state: AccountState
    username: str = field(repr=False)
    name: str = field(repr=False)
    created_at: datetime
    deactivated_at: datetime | None
    last_sign_in_at: datetime | None
    has_password: bool
    passkeys: int


@dataclass(frozen=True)
class NewAccount:
    """What an administrator fills in."""

    username: str = field(repr=False)
    name: str = field(repr=False)
    phone: str | None = field(repr=False)
    email: str | None = field(repr=False)
    role: Role
    language: Language


def _state(active: bool, deactivated_at: datetime | None) -> AccountState:
    if active:
        return AccountState.ACTIVE
    return AccountState.DEACTIVATED if deactivated_at else AccountState.INVITED


async def accounts(connection: AsyncConnection, vault: Vault, member: UUID | None = None) -> list[Account]:
    """Everybody, or one, by name: those who can sign in first."""
    p, key = practitioners.c, vault.service_key()
    last = select(func.max(sign_ins.c.created_at)).where(sign_ins.c.practitioner_id == p.id).scalar_subquery()
    keys = (
        select(func.count()).select_from(passkeys).where(passkeys.c.practitioner_id == p.id).scalar_subquery()
    )
    query = select(
        *(p.id, p.role, p.language, p.active, p.deactivated_at, p.created_at, p.username_sealed),
        *(p.name_sealed, p.password_hash.is_not(None).label("has_password")),
        last.label("last"),
        keys.label("keys"),
    )
    rows = await connection.execute(query.where(p.id == member) if member else query)
    found = [
        Account(
            row.id,
            Role(row.role),
            Language(row.language),
            _state(row.active, row.deactivated_at),
            unseal(key, row.username_sealed, f"practitioners.username:{row.id}"),
            unseal(key, row.name_sealed, f"practitioners.name:{row.id}"),
            *(row.created_at, row.deactivated_at, row.last, row.has_password, row.keys),
        )
        for row in rows
    ]
    states = list(AccountState)
    return sorted(found, key=lambda one: (states.index(one.state), one.name.casefold()))


async def add_invited(connection: AsyncConnection, vault: Vault, new: NewAccount, now: datetime) -> UUID:
    """An account that nobody can sign in to yet; raises IntegrityError when its name or number is taken."""
    member, key = uuid4(), vault.service_key()
    await connection.execute(
        insert(practitioners).values(
            id=member,
            username_index=vault.blind_index("username", new.username.casefold()),
            username_sealed=seal(key, new.username, f"practitioners.username:{member}"),
            name_sealed=seal(key, new.name, f"practitioners.name:{member}"),
            **staff.addresses(vault, member, new.phone, new.email),
            role=new.role,
            language=new.language,
            active=False,
            created_at=now,
        )
    )
    return member


async def change_addresses(
    connection: AsyncConnection, vault: Vault, member: UUID, phone: str | None, email: str | None
) -> None:
    """Tell somebody by these from now on; a number that a young person texts from is kept and not used."""
    new = staff.addresses(vault, member, phone, email)
    await connection.execute(
        select(
            func.account_change_addresses(
                member, new["phone_sealed"], new["phone_index"], new["email_sealed"]
            )
        )
    )


async def change_role(
    connection: AsyncConnection, member: UUID, role: Role, now: datetime
) -> AccountRefusal | None:
    """Give another role, or say why not."""
    found = (await connection.execute(select(func.account_change_role(member, role, now)))).scalar_one()
    return AccountRefusal(found) if found else None


async def deactivate(connection: AsyncConnection, member: UUID, now: datetime) -> AccountRefusal | None:
    """Let nobody sign in to this account any more, or say why not."""
    found = (await connection.execute(select(func.account_deactivate(member, now)))).scalar_one()
    return AccountRefusal(found) if found else None


async def password_hash(connection: AsyncConnection, member: UUID) -> str | None:
    """What is stored of somebody's password; None when they have none."""
    query = select(practitioners.c.password_hash).where(practitioners.c.id == member)
    stored: str | None = (await connection.execute(query)).scalar_one()
    return stored


async def set_password(connection: AsyncConnection, member: UUID, hashed: str | None) -> None:
    """Keep the hash of a new password, or forget the old one."""
    query = update(practitioners).where(practitioners.c.id == member)
    await connection.execute(query.values(password_hash=hashed))


async def set_totp(
    connection: AsyncConnection, vault: Vault, member: UUID, secret: str | None, spent_step: int
) -> None:
    """Keep the secret of a new authenticator, whose code of `spent_step` proved it, or forget the old one."""
    sealed = seal(vault.service_key(), secret, f"practitioners.totp:{member}") if secret else None
    query = update(practitioners).where(practitioners.c.id == member)
    await connection.execute(query.values(totp_sealed=sealed, totp_last_step=spent_step))


async def names(
    connection: AsyncConnection, vault: Vault, roles: Sequence[Role] = tuple(Role), *, active: bool = True
) -> dict[UUID, str]:
    """Who has one of these roles, by name in alphabetical order."""
    p, key = practitioners.c, vault.service_key()
    query = select(p.id, p.name_sealed).where(p.role.in_(roles))
    rows = await connection.execute(query.where(p.active) if active else query)
    opened = {row.id: unseal(key, row.name_sealed, f"practitioners.name:{row.id}") for row in rows}
    return dict(sorted(opened.items(), key=lambda pair: pair[1].casefold()))
