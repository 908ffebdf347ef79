"""Codes for whoever has lost their phone: shown once, stored as keyed hashes, each good for one sign-in."""

import base64
import secrets
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import recovery_codes
from bot.storage.encryption import Vault

CODES = 10
# 80 random bits: nobody guesses one, so a keyed hash is enough.
CODE_BYTES = 10


def _new_code() -> str:
    """Sixteen letters and digits in groups of four."""
    letters = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _hashed(vault: Vault, member: UUID, code: str) -> bytes:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return vault.blind_index("recovery-code", f"{member}:{plain}")


async def renew(connection: AsyncConnection, vault: Vault, member: UUID, now: datetime) -> list[str]:
    """Ten new codes; those from before open nothing any more."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.practitioner_id == member))
    codes = [_new_code() for _ in range(CODES)]
    rows = [
        {
            "id": uuid4(),
            "practitioner_id": member,
            "code_hash": _hashed(vault, member, code),
            "created_at": now,
        }
        for code in codes
    ]
    await connection.execute(insert(recovery_codes), rows)
    return codes


async def use(connection: AsyncConnection, vault: Vault, member: UUID, code: str, now: datetime) -> bool:
    """Spend a code; False when it is not theirs or was spent before."""
    c = recovery_codes.c
    query = update(recovery_codes).where(
        c.practitioner_id == member, c.code_hash == _hashed(vault, member, code), c.used_at.is_(None)
    )
    return bool((await connection.execute(query.values(used_at=now))).rowcount)


async def left(connection: AsyncConnection, member: UUID) -> int:
    """How many are not spent."""
    c = recovery_codes.c
    query = select(func.count()).where(c.practitioner_id == member, c.used_at.is_(None))
    return (await connection.execute(query)).scalar_one()
