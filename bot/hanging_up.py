"""Silencing phones that still ring for an alert that somebody has taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.contract import Unclear
from bot.letters import VOICE, Carriers
from bot.parts import Parts
from bot.storage import cases, queue
from bot.storage import dispatches as waiting


class StillRingingError(Exception):
    """The carrier did not say whether a phone fell silent; nothing personal is in here."""


async def hang_up(parts: Parts, carriers: Carriers, alert: UUID) -> None:
    """Ask for silence wherever this alert still rings; what became of each call, its own report says.

    A call that was answered goes on: whoever took it is told that somebody was quicker. Raises
    StillRingingError while asking again may help.
    """
    async with parts.database.transaction() as connection:
        ringing = await waiting.calls_out(connection, alert)
    outcomes = [await carriers.call.cancel(call) for call in ringing]
    if any(isinstance(outcome, Unclear) for outcome in outcomes):
        raise StillRingingError


async def if_taken_meanwhile(connection: AsyncConnection, row: Row[Any]) -> None:
    """The alert of a call that was just placed may have been taken while the carrier was asked for it."""
    if row.channel == VOICE and await _taken(connection, row):
        await queue.enqueue(connection, queue.HANG_UP, row.alert_id)


async def _taken(connection: AsyncConnection, row: Row[Any]) -> bool:
    alert = await cases.by_id(connection, row.alert_id)
    return alert is not None and bool(alert.acknowledged_at or alert.closed_at)


async def silenced(connection: AsyncConnection, row: Row[Any], now: datetime) -> bool:
    """Whether a call ended because its alert had been taken: nobody had to be reached any more."""
    if not await _taken(connection, row):
        return False
    await waiting.change(
        connection, row.id, status="withheld", withheld_reason="acknowledged", settled_at=now
    )
    return True
