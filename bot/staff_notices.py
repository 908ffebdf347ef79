"""Telling staff what is no alert: of cover, and of a conversation that is about to leave their hands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Hours, Purpose
from bot.domain.ladder import Means
from bot.parts import Parts
from bot.storage import messages, queue, rota, staff
from bot.storage.rota import NewCover
from bot.telling import CHANNELS


async def tell(
    connection: AsyncConnection,
    parts: Parts,
    member: UUID,
    key: str,
    which: str,
    now: datetime,
    **values: str,
) -> bool:
    """Put one neutral notice on its way, by text or else by e-mail; False when it was, or cannot be.

    `which` names the words in data/content/notifications.yml; the same `key` tells nobody twice.
    """
    reach = await staff.reach(connection, member)
    means = next((one for one in (Means.TEXT, Means.EMAIL) if one in reach), None)
    if means is None:
        return False
    words = parts.content.text(
        f"notifications.{which}", await staff.language_of(connection, member), **values
    )
    dispatch = await messages.tell(
        *(connection, parts.vault, f"{key}:{member}", words),
        purpose=Purpose.STAFF_NOTICE,
        channel=CHANNELS[means],
        now=now,
        practitioner_id=member,
    )
    if dispatch:
        await queue.enqueue(connection, queue.SEND, dispatch)
    return dispatch is not None


async def tell_covers(parts: Parts, hours: Hours) -> int:
    """Tell whoever was named as cover, and again on the day when it begins; how many were told.

    Within the hours of notices, except that cover which runs from the moment it was entered is told at once.
    """
    now, told = parts.now(), 0
    async with parts.database.transaction() as connection:
        for one in await rota.covers_to_come(connection, now):
            if hours.include(now) or one.just_entered(now):
                told += await _tell_cover(connection, parts, one, now)
    return told


async def _tell_cover(connection: AsyncConnection, parts: Parts, one: NewCover, now: datetime) -> bool:
    begun = one.since <= now
    which, page = ("cover_begins", "young-people") if begun else ("cover_named", f"rota/members/{one.cover}")
    url = f"{parts.public_address}/{page}"
    return await tell(connection, parts, one.cover, f"{which}:{one.id}", which, now, url=url)
