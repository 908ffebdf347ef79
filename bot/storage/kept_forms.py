"""What somebody had filled in when their sign-in ran out: kept, sealed, until they send it after all."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import kept_forms
from bot.storage.encryption import seal, unseal

# Whoever has not come back by then would hardly know what it was about.
KEPT_FOR = timedelta(days=7)


async def keep(
    connection: AsyncConnection, key: bytes, member: UUID, place: str, given: Mapping[str, str], now: datetime
) -> None:
    """Keep one form, in place of what was kept there before; `key` is that of whom it is about."""
    row = {
        "practitioner_id": member,
        "place": place,
        "body_sealed": seal(key, json.dumps(dict(given)), f"kept_forms.body:{member}:{place}"),
        "kept_at": now,
    }
    query = insert(kept_forms).values(row)
    await connection.execute(
        query.on_conflict_do_update(index_elements=["practitioner_id", "place"], set_=row)
    )


async def kept(connection: AsyncConnection, key: bytes, member: UUID, place: str) -> dict[str, str]:
    """What was filled in there; nothing when nothing was kept."""
    c = kept_forms.c
    query = select(c.body_sealed).where(c.practitioner_id == member, c.place == place)
    sealed = await connection.scalar(query)
    if sealed is None:
        return {}
    given: dict[str, str] = json.loads(unseal(key, sealed, f"kept_forms.body:{member}:{place}"))
    return given


async def forget(connection: AsyncConnection, member: UUID, place: str) -> None:
    """The form was sent after all."""
    c = kept_forms.c
    await connection.execute(delete(kept_forms).where(c.practitioner_id == member, c.place == place))


async def forget_old(connection: AsyncConnection, now: datetime) -> None:
    """Forget what nobody came back to."""
    await connection.execute(delete(kept_forms).where(kept_forms.c.kept_at < now - KEPT_FOR))
