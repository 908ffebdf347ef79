"""Messages in both directions, texts from unknown numbers, and everything that waits to be sent."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.storage import queue
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson
from bot.storage.tables import dispatches, messages, unknown_messages

SMS = "sms"


@dataclass(frozen=True)
class Inbound:
    """One accepted message, as the reply job reads it."""

    id: UUID
    young_person_id: UUID
    check_in_id: UUID
    text: str = field(repr=False)
    language: Language
    handled: bool
    channel: str = SMS


async def accept(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    *,
    check_in: UUID,
    provider_id: str,
    body: str,
    media_count: int,
    language: Language,
    now: datetime,
    channel: str = SMS,
) -> UUID | None:
    """Store one message from a young person; None when this provider id is already here."""
    message = uuid4()
    row = {
        "id": message,
        "young_person_id": person.id,
        "check_in_id": check_in,
        "inbound": True,
        "author": "young_person",
        "channel": channel,
        "provider_id": provider_id,
        "body_sealed": seal(person.key(vault), body, f"messages.body:{message}"),
        "media_count": media_count,
        "language": language,
        "created_at": now,
    }
    query = insert(messages).values(row).on_conflict_do_nothing(index_elements=["channel", "provider_id"])
    stored: UUID | None = await connection.scalar(query.returning(messages.c.id))
    return stored


async def inbound(connection: AsyncConnection, vault: Vault, person: YoungPerson, message: UUID) -> Inbound:
    """One message, opened: an accepted one, or one of ours that is looked at again."""
    row = (await connection.execute(select(messages).where(messages.c.id == message))).one()
    body = unseal(person.key(vault), row.body_sealed, f"messages.body:{message}")
    language = Language(row.language)
    handled = row.handled_at is not None
    return Inbound(message, row.young_person_id, row.check_in_id, body, language, handled, row.channel)


async def owner(connection: AsyncConnection, message: UUID) -> UUID:
    """Whose message it is."""
    query = select(messages.c.young_person_id).where(messages.c.id == message)
    person: UUID = (await connection.execute(query)).scalar_one()
    return person


async def is_newest(connection: AsyncConnection, message: UUID) -> bool:
    """Whether the young person has sent nothing after this message."""
    later = messages.alias()
    query = select(later.c.id).where(
        messages.c.id == message,
        later.c.young_person_id == messages.c.young_person_id,
        later.c.inbound,
        later.c.sequence > messages.c.sequence,
    )
    return (await connection.execute(query.limit(1))).first() is None


async def came_since(connection: AsyncConnection, person: UUID, since: datetime) -> int:
    """How many messages they have sent since then."""
    c = messages.c
    query = select(func.count()).where(c.young_person_id == person, c.inbound, c.created_at > since)
    return (await connection.execute(query)).scalar_one()


async def earlier(
    connection: AsyncConnection, person: UUID, message: UUID, most: int
) -> tuple[datetime | None, list[Language]]:
    """When they last wrote before this message, and the languages of so many texts before it."""
    c = messages.c
    query = (
        select(c.created_at, c.language)
        .where(c.young_person_id == person, c.inbound, c.id != message)
        .order_by(c.sequence.desc())
        .limit(most)
    )
    rows = list(await connection.execute(query))
    return (rows[0].created_at if rows else None), [Language(row.language) for row in rows]


async def said_since(connection: AsyncConnection, person: UUID, purpose: Purpose, since: datetime) -> bool:
    """Whether a text of this purpose was written to them since then."""
    return await times_said(connection, person, purpose, since) > 0


async def times_said(connection: AsyncConnection, person: UUID, purpose: Purpose, since: datetime) -> int:
    """How many texts of this purpose were written to them since then."""
    c = messages.c
    query = select(func.count()).where(
        c.young_person_id == person, c.purpose == purpose, c.created_at >= since
    )
    return int(await connection.scalar(query) or 0)


async def without_job(
    connection: AsyncConnection, since: datetime, before: datetime, times: int
) -> list[tuple[UUID, UUID]]:
    """(message, young person) of what was accepted in between, waits for an answer and has no job for it,
    in order; not what failed more than `times` already.
    """
    c = messages.c
    query = select(c.id, c.young_person_id).where(
        c.inbound,
        c.handled_at.is_(None),
        c.created_at.between(since, before),
        ~queue.has_job(queue.REPLY, c.id),
        queue.failures(queue.REPLY, c.id) <= times,
    )
    return [(row.id, row.young_person_id) for row in await connection.execute(query.order_by(c.sequence))]


async def claim(connection: AsyncConnection, message: UUID, now: datetime) -> bool:
    """Mark a message as answered; False when another run of the job was there before."""
    query = update(messages).where(messages.c.id == message, messages.c.handled_at.is_(None))
    return bool((await connection.execute(query.values(handled_at=now))).rowcount)


async def write(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    *,
    text: str,
    author: str,
    purpose: Purpose,
    language: Language,
    check_in: UUID | None,
    answers: UUID | None,
    now: datetime,
    written_by: UUID | None = None,
    channel: str = SMS,
) -> UUID:
    """Store one message to a young person; sending it is the dispatch's matter."""
    message = uuid4()
    await connection.execute(
        insert(messages).values(
            id=message,
            young_person_id=person.id,
            check_in_id=check_in,
            inbound=False,
            author=author,
            purpose=purpose,
            channel=channel,
            body_sealed=seal(person.key(vault), text, f"messages.body:{message}"),
            language=language,
            answers_id=answers,
            created_at=now,
            written_by=written_by,
        )
    )
    return message


async def accept_unknown(
    connection: AsyncConnection,
    vault: Vault,
    *,
    provider_id: str,
    number: str,
    body: str,
    media_count: int,
    language: Language,
    now: datetime,
) -> UUID | None:
    """Keep a text from a number that nobody has, apart from every young person; None when already here."""
    message, key = uuid4(), vault.service_key()
    row = {
        "id": message,
        "channel": SMS,
        "provider_id": provider_id,
        "number_index": vault.blind_index("phone", number),
        "number_sealed": seal(key, number, f"unknown_messages.number:{message}"),
        "body_sealed": seal(key, body, f"unknown_messages.body:{message}"),
        "media_count": media_count,
        "language": language,
        "created_at": now,
    }
    query = (
        insert(unknown_messages).values(row).on_conflict_do_nothing(index_elements=["channel", "provider_id"])
    )
    stored: UUID | None = await connection.scalar(query.returning(unknown_messages.c.id))
    return stored


async def unknown_number(connection: AsyncConnection, vault: Vault, message: UUID) -> str:
    """The number that a text from nobody we know came from."""
    sealed = (
        await connection.execute(
            select(unknown_messages.c.number_sealed).where(unknown_messages.c.id == message)
        )
    ).scalar_one()
    return unseal(vault.service_key(), sealed, f"unknown_messages.number:{message}")


async def unknown_language(connection: AsyncConnection, message: UUID) -> Language:
    """The language to answer a text from nobody we know in: the text itself is in both."""
    query = select(unknown_messages.c.language).where(unknown_messages.c.id == message)
    wrote = Language((await connection.execute(query)).scalar_one())
    return Language.WELSH if wrote is Language.WELSH else Language.ENGLISH


async def tell(
    connection: AsyncConnection,
    vault: Vault,
    key: str,
    text: str,
    *,
    purpose: Purpose,
    now: datetime,
    channel: str = SMS,
    **values: object,
) -> UUID | None:
    """Make words for one of the staff wait to be sent, sealed; None when `key` shows that they already do."""
    sealed = seal(vault.service_key(), text, f"dispatches.body:{key}")
    return await dispatch(
        connection, key=key, purpose=purpose, now=now, channel=channel, body_sealed=sealed, **values
    )


async def dispatch(
    connection: AsyncConnection,
    *,
    key: str,
    purpose: Purpose,
    now: datetime,
    channel: str = SMS,
    **values: object,
) -> UUID | None:
    """Make something wait to be sent; None when `key` shows that it already does or did."""
    row = {
        "id": uuid4(),
        "key": key,
        "purpose": purpose,
        "channel": channel,
        "status": "queued",
        "created_at": now,
    }
    query = insert(dispatches).values(row | values).on_conflict_do_nothing(index_elements=["key"])
    stored: UUID | None = await connection.scalar(query.returning(dispatches.c.id))
    return stored
