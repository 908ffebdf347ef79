"""What was said to a young person lately, and must not be said again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.domain.concerns import Severity
from bot.domain.contact_gate import Purpose
from bot.domain.doubts import UNPROVEN
from bot.storage import cases, contact_profiles, messages
from bot.storage.people import YoungPerson
from bot.storage.tables import messages as message_table

# One distress is often told in several texts: within this time its safety reply is not repeated.
SAME_DISTRESS = timedelta(minutes=30)
# Of several texts in a row only one is told that it arrived; whoever goes on later is not met with silence.
HEARD_LATELY = timedelta(minutes=10)


@dataclass(frozen=True)
class Said:
    """What was said to them lately.

    `more`: that more of a distress arrived. `ask_who`: whether it is them was not asked yet in this doubt;
    `who_answered`: it was, nothing could prove it, and nothing was said to what came back.
    """

    distress: Severity | None
    more: bool
    cover: bool
    ask_who: bool
    who_answered: bool


async def said_lately(connection: AsyncConnection, person: YoungPerson, now: datetime) -> Said:
    """All of it, as it is now."""
    lately = now - SAME_DISTRESS
    asked = await _times_asked_who(connection, person)
    unproven = person.pause_reason == UNPROVEN
    return Said(
        await _answered_distress(connection, person.id, lately),
        await messages.said_since(connection, person.id, Purpose.HEARD_AGAIN, now - HEARD_LATELY),
        await messages.said_since(connection, person.id, Purpose.COVER, lately),
        ask_who=asked == 0 and (unproven or await contact_profiles.has_safe_word(connection, person.id)),
        who_answered=asked == 1 and unproven,
    )


async def _times_asked_who(connection: AsyncConnection, person: YoungPerson) -> int | None:
    """None where there is no doubt."""
    if person.paused_at is None or person.pause_reason not in contact.DOUBTS:
        return None
    return await messages.times_said(connection, person.id, Purpose.IDENTITY, person.paused_at)


async def _answered_distress(connection: AsyncConnection, person: UUID, since: datetime) -> Severity | None:
    answered = select(message_table.c.answers_id).where(
        message_table.c.young_person_id == person,
        message_table.c.purpose == Purpose.SAFETY_REPLY,
        message_table.c.created_at > since,
    )
    found = [
        Severity(row.severity)
        for message in await connection.scalars(answered)
        for row in await cases.concerns_of(connection, message)
    ]
    return max(found, default=None)
