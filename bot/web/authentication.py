"""Checking who signs in: user name, password and one-time code together, slowed down for who guesses."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import Method, NoticeKind
from bot.domain.staff import Role
from bot.settings import LocalSignIn, Settings
from bot.storage import audit, devices, notices, recovery_codes, sign_ins
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.sign_ins import Account
from bot.web.passwords import NOBODYS_HASH, code_step, hash_password, is_password
from bot.web.visitors import Visitor
from bot.web.web import Web

WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
# An office shares one address.
ATTEMPTS_PER_ADDRESS = 60
ANYBODY = "anybody"

# Each hash takes 64 MB for a moment: no more than two at a time, whoever asks.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")


class Refusal(StrEnum):
    """Why nobody was signed in; which part was wrong is never told."""

    WRONG = "wrong"
    TOO_MANY = "too_many"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Attempt:
    """What somebody filled in, and where from. `code` may be a recovery code."""

    username: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    visitor: Visitor


class Door(Protocol):
    """What checking who somebody is needs of a service, on its pages or at a terminal."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


async def sign_in(web: Web, attempt: Attempt, token: str) -> UUID | Refusal:
    """Begin a session under `token`; who it is, or why not.

    The attempt is counted before it is checked: if it cannot be counted, nobody gets in.
    """

    async def begin(connection: AsyncConnection, member: UUID, method: Method) -> None:
        await enter(connection, web, member, attempt.visitor, token, method)

    return await _check(web, attempt, begin)


async def prove(door: Door, attempt: Attempt) -> UUID | Refusal:
    """Whose name, password and code these are, counted as for a sign-in; no session begins."""

    async def note(connection: AsyncConnection, member: UUID, method: Method) -> None:
        await sign_ins.forgive_last(connection, _by_address(door, attempt.visitor))
        await audit.record(connection, door.now(), member, "sign_in:prove", member, method=method.value)

    return await _check(door, attempt, note)


Then = Callable[[AsyncConnection, UUID, Method], Awaitable[None]]


async def _check(web: Door, attempt: Attempt, then: Then) -> UUID | Refusal:
    """Who it is, after `then` in a transaction of theirs, or why not."""
    account = await _count(web, attempt)
    if isinstance(account, Refusal):
        return account
    right = await check_password(account.password_hash if account else None, attempt.password)
    outcome = await _spend(web, account, attempt, then) if account and right else Refusal.WRONG
    if isinstance(outcome, Refusal):
        async with web.database.transaction() as connection:
            subject = account.id if account else "unknown"
            await audit.record(connection, web.now(), ANYBODY, "sign_in:refuse", subject)
    return outcome


def may_sign_in_here(web: Door, role: Role) -> bool:
    """Whether the service's policy lets this role sign in without the organisation's identity provider."""
    everybody = web.settings.local_sign_in is LocalSignIn.EVERYBODY
    return everybody or role is Role.ADMINISTRATOR


async def check_password(stored: str | None, password: str) -> bool:
    """Whether a password is right; takes as long when there is none."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_hashing, is_password, stored or NOBODYS_HASH, password)


async def new_hash(password: str) -> str:
    """What is stored of a new password, or PasswordError."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, hash_password, password)


async def may_try(web: Web, visitor: Visitor) -> bool:
    """Count an attempt that names no account against the address alone."""
    allowed = {_by_address(web, visitor): ATTEMPTS_PER_ADDRESS}
    async with web.database.transaction() as connection:
        return await sign_ins.reserve_attempt(connection, allowed, WINDOW, web.now())


async def may_try_account(web: Web, member: UUID) -> bool:
    """Count an attempt at the password of somebody who is signed in."""
    allowed = {web.vault.blind_index("sign-in-account", str(member)): ATTEMPTS_PER_ACCOUNT}
    async with web.database.transaction() as connection:
        return await sign_ins.reserve_attempt(connection, allowed, WINDOW, web.now())


def _by_account(web: Door, attempt: Attempt) -> bytes:
    return web.vault.blind_index("sign-in-account", attempt.username.casefold())


def _by_address(web: Door, visitor: Visitor) -> bytes:
    return web.vault.blind_index("sign-in-address", visitor.address)


async def _count(web: Door, attempt: Attempt) -> Account | Refusal | None:
    by_address = _by_address(web, attempt.visitor)
    allowed = {_by_account(web, attempt): ATTEMPTS_PER_ACCOUNT, by_address: ATTEMPTS_PER_ADDRESS}
    async with web.database.transaction() as connection:
        if not await sign_ins.reserve_attempt(connection, allowed, WINDOW, web.now()):
            return Refusal.TOO_MANY
        return await sign_ins.account(connection, web.vault, attempt.username)


async def _spend(web: Door, account: Account, attempt: Attempt, then: Then) -> UUID | Refusal:
    async with web.database.transaction(user=account.id) as connection:
        method = await _spend_code(connection, web, account, attempt.code)
        if method is None:
            return Refusal.WRONG
        if not may_sign_in_here(web, account.role):
            return Refusal.ELSEWHERE
        await sign_ins.forgive(connection, _by_account(web, attempt))
        await then(connection, account.id, method)
    return account.id


async def _spend_code(connection: AsyncConnection, web: Door, account: Account, code: str) -> Method | None:
    """Which kind of code it was, or None when it opens nothing, or did before."""
    now = web.now()
    step = code_step(account.totp_secret, code, now) if account.totp_secret else None
    if step is not None:
        return Method.CODE if await sign_ins.use_step(connection, account.id, step) else None
    if not await recovery_codes.use(connection, web.vault, account.id, code, now):
        return None
    await notices.tell(connection, account.id, NoticeKind.RECOVERY_CODE_USED, now)
    return Method.RECOVERY_CODE


async def enter(
    connection: AsyncConnection, web: Web, member: UUID, visitor: Visitor, token: str, method: Method
) -> None:
    """Begin the session of somebody who has proved who they are, in a transaction of theirs."""
    now = web.now()
    await sign_ins.forgive_last(connection, _by_address(web, visitor))
    await sign_ins.begin(connection, member, token, now, method=method, browser=visitor.browser)
    if await devices.is_new(connection, member, visitor.device, now):
        await notices.tell(connection, member, NoticeKind.NEW_BROWSER, now)
    await audit.record(connection, now, member, "sign_in:succeed", member, method=method.value)
