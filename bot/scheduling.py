"""Keeping when a young person's next check-in comes: worked out anew whenever something changes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Hours, safe_week
from bot.domain.schedule import Due, next_check_in
from bot.storage import contact_profiles, people, plans


async def reschedule(connection: AsyncConnection, hours: Hours, person: UUID, now: datetime) -> Due | None:
    """Work out the next check-in and keep it; `hours` are the service's own.

    Called when one was opened, and when plan, sessions or safe hours change. What somebody asked for stays.
    """
    rhythm, past = await plans.past(connection, person, now)
    state = await contact_profiles.state(connection, await people.by_id(connection, person))
    due = next_check_in(rhythm, past, safe_week(state, hours), now) if state.active else None
    await plans.set_next(connection, person, due)
    return due
