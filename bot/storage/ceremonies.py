"""Challenges and states that may come back once, and soon: of passkeys and of the identity provider."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import ceremonies
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.sign_ins import token_hash

LASTS = timedelta(minutes=10)


async def begin(
    connection: AsyncConnection,
    vault: Vault,
    kind: str,
    token: str,
    payload: Mapping[str, Any],
    now: datetime,
) -> None:
    """Remember `payload` under a token that only this browser holds; forget what it replaces or ran out."""
    ceremony, c = uuid4(), ceremonies.c
    await connection.execute(
        delete(ceremonies).where((c.expires_at <= now) | (c.token_hash == token_hash(token)))
    )
    sealed = seal(vault.service_key(), json.dumps(payload), f"ceremonies.payload:{ceremony}")
    await connection.execute(
        insert(ceremonies).values(
            id=ceremony,
            kind=kind,
            token_hash=token_hash(token),
            payload_sealed=sealed,
            expires_at=now + LASTS,
        )
    )


async def finish(
    connection: AsyncConnection, vault: Vault, kind: str, token: str, now: datetime
) -> dict[str, Any] | None:
    """What was remembered, once: a second request with the same token gets None, as a late one does."""
    c = ceremonies.c
    query = delete(ceremonies).where(c.token_hash == token_hash(token), c.kind == kind, c.expires_at > now)
    row = (await connection.execute(query.returning(c.id, c.payload_sealed))).one_or_none()
    if row is None:
        return None
    opened: dict[str, Any] = json.loads(
        unseal(vault.service_key(), row.payload_sealed, f"ceremonies.payload:{row.id}")
    )
    return opened
