"""Telling people of messages that nobody has read: slowly, one notice a person and day, ever higher."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import HOME, Purpose
from bot.domain.ladder import Rung
from bot.domain.reading_list import ReadingPolicy, above, due
from bot.domain.rota import Moment, Rota, resolve
from bot.parts import Parts
from bot.storage import audit, messages, queue, reading_list
from bot.storage import rota as rotas

log = structlog.get_logger()

# Whoever stands here does not work with the young person: being told of their messages lets them see them.
_FROM_OUTSIDE = frozenset({Rung.DUTY_MANAGER, Rung.LEADS})


async def remind(parts: Parts, policy: ReadingPolicy) -> int:
    """Give today's notices to everybody who should know by now that messages wait; how many were given."""
    now = parts.now()
    if not policy.hours.include(now):
        return 0
    async with parts.database.transaction() as connection:
        waits = await reading_list.waiting(connection, now - policy.first)
        rota = await rotas.read(connection, parts.policy, now)
        told: set[UUID] = set()
        for person, waiting in waits.items():
            for rung in due(waiting, policy, now):
                told |= await _tell(connection, rota, rung, person, now)
        return sum([await _notify(connection, member, now) for member in sorted(told)])


async def _tell(
    connection: AsyncConnection, rota: Rota, rung: Rung, person: UUID | None, now: datetime
) -> set[UUID]:
    """Whoever stands on this rung, or on the next that reaches anybody; they may see what waits from now on.

    Leave and cover count as they do for alerts; within the hours of notices, working hours do not.
    """
    attached = await rotas.attached(connection, person, now)
    moment = Moment(rota, now, await rotas.team_of(connection, person, now), any_hour=True)
    for standing in (rung, *above(rung)):
        members = [verdict.member for verdict in resolve(standing, attached, moment) if verdict.told]
        if members:
            if person and standing in _FROM_OUTSIDE:
                await _let_see(connection, person, members, now)
            return set(members)
    log.critical("unread_reaches_nobody")
    return set()


async def _let_see(connection: AsyncConnection, person: UUID, members: list[UUID], now: datetime) -> None:
    for member in members:
        if await reading_list.watch(connection, person, member, now):
            await audit.record(connection, now, audit.SERVICE, "reading_list:climb", person, told=str(member))


async def _notify(connection: AsyncConnection, member: UUID, now: datetime) -> bool:
    """One neutral text a person and day, however much waits."""
    dispatch = await messages.dispatch(
        connection,
        key=f"unread:{member}:{now.astimezone(HOME).date()}",
        purpose=Purpose.UNREAD,
        now=now,
        practitioner_id=member,
    )
    if dispatch is None:
        return False
    await queue.enqueue(connection, queue.SEND, dispatch)
    return True
