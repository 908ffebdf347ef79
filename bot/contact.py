"""Writing to a young person: what is said is stored first, and leaves only through the contact gate."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Purpose
from bot.domain.doubts import UNPROVEN, Doubt
from bot.domain.languages import Language
from bot.storage import audit, cases, chat_access, messages, pauses, people, queue
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson

log = structlog.get_logger()

NOT_ALONE = "not_alone"
WRONG_PERSON = "wrong_person"
WHO_IS_IT = "who_is_it"
DANGER_WORD = "danger_word"
# What the safe word ends: it proves who holds the phone, not that all is well. Where none was agreed, a doubt
# of ours is `UNPROVEN`, which only a person can end, unless a word is agreed meanwhile.
DOUBTS = (WRONG_PERSON, WHO_IS_IT, UNPROVEN)
# The first ends by itself, those between with the safe word, and the last only by a person.
_GRAVER = (NOT_ALONE, UNPROVEN, WHO_IS_IT, WRONG_PERSON, DANGER_WORD)


class Sealing(Protocol):
    """Whatever holds the keys: the parts of the spine, or those of the pages."""

    @property
    def vault(self) -> Vault:
        """What opens a young person's data key."""


async def say(
    connection: AsyncConnection,
    parts: Sealing,
    person: YoungPerson,
    text: str,
    *,
    purpose: Purpose,
    language: Language,
    author: str,
    now: datetime,
    check_in: UUID | None = None,
    answers: UUID | None = None,
    neutral: bool = False,
    written_by: UUID | None = None,
    key: str | None = None,
    channel: str | None = None,
) -> UUID:
    """Store a text for a young person and put it on the way; the message's id.

    It leaves by the channel given, or `chat_access.channel_for`'s; safety replies wait for no other text.
    `neutral`: it would tell nothing to somebody else who reads it. A `key` may be used only once.
    """
    channel = channel or await chat_access.channel_for(connection, person.id, purpose, answers, now)
    message = await messages.write(
        connection,
        parts.vault,
        person,
        text=text,
        author=author,
        purpose=purpose,
        language=language,
        check_in=check_in,
        answers=answers,
        now=now,
        written_by=written_by,
        channel=channel,
    )
    key = key or f"message:{message}"
    await put_on_the_way(
        connection, person.id, message, purpose, now, key=key, channel=channel, neutral=neutral
    )
    return message


async def put_on_the_way(
    connection: AsyncConnection,
    person: UUID,
    message: UUID,
    purpose: Purpose,
    now: datetime,
    *,
    key: str,
    channel: str,
    neutral: bool,
) -> None:
    """Let what was said leave by this channel, as far as the gate lets it; it may have left by another."""
    dispatch = await messages.dispatch(
        connection,
        key=key,
        purpose=purpose,
        now=now,
        channel=channel,
        young_person_id=person,
        message_id=message,
        neutral=neutral,
    )
    assert dispatch is not None
    await queue.enqueue(connection, queue.SEND, dispatch, lock=f"{_lane(purpose)}:{person}")


_AHEAD = (Purpose.SAFETY_REPLY, Purpose.HEARD_AGAIN, Purpose.COVER)


def _lane(purpose: Purpose) -> str:
    return "safety" if purpose in _AHEAD else "texts"


async def opt_out(
    connection: AsyncConnection, person: UUID, now: datetime, *, task: str = "opted_out"
) -> None:
    """Stop writing to a young person, and tell the practitioner that there is something to do."""
    await people.change(connection, person, opted_out_at=now)
    await cases.add_task(connection, person, task, now)
    await audit.record(connection, now, audit.SERVICE, "young_person:opt_out", person)
    log.info("opted_out", young_person=str(person))


async def opt_in(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """Write to a young person again, because they asked for it."""
    await people.change(connection, person, opted_out_at=None)
    await cases.opted_in(connection, person, now)
    await audit.record(connection, now, audit.SERVICE, "young_person:opt_in", person)


async def pause(
    connection: AsyncConnection, person: UUID, reason: str, now: datetime, *, task: str | None = None
) -> None:
    """Write nothing for now: somebody else may hold the phone. A graver reason is not replaced.

    `task` says more exactly than the reason what there is to do.
    """
    current = (await people.by_id(connection, person)).pause_reason
    if current is None or _GRAVER.index(reason) > _GRAVER.index(current):
        await people.change(connection, person, paused_at=now, pause_reason=reason)
    # A pause that only a proof or a person ends must not hide behind a task that is left from an earlier one.
    begins = current is None and reason in DOUBTS
    add = cases.add_new_task if begins else cases.add_task
    await add(connection, person, task or reason, now)
    await audit.record(connection, now, audit.SERVICE, "young_person:pause", person, reason=reason)


async def resume(connection: AsyncConnection, person: UUID, now: datetime, actor: UUID | str) -> None:
    """End a pause. Whoever of the staff does so has made sure who writes: nothing is left of the doubt."""
    await people.change(connection, person, paused_at=None, pause_reason=None)
    if isinstance(actor, UUID):
        await cases.settle_tasks(connection, person, (*DOUBTS, *Doubt, pauses.REMINDER), actor, now)
    await audit.record(connection, now, actor, "young_person:resume", person)
