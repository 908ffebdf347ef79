"""Checking who signs in: user name, password and one-time code together, slowed down for who guesses."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import pyotp

from bot.storage import audit, sign_ins
from bot.storage.sign_ins import Account
from bot.web.passwords import NOBODYS_HASH, code_step, is_password
from bot.web.web import Web

WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_ACCOUNT = 10
# An office shares one address.
ATTEMPTS_PER_ADDRESS = 60
ANYBODY = "anybody"

# Each hash takes 64 MB for a moment: no more than two at a time, whoever asks.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")
_nobodys_secret = pyotp.random_base32()


class Refusal(StrEnum):
    """Why nobody was signed in; which part was wrong is never told."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Attempt:
    """What somebody filled in, and where from."""

    username: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str = field(repr=False)


async def sign_in(web: Web, attempt: Attempt, token: str) -> UUID | Refusal:
    """Begin a session under `token`; who it is, or why not.

    The attempt is counted before it is checked: if it cannot be counted, nobody gets in.
    """
    account = await _count(web, attempt)
    if isinstance(account, Refusal):
        return account
    stored = account.password_hash if account else NOBODYS_HASH
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(_hashing, is_password, stored, attempt.password)
    step = code_step(account.totp_secret if account else _nobodys_secret, attempt.code, web.now())
    if account and right and step is not None and await _begin(web, account, attempt, step, token):
        return account.id
    async with web.database.transaction() as connection:
        subject = account.id if account else "unknown"
        await audit.record(connection, web.now(), ANYBODY, "sign_in:refuse", subject)
    return Refusal.WRONG


def _subjects(web: Web, attempt: Attempt) -> tuple[bytes, bytes]:
    account = web.vault.blind_index("sign-in-account", attempt.username.casefold())
    return account, web.vault.blind_index("sign-in-address", attempt.address)


async def _count(web: Web, attempt: Attempt) -> Account | Refusal | None:
    by_account, by_address = _subjects(web, attempt)
    allowed = {by_account: ATTEMPTS_PER_ACCOUNT, by_address: ATTEMPTS_PER_ADDRESS}
    async with web.database.transaction() as connection:
        if not await sign_ins.reserve_attempt(connection, allowed, WINDOW, web.now()):
            return Refusal.TOO_MANY
        return await sign_ins.account(connection, web.vault, attempt.username)


async def _begin(web: Web, account: Account, attempt: Attempt, step: int, token: str) -> bool:
    now = web.now()
    by_account, by_address = _subjects(web, attempt)
    async with web.database.transaction(user=account.id) as connection:
        if not await sign_ins.use_step(connection, account.id, step):
            return False
        await sign_ins.forgive(connection, by_account)
        await sign_ins.forgive_last(connection, by_address)
        await sign_ins.begin(connection, account.id, token, now)
        await audit.record(connection, now, account.id, "sign_in:succeed", account.id)
    return True
