"""Links by which an invited person makes an account their own: one-time, expiring, revocable."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pyotp
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage.account_tables import invitations
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.sign_ins import token_hash
from bot.storage.tables import practitioners

LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Invitation:
    """An invitation that can still be used."""

    id: UUID
    member: UUID
    role: Role
    language: Language
    username: str = field(repr=False)
    name: str = field(repr=False)
    totp_secret: str = field(repr=False)
    expires_at: datetime


async def invite(connection: AsyncConnection, vault: Vault, member: UUID, by: UUID, now: datetime) -> str:
    """A new link's token, shown once; links from before stop working."""
    await revoke(connection, member, now)
    invitation, token = uuid4(), secrets.token_urlsafe(32)
    secret = seal(vault.service_key(), pyotp.random_base32(), f"invitations.totp:{invitation}")
    await connection.execute(
        insert(invitations).values(
            id=invitation,
            practitioner_id=member,
            token_hash=token_hash(token),
            totp_sealed=secret,
            created_by=by,
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


async def revoke(connection: AsyncConnection, member: UUID, now: datetime) -> bool:
    """End the links that somebody has; False when there was none."""
    c = invitations.c
    query = update(invitations).where(
        c.practitioner_id == member, c.used_at.is_(None), c.revoked_at.is_(None), c.expires_at > now
    )
    return bool((await connection.execute(query.values(revoked_at=now))).rowcount)


async def find(connection: AsyncConnection, vault: Vault, token: str, now: datetime) -> Invitation | None:
    """The invitation of a link, unless it was used, revoked or ran out."""
    c, p, key = invitations.c, practitioners.c, vault.service_key()
    query = (
        select(c.id, c.totp_sealed, c.expires_at, p.id.label("member"), p.role, p.language)
        .add_columns(p.username_sealed, p.name_sealed)
        .join(practitioners, p.id == c.practitioner_id)
        .where(
            c.token_hash == token_hash(token),
            c.used_at.is_(None),
            c.revoked_at.is_(None),
            c.expires_at > now,
        )
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return Invitation(
        row.id,
        row.member,
        Role(row.role),
        Language(row.language),
        unseal(key, row.username_sealed, f"practitioners.username:{row.member}"),
        unseal(key, row.name_sealed, f"practitioners.name:{row.member}"),
        unseal(key, row.totp_sealed, f"invitations.totp:{row.id}"),
        row.expires_at,
    )


async def use(connection: AsyncConnection, token: str, now: datetime) -> UUID | None:
    """Spend a link, which makes the account active; whose it is, or None when it was spent before."""
    query = select(func.invitation_use(token_hash(token), now))
    member: UUID | None = (await connection.execute(query)).scalar_one()
    return member


async def waits_until(connection: AsyncConnection, member: UUID, now: datetime) -> datetime | None:
    """Until when somebody's link can be used; None when they have none."""
    c = invitations.c
    until: datetime | None = await connection.scalar(
        select(func.max(c.expires_at)).where(
            c.practitioner_id == member, c.used_at.is_(None), c.revoked_at.is_(None), c.expires_at > now
        )
    )
    return until
