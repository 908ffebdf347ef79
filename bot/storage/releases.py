"""From a message to its release and back, for whoever works with the young person; and forgetting."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Severity
from bot.domain.contact_gate import HOME
from bot.domain.languages import Language
from bot.domain.review import Audience, Unsure
from bot.storage import caseload, cases, contact_profiles, people, writing
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.reading import name_of, staff_name
from bot.storage.review import text_place
from bot.storage.review_tables import release_links, released_messages, unsure_messages
from bot.storage.tables import messages, practitioners, young_people

GRAVE = Severity.MEDIUM
# Nobody decides any more about a message that was not understood so long ago.
NOTES_KEPT = timedelta(days=60)


@dataclass(frozen=True)
class Candidate:
    """A message that may be worth releasing; `grave` ones never go to trainers."""

    message: UUID
    person: UUID
    name: str = field(repr=False)
    text: str = field(repr=False)
    language: Language
    at: datetime
    why: Unsure | None
    grave: bool


@dataclass(frozen=True)
class Mine:
    """What was released of a young person's words, and can be taken back."""

    released: UUID
    person: UUID
    name: str = field(repr=False)
    text: str = field(repr=False)
    language: Language
    audience: Audience
    forget_on: date
    by: str


async def note_unsure(connection: AsyncConnection, message: UUID, person: UUID, now: datetime) -> None:
    """The assistant did not know what to make of a message: note which, and none of its words."""
    row = {"message_id": message, "young_person_id": person, "reason": Unsure.ASSISTANT, "noted_at": now}
    await connection.execute(insert(unsure_messages).values(row).on_conflict_do_nothing())


async def mark_misunderstood(connection: AsyncConnection, message: UUID, member: UUID, now: datetime) -> bool:
    """A practitioner says so; False for a message that they do not see."""
    person = await connection.scalar(
        select(messages.c.young_person_id).where(messages.c.id == message, messages.c.inbound)
    )
    if person is None:
        return False
    row = {
        "message_id": message,
        "young_person_id": person,
        "reason": Unsure.PRACTITIONER,
        "practitioner_id": member,
        "noted_at": now,
    }
    await connection.execute(insert(unsure_messages).values(row).on_conflict_do_nothing())
    return True


async def noted(connection: AsyncConnection, shown: Collection[UUID]) -> frozenset[UUID]:
    """Which of these messages are noted as misunderstood, by whomever and whatever was decided since."""
    query = select(unsure_messages.c.message_id).where(unsure_messages.c.message_id.in_(shown))
    return frozenset(await connection.scalars(query))


_FIELDS = (
    messages.c.id,
    messages.c.young_person_id,
    messages.c.body_sealed,
    messages.c.language,
    messages.c.created_at,
    young_people.c.data_key,
    young_people.c.name_sealed,
    unsure_messages.c.reason,
)


async def candidates(connection: AsyncConnection, vault: Vault, most: int) -> list[Candidate]:
    """What waits to be released or set aside, the newest first."""
    query = (
        select(*_FIELDS)
        .join(young_people, young_people.c.id == messages.c.young_person_id)
        .join(unsure_messages, unsure_messages.c.message_id == messages.c.id)
        .where(unsure_messages.c.set_aside_at.is_(None))
        .order_by(messages.c.sequence.desc())
        .limit(most)
    )
    return [await _candidate(connection, vault, row) for row in await connection.execute(query)]


async def candidate(connection: AsyncConnection, vault: Vault, message: UUID) -> Candidate | None:
    """Any message of a young person whom the reader sees, noted as unsure or not."""
    query = (
        select(*_FIELDS)
        .join(young_people, young_people.c.id == messages.c.young_person_id)
        .outerjoin(unsure_messages, unsure_messages.c.message_id == messages.c.id)
        .where(messages.c.id == message, messages.c.inbound)
    )
    row = (await connection.execute(query)).one_or_none()
    return await _candidate(connection, vault, row) if row else None


async def _candidate(connection: AsyncConnection, vault: Vault, row: Any) -> Candidate:
    key = vault.open_data_key(row.data_key, str(row.young_person_id))
    concerns = await cases.concerns_of(connection, row.id)
    return Candidate(
        message=row.id,
        person=row.young_person_id,
        name=name_of(vault, row.young_person_id, row.data_key, row.name_sealed),
        text=unseal(key, row.body_sealed, f"messages.body:{row.id}"),
        language=Language(row.language),
        at=row.created_at,
        why=Unsure(row.reason) if row.reason else None,
        grave=any(Severity(one.severity) >= GRAVE for one in concerns),
    )


async def set_aside(connection: AsyncConnection, message: UUID, now: datetime) -> bool:
    """Leave a candidate unreleased; False when it is none."""
    u = unsure_messages.c
    query = update(unsure_messages).where(u.message_id == message, u.set_aside_at.is_(None))
    return bool((await connection.execute(query.values(set_aside_at=now))).rowcount)


async def words_of_the_record(
    connection: AsyncConnection, vault: Vault, person: UUID, now: datetime
) -> tuple[str, ...]:
    """All that their own record would tell: names, number, agreed words, and who works with them."""
    one = await people.by_id(connection, person)
    row = (await connection.execute(select(young_people).where(young_people.c.id == person))).one()
    agreed = await contact_profiles.profile(connection, vault, one)
    workers = await caseload.workers(connection, vault, person, now)
    wrote = await writing.writers(connection, vault, person)
    phone = unseal(one.key(vault), row.phone_sealed, f"young_people.phone:{person}")
    return (
        name_of(vault, person, row.data_key, row.name_sealed),
        phone,
        agreed.safe_word,
        agreed.danger_word,
        agreed.details.preferred_name,
        agreed.details.worker_name,
        *(worker.name for worker in workers),
        *wrote.values(),
    )


async def release(
    connection: AsyncConnection,
    vault: Vault,
    message: UUID,
    redacted: str,
    *,
    language: Language,
    topics: Sequence[tuple[str, float | None]],
    audience: Audience,
    now: datetime,
    today: date,
    keep: timedelta,
) -> tuple[str, UUID]:
    """("released", its new id), or why the database refused."""
    released = uuid4()
    query = text(
        "SELECT hafan_release(:message, :released, :sealed, :language, CAST(:topics AS jsonb), :audience,"
        " :now, :today, :forget)"
    )
    values = {
        "message": message,
        "released": released,
        "sealed": seal(vault.service_key(), redacted, text_place(released)),
        "language": language,
        "topics": json.dumps([list(one) for one in topics]),
        "audience": audience,
        "now": now,
        "today": today,
        "forget": today + keep,
    }
    try:
        async with connection.begin_nested():
            return str(await connection.scalar(query, values)), released
    except IntegrityError:
        # Another click released it between this one's look and its writing.
        return "before", released


async def take_back(connection: AsyncConnection, released: UUID) -> bool:
    """Let it be as if it had not been released; False when it is gone, or not of somebody they see."""
    query = text("SELECT hafan_take_back(:released)")
    return bool(await connection.scalar(query, {"released": released}))


async def of_mine(connection: AsyncConnection, vault: Vault, most: int) -> list[Mine]:
    """What is with trainers or leads of the reader's young people, the newest first."""
    r, link, person = released_messages.c, release_links.c, young_people.c
    query = (
        select(
            r.id,
            link.young_person_id,
            person.data_key,
            person.name_sealed,
            r.text_sealed,
            r.language,
            r.audience,
            r.forget_on,
            link.released_by,
            practitioners.c.name_sealed.label("staff_sealed"),
        )
        .join(release_links, link.released_id == r.id)
        .join(young_people, person.id == link.young_person_id)
        .join(practitioners, practitioners.c.id == link.released_by)
        .order_by(link.released_at.desc())
        .limit(most)
    )
    return [
        Mine(
            row.id,
            row.young_person_id,
            name_of(vault, row.young_person_id, row.data_key, row.name_sealed),
            unseal(vault.service_key(), row.text_sealed, text_place(row.id)),
            Language(row.language),
            Audience(row.audience),
            row.forget_on,
            staff_name(vault, row.released_by, row.staff_sealed) or "",
        )
        for row in await connection.execute(query)
    ]


async def is_released(connection: AsyncConnection, message: UUID) -> bool:
    """Whether it is with trainers or leads now."""
    return bool(await connection.scalar(select(exists().where(release_links.c.message_id == message))))


async def forget(connection: AsyncConnection, now: datetime) -> None:
    """Delete what was settled or kept long enough, with its link, and old notes of unsure messages."""
    r, today = released_messages.c, now.astimezone(HOME).date()
    await connection.execute(
        delete(released_messages).where(or_(r.settled_on.is_not(None), r.forget_on <= today))
    )
    await connection.execute(delete(unsure_messages).where(unsure_messages.c.noted_at < now - NOTES_KEPT))
