"""A person in place of the computer: taking a conversation over, writing, handing it back.

While somebody holds a conversation the assistant is silent and check-ins wait; messages are stored, screened
and alerted as always. The young person is told who writes, and when it is the computer again.
"""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts, contact, staff_notices
from bot.content import Content
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.contact_gate import HOME, Purpose, Refusal
from bot.parts import Parts
from bot.storage import audit, cases, contact_profiles, conversations, dispatches, people, takeovers
from bot.storage.cases import Subject
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson
from bot.storage.takeovers import Ending, Takeover

log = structlog.get_logger()

# A check-in that fell due meanwhile does not follow on the heels of a person.
CHECK_IN_AFTER = timedelta(hours=20)
# Whoever has written nothing for this part of the time allowed hears that the rest will end it.
WARNED_AFTER = 0.75
WAITS = Concern(Category.WORKER_CONTACT, Severity.MEDIUM, "rule", "contact:waits_for_person", 1.0, None)


class TakeoverError(Exception):
    """What was asked for is not possible as it stands; `reason` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Speaking(Protocol):
    """What writing needs of the spine's parts, or of the pages'."""

    @property
    def vault(self) -> Vault:
        """What opens a young person's data key."""

    @property
    def content(self) -> Content:
        """The texts in both languages."""


async def take_over(
    connection: AsyncConnection,
    parts: Speaking,
    person: YoungPerson,
    member: UUID,
    name: str,
    now: datetime,
    *,
    confirmed: bool = False,
) -> None:
    """Let `member` write from now on, under `name`.

    Raises TakeoverError: `yours_already`, `held` while another holds it and that was not `confirmed`, or a
    reason for which nothing could be written anyway.
    """
    await people.hold(connection, person.id)
    state = await contact_profiles.state(connection, person)
    held = await takeovers.current(connection, parts.vault, person)
    if reason := _impossible(person, state.consent_withdrawn):
        raise TakeoverError(reason)
    if held and held.practitioner_id == member:
        raise TakeoverError("yours_already")
    if held and not confirmed:
        raise TakeoverError("held")
    if held:
        await _end(connection, held, Ending.TAKEN, member, now)
        await _greeting_superseded(connection, person.id, held, now)
    await takeovers.begin(connection, parts.vault, person, member, name, now)
    await _notice(connection, parts, person, "person_here", name, now, member)
    await audit.record(connection, now, member, "conversation:take_over", person.id, from_other=bool(held))


def _impossible(person: YoungPerson, consent_withdrawn: bool) -> Refusal | None:
    found = {
        Refusal.NOT_ACTIVE: not person.active,
        Refusal.OPTED_OUT: person.opted_out,
        Refusal.NO_CONSENT: consent_withdrawn,
        Refusal.PAUSED: person.pause_reason is not None,
    }
    return next((reason for reason, holds in found.items() if holds), None)


async def write(
    connection: AsyncConnection,
    parts: Speaking,
    person: YoungPerson,
    member: UUID,
    text: str,
    once: UUID,
    now: datetime,
) -> None:
    """Put a person's text on its way; the gate decides when it leaves. A repeated `once` writes nothing more.

    Raises TakeoverError `not_yours` unless `member` holds the conversation.
    """
    await people.hold(connection, person.id)
    held = await _held_by(connection, parts, person, member)
    key = f"written:{person.id}:{once}"
    if await dispatches.exists(connection, key):
        return
    message = await contact.say(
        connection,
        parts,
        person,
        text,
        purpose=Purpose.PERSON,
        language=person.last_language,
        author="practitioner",
        now=now,
        answers=await takeovers.last_inbound(connection, person.id),
        written_by=member,
        key=key,
    )
    await takeovers.change(connection, held.id, active_at=now)
    await audit.record(connection, now, member, "message:write", message)


async def hand_back(
    connection: AsyncConnection, parts: Speaking, person: YoungPerson, member: UUID, now: datetime
) -> None:
    """Let the computer answer again, and say so; raises TakeoverError `not_yours`."""
    await people.hold(connection, person.id)
    held = await _held_by(connection, parts, person, member)
    await _leave(connection, parts, person, held, Ending.HANDED_BACK, member, now)
    await audit.record(connection, now, member, "conversation:hand_back", person.id)


async def _held_by(
    connection: AsyncConnection, parts: Speaking, person: YoungPerson, member: UUID
) -> Takeover:
    held = await takeovers.current(connection, parts.vault, person)
    if held is None or held.practitioner_id != member:
        raise TakeoverError("not_yours")
    return held


async def hand_back_idle(parts: Parts) -> int:
    """Let the computer answer again where a person has stopped writing; how many were looked at.

    Whoever holds the conversation is told before. Not in the middle of distress: then they, and those after
    them, are told of that instead.
    """
    now = parts.now()
    async with parts.database.transaction() as connection:
        idle = await takeovers.idle(connection, now - parts.takeover_idle * WARNED_AFTER)
    for person in idle:
        async with parts.database.transaction() as connection:
            await _hand_back_idle(connection, parts, person, now)
    return len(idle)


async def _hand_back_idle(connection: AsyncConnection, parts: Parts, person_id: UUID, now: datetime) -> None:
    await people.hold(connection, person_id)
    person = await people.by_id(connection, person_id)
    held = await takeovers.current(connection, parts.vault, person)
    if held is None:
        return
    distress, over = await takeovers.in_distress(connection, person_id), held.active_at + parts.takeover_idle
    if now <= over:
        if not distress:
            await _warn(connection, parts, person_id, held, over, now)
    elif not distress:
        await _leave(connection, parts, person, held, Ending.IDLE, None, now)
        await cases.add_task(connection, person_id, "handed_back_idle", now)
        await audit.record(connection, now, audit.SERVICE, "conversation:hand_back", person_id, idle=True)
    elif held.late_at is None:
        await _call_for_somebody(connection, parts, person_id, held, now)


async def _warn(
    connection: AsyncConnection, parts: Parts, person: UUID, held: Takeover, over: datetime, now: datetime
) -> None:
    """Tell whoever holds it that it will leave their hands: once after each time that they wrote."""
    if now < held.active_at + parts.takeover_idle * WARNED_AFTER:
        return
    if held.warned_at and held.warned_at >= held.active_at:
        return
    await takeovers.change(connection, held.id, warned_at=now)
    await staff_notices.tell(
        *(connection, parts, held.practitioner_id),
        f"takeover_ends:{held.id}:{held.active_at.timestamp():.0f}",
        "takeover_ends",
        now,
        time=over.astimezone(HOME).strftime("%H:%M"),
        url=f"{parts.public_address}/young-people/{person}/conversation",
    )


async def _call_for_somebody(
    connection: AsyncConnection, parts: Parts, person: UUID, held: Takeover, now: datetime
) -> None:
    await takeovers.change(connection, held.id, late_at=now)
    await cases.add_task(connection, person, "takeover_waits", now)
    subject = Subject(person, await takeovers.last_inbound(connection, person))
    await alerts.raise_concerns(connection, parts, subject, [WAITS], now)
    await audit.record(connection, now, audit.SERVICE, "conversation:waits", person)


async def _end(
    connection: AsyncConnection, held: Takeover, ending: Ending, member: UUID | None, now: datetime
) -> None:
    by = {"ended_by": member} if member else {}
    await takeovers.change(connection, held.id, until=now, ending=ending, **by)


async def _leave(
    connection: AsyncConnection,
    parts: Speaking,
    person: YoungPerson,
    held: Takeover,
    ending: Ending,
    member: UUID | None,
    now: datetime,
) -> None:
    """End it, say so unless nobody was told that a person writes, and begin afresh with the assistant."""
    await _end(connection, held, ending, member, now)
    if not await _greeting_superseded(connection, person.id, held, now):
        await _notice(connection, parts, person, "computer_here", held.shown_name, now, member)
    # What the assistant last asked is long out of place.
    await conversations.close_earlier(connection, person.id, now)
    if person.next_check_in_at:
        later = max(person.next_check_in_at, now + CHECK_IN_AFTER)
        await people.change(connection, person.id, next_check_in_at=later)


async def _greeting_superseded(
    connection: AsyncConnection, person: UUID, held: Takeover, now: datetime
) -> bool:
    """Whether nobody was told yet that a person writes: then nobody is."""
    waits = await takeovers.greeting_that_waits(connection, person, held.since)
    if waits:
        await dispatches.change(
            connection, waits, status="withheld", withheld_reason=Refusal.SUPERSEDED, settled_at=now
        )
    return waits is not None


async def _notice(
    connection: AsyncConnection,
    parts: Speaking,
    person: YoungPerson,
    which: str,
    name: str,
    now: datetime,
    member: UUID | None,
) -> None:
    covered = (await contact_profiles.state(connection, person)).covered
    text = f"cover.{which}_neutral" if covered else f"cover.{which}"
    await contact.say(
        connection,
        parts,
        person,
        parts.content.text(text, person.last_language, worker=name),
        purpose=Purpose.HANDOVER,
        language=person.last_language,
        author="service",
        now=now,
        answers=await takeovers.last_inbound(connection, person.id),
        neutral=covered,
        written_by=member,
    )
