"""Signing in: the account behind a user name, attempts that failed, and who is signed in now."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import Method
from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.storage.access_tables import sign_in_failures, sign_ins
from bot.storage.encryption import Vault, unseal
from bot.storage.tables import practitioners

# Attempts are forgotten after a day; the throttle looks back for less.
FORGET_ATTEMPTS_AFTER = timedelta(days=1)
# A sign of life is written at most this often.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Account:
    """What checking a sign-in needs."""

    id: UUID
    role: Role
    password_hash: str | None = field(repr=False)
    totp_secret: str | None = field(repr=False)


@dataclass(frozen=True)
class SignedIn:
    """Who a session belongs to."""

    sign_in: UUID
    id: UUID
    role: Role
    language: Language
    name: str = field(repr=False)
    since: datetime
    method: Method


@dataclass(frozen=True)
class Session:
    """Where somebody is signed in."""

    id: UUID
    browser: str
    method: Method
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts: without a sign of life, and at all."""

    idle: timedelta
    absolute: timedelta


def token_hash(token: str) -> bytes:
    """What is stored of a session's token: a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).digest()


async def account(connection: AsyncConnection, vault: Vault, username: str) -> Account | None:
    """The active account with this user name, in any spelling of capitals."""
    c = practitioners.c
    index = vault.blind_index("username", username.casefold())
    query = select(c.id, c.role, c.password_hash, c.totp_sealed).where(c.username_index == index, c.active)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    place = f"practitioners.totp:{row.id}"
    secret = unseal(vault.service_key(), row.totp_sealed, place) if row.totp_sealed else None
    return Account(row.id, Role(row.role), row.password_hash, secret)


async def reserve_attempt(
    connection: AsyncConnection, allowed: Mapping[bytes, int], window: timedelta, now: datetime
) -> bool:
    """Count one attempt against each subject before it is made; False when one of them has had its share.

    Attempts that are made at the same time are counted one after the other.
    """
    for subject in sorted(allowed):
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))"), {"subject": subject.hex()}
        )
    c = sign_in_failures.c
    await connection.execute(delete(sign_in_failures).where(c.at < now - FORGET_ATTEMPTS_AFTER))
    for subject, most in allowed.items():
        query = select(func.count()).where(c.subject_index == subject, c.at > now - window)
        if (await connection.execute(query)).scalar_one() >= most:
            return False
    rows = [{"subject_index": subject, "at": now} for subject in allowed]
    await connection.execute(insert(sign_in_failures), rows)
    return True


async def forgive(connection: AsyncConnection, subject: bytes) -> None:
    """Forget the attempts against a subject: the last of them ended in success."""
    await connection.execute(delete(sign_in_failures).where(sign_in_failures.c.subject_index == subject))


async def forgive_last(connection: AsyncConnection, subject: bytes) -> None:
    """Forget only the last attempt against a subject."""
    c = sign_in_failures.c
    last = select(func.max(c.id)).where(c.subject_index == subject).scalar_subquery()
    await connection.execute(delete(sign_in_failures).where(c.id == last))


async def use_step(connection: AsyncConnection, member: UUID, step: int) -> bool:
    """Spend a one-time code's time step; False when it, or a later one, was spent before."""
    query = (
        update(practitioners)
        .where(practitioners.c.id == member, practitioners.c.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return bool((await connection.execute(query)).rowcount)


async def begin(
    connection: AsyncConnection,
    member: UUID,
    token: str,
    now: datetime,
    *,
    method: Method = Method.CODE,
    browser: str = "",
) -> None:
    """Start a session."""
    await connection.execute(
        insert(sign_ins).values(
            id=uuid4(),
            token_hash=token_hash(token),
            practitioner_id=member,
            created_at=now,
            seen_at=now,
            method=method,
            browser=browser,
        )
    )


async def end(connection: AsyncConnection, token: str, now: datetime) -> None:
    """End a session, if it still goes on."""
    query = update(sign_ins).where(sign_ins.c.token_hash == token_hash(token), sign_ins.c.ended_at.is_(None))
    await connection.execute(query.values(ended_at=now))


async def current(
    connection: AsyncConnection, vault: Vault, token: str, limits: Limits, now: datetime, *, alive: bool
) -> SignedIn | None:
    """Whose session this is, unless it ended or ran out. `alive` says that its owner did something."""
    s, p = sign_ins.c, practitioners.c
    query = (
        select(s.id.label("sign_in"), s.created_at, s.method, p.id, p.role, p.language, p.name_sealed)
        .join(practitioners, p.id == s.practitioner_id)
        .where(
            s.token_hash == token_hash(token),
            s.ended_at.is_(None),
            s.seen_at > now - limits.idle,
            s.created_at > now - limits.absolute,
            p.active,
        )
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if alive:
        seen = update(sign_ins).where(s.id == row.sign_in, s.seen_at <= now - SEEN_EVERY)
        await connection.execute(seen.values(seen_at=now))
    name = unseal(vault.service_key(), row.name_sealed, f"practitioners.name:{row.id}")
    return SignedIn(
        row.sign_in, row.id, Role(row.role), Language(row.language), name, row.created_at, Method(row.method)
    )


async def sessions(connection: AsyncConnection, member: UUID, limits: Limits, now: datetime) -> list[Session]:
    """Where somebody is signed in now, the latest used first."""
    s = sign_ins.c
    query = (
        select(s.id, s.browser, s.method, s.created_at, s.seen_at)
        .where(s.practitioner_id == member, s.ended_at.is_(None))
        .where(s.seen_at > now - limits.idle, s.created_at > now - limits.absolute)
        .order_by(s.seen_at.desc())
    )
    rows = await connection.execute(query)
    return [Session(row.id, row.browser, Method(row.method), row.created_at, row.seen_at) for row in rows]


async def end_sessions(
    connection: AsyncConnection,
    member: UUID,
    now: datetime,
    *,
    only: UUID | None = None,
    but: UUID | None = None,
) -> int:
    """Sign somebody out everywhere, only there, or everywhere but there; how many sessions ended."""
    s = sign_ins.c
    query = update(sign_ins).where(s.practitioner_id == member, s.ended_at.is_(None))
    query = query.where(s.id == only) if only else query.where(s.id != but) if but else query
    return (await connection.execute(query.values(ended_at=now))).rowcount


async def change_language(connection: AsyncConnection, member: UUID, language: Language) -> None:
    """Remember the language that a member of staff reads in."""
    query = update(practitioners).where(practitioners.c.id == member)
    await connection.execute(query.values(language=language))
