"""One gentle reminder of a check-in that nobody answered, and never a second."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.contact_gate import Outgoing, Purpose, verdict
from bot.parts import Parts
from bot.storage import audit, chat_access, contact_profiles, conversations, people, reminders
from bot.storage.encryption import SealBrokenError

log = structlog.get_logger()

# Most people answer within the day if they do at all.
REMIND_AFTER = timedelta(hours=20)
# Later than this an answer would no longer find its check-in open.
NOT_AFTER = timedelta(hours=40)
# Shortly before the next check-in a reminder would be one text too many.
BEFORE_THE_NEXT = timedelta(hours=24)


async def remind(parts: Parts) -> int:
    """Remind whoever got a check-in yesterday and said nothing, if their plan wants it; how many were."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        found = await reminders.unanswered(connection, _opened(now), now + BEFORE_THE_NEXT)
    return sum([await _remind_one(parts, one.id, one.young_person_id) for one in found])


def _opened(now: datetime) -> tuple[datetime, datetime]:
    return now - NOT_AFTER, now - REMIND_AFTER


async def _remind_one(parts: Parts, check_in: UUID, person: UUID) -> bool:
    """What fails for one young person leaves the others theirs."""
    try:
        async with parts.database.transaction() as connection:
            return await _remind(connection, parts, check_in, person)
    except (SQLAlchemyError, SealBrokenError, LookupError) as failure:
        log.error("reminder_failed", young_person=str(person), kind=type(failure).__name__)
        return False


async def _remind(connection: AsyncConnection, parts: Parts, check_in: UUID, person_id: UUID) -> bool:
    """Send it if it may leave now; otherwise the next look asks again, until it would be too late."""
    now = parts.now()
    await people.hold(connection, person_id)
    still = await reminders.unanswered(connection, _opened(now), now + BEFORE_THE_NEXT, check_in)
    person = await chat_access.as_spoken(connection, await people.by_id(connection, person_id), now)
    state = await contact_profiles.state(connection, person)
    wanted = Outgoing(Purpose.REMINDER, now, neutral=state.covered)
    if not still or verdict(wanted, state, parts.hours, now).refusal:
        return False
    await contact.say(
        connection,
        parts,
        person,
        parts.content.text("plans.reminder_neutral" if state.covered else "plans.reminder", person.language),
        purpose=Purpose.REMINDER,
        language=person.language,
        author="service",
        now=now,
        check_in=check_in,
        neutral=state.covered,
    )
    await conversations.change(connection, check_in, reminded_at=now)
    await audit.record(connection, now, audit.SERVICE, "check_in:remind", check_in)
    return True
