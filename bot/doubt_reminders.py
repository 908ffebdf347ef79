"""Reminding of a pause for doubt that nobody has ended: meanwhile the young person hears nothing."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import staff_notices
from bot.contact import DOUBTS
from bot.domain.contact_gate import HOME, Hours
from bot.domain.doubts import REMINDED_AFTER
from bot.domain.ladder import Rung
from bot.domain.rota import Attached, Moment, resolve
from bot.parts import Parts
from bot.storage import audit, pauses, people, staff
from bot.storage import rota as rotas
from bot.storage.encryption import SealBrokenError

log = structlog.get_logger()


async def remind(parts: Parts, hours: Hours) -> int:
    """Remind of every pause that has waited too long, within the hours of notices; how many there were."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        await pauses.settle(connection, DOUBTS, now)
        found = await pauses.forgotten(connection, DOUBTS, REMINDED_AFTER, now) if hours.include(now) else ()
    return sum([await _remind_one(parts, one.young_person_id) for one in found])


async def _remind_one(parts: Parts, person: UUID) -> bool:
    """What fails for one young person leaves the others theirs."""
    try:
        async with parts.database.transaction() as connection:
            return await _remind(connection, parts, person, parts.now())
    except (SQLAlchemyError, SealBrokenError) as failure:
        log.error("doubt_reminder_failed", young_person=str(person), kind=type(failure).__name__)
        return False


async def _remind(connection: AsyncConnection, parts: Parts, person: UUID, now: datetime) -> bool:
    """A task, and a notice. Two workers do it once, and nothing is done where the pause ended meanwhile."""
    await people.hold(connection, person)
    still = await pauses.forgotten(connection, DOUBTS, REMINDED_AFTER, now, person)
    for one in still:
        await pauses.remind(connection, person, now)
        for member in await _whom(connection, parts, person, again=one.reminded > 0, now=now):
            # One text a person and day, however many pauses wait.
            key, url = f"{pauses.REMINDER}:{now.astimezone(HOME).date()}", f"{parts.public_address}/alerts"
            await staff_notices.tell(connection, parts, member, key, pauses.REMINDER, now, url=url)
        await audit.record(connection, now, audit.SERVICE, "young_person:remind_doubt", person)
    return bool(still)


async def _whom(
    connection: AsyncConnection, parts: Parts, person: UUID, *, again: bool, now: datetime
) -> set[UUID]:
    """The assigned practitioner; the deputy too from the second time on, or where the first cannot be told.

    Leave and cover count. Nobody else is told, for nobody else sees the young person.
    """
    rota = await rotas.read(connection, parts.policy, now)
    attached = await rotas.attached(connection, person, now)
    moment = Moment(rota, now, await rotas.team_of(connection, person, now), any_hour=True)
    told = {
        rung: {member for member in _told(rung, attached, moment) if await staff.reach(connection, member)}
        for rung in (Rung.ASSIGNED, Rung.DEPUTY)
    }
    whom = told[Rung.ASSIGNED]
    if again or not whom:
        whom = whom | told[Rung.DEPUTY]
    if not whom:
        log.critical("doubt_reaches_nobody", young_person=str(person))
    return whom


def _told(rung: Rung, attached: Attached, moment: Moment) -> set[UUID]:
    return {verdict.member for verdict in resolve(rung, attached, moment) if verdict.told}
