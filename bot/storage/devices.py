"""The browsers in which somebody signed in before."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.account_tables import devices
from bot.storage.sign_ins import token_hash


async def is_new(connection: AsyncConnection, member: UUID, token: str, now: datetime) -> bool:
    """Remember this browser; whether it is a new one beside others. The first of all is nothing to tell."""
    c, hashed = devices.c, token_hash(token)
    known = update(devices).where(c.practitioner_id == member, c.token_hash == hashed).values(seen_at=now)
    if (await connection.execute(known)).rowcount:
        return False
    others = select(func.count()).select_from(devices).where(c.practitioner_id == member)
    before = (await connection.execute(others)).scalar_one()
    await connection.execute(
        insert(devices).values(
            id=uuid4(), practitioner_id=member, token_hash=hashed, created_at=now, seen_at=now
        )
    )
    return bool(before)
