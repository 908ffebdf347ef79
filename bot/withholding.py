"""What the contact gate says of a text that is about to leave, and what becomes of one that may not."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import (
    ContactState,
    Outgoing,
    Purpose,
    Refusal,
    Verdict,
    help_unwanted,
    must_be_neutral,
    verdict,
)
from bot.domain.giving_away import names_help
from bot.domain.schedule import Reason
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, dispatches, messages, people, plans, proofs, queue
from bot.storage.people import YoungPerson
from bot.storage.tables import messages as message_table

# Whoever wrote or planned these must hear that they did not leave.
_TOLD = {Purpose.PERSON: "text_not_sent", Purpose.SAFETY_REPLY: "safety_reply_not_sent"}
LATE_REPLY = "reply_too_late"
# The first is opened anew when its hour comes; the second would come too late to be of use.
_NOT_HELD = (Purpose.CHECK_IN, Purpose.REMINDER)


async def withheld(connection: AsyncConnection, parts: Parts, row: Row[Any], now: datetime) -> bool:
    """Whether the gate keeps this text back now: then it is settled for good, or waits for a safe hour."""
    if row.young_person_id is None:
        return False
    person = await people.by_id(connection, row.young_person_id)
    state = await contact_profiles.state(connection, person)
    purpose = Purpose(row.purpose)
    text = await _outgoing(connection, parts, person, state, row, now)
    found = verdict(text, state, parts.hours, now)
    if found.refusal is None:
        return False
    if found.until and purpose not in _NOT_HELD:
        await _hold(connection, row, found.until)
    else:
        await _settle(connection, row, person, found, now)
    await audit.record(connection, now, audit.SERVICE, "dispatch:withhold", row.id, reason=found.refusal)
    return True


async def _outgoing(
    connection: AsyncConnection,
    parts: Parts,
    person: YoungPerson,
    state: ContactState,
    row: Row[Any],
    now: datetime,
) -> Outgoing:
    """What the gate asks of it; its words are opened only where they decide."""
    purpose, answers = Purpose(row.purpose), await answers_at(connection, row)
    if row.neutral or not (must_be_neutral(purpose, state) or help_unwanted(purpose, state)):
        return Outgoing(purpose, row.created_at, answers, row.neutral)
    said = await messages.inbound(connection, parts.vault, person, row.message_id)
    theirs = await proofs.plainly_theirs(
        connection,
        parts.vault,
        person,
        state,
        check_in=said.check_in_id,
        channel=row.channel,
        now=now,
    )
    return Outgoing(purpose, row.created_at, answers, row.neutral, theirs, names_help(said.text))


async def answers_at(connection: AsyncConnection, row: Row[Any]) -> datetime | None:
    """When the words were written that this text answers."""
    answered = message_table.alias()
    query = (
        select(answered.c.created_at)
        .join(message_table, message_table.c.answers_id == answered.c.id)
        .where(message_table.c.id == row.message_id)
    )
    written: datetime | None = await connection.scalar(query)
    return written


async def _hold(connection: AsyncConnection, row: Row[Any], until: datetime) -> None:
    """Held texts keep an order of their own: they must not hold back an answer given meanwhile."""
    await dispatches.change(connection, row.id, status="held", held_until=until)
    await queue.enqueue(connection, queue.SEND, row.id, lock=f"held:{row.young_person_id}", at=until)


async def _settle(
    connection: AsyncConnection, row: Row[Any], person: YoungPerson, found: Verdict, now: datetime
) -> None:
    reason, purpose = found.refusal, Purpose(row.purpose)
    await dispatches.change(connection, row.id, status="withheld", withheld_reason=reason, settled_at=now)
    if purpose is Purpose.CHECK_IN and reason in (Refusal.UNSAFE_HOUR, Refusal.NOT_NEUTRAL):
        # The opening of a check-in that was held up, or written for another profile: it is opened again.
        await plans.wish_for(connection, person.id, found.until or now, Reason.HELD)
    if kind := _TOLD.get(purpose) or (LATE_REPLY if reason is Refusal.STALE else None):
        await cases.add_task(connection, person.id, kind, now)
