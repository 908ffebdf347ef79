"""Web chat as its own pages use it: every question goes through a function of the database that is bound to
the hash of a token, and answers only about whoever that token was made for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import chat
from bot.domain.languages import Language
from bot.storage.encryption import Vault, unseal
from bot.storage.sign_ins import token_hash
from bot.storage.tables import messages


@dataclass(frozen=True)
class Door:
    """Where a link or an unfinished visit leads, before the PIN."""

    kind: str
    young_person: UUID
    language: Language
    pin_hash: str | None = field(repr=False)
    locked: bool


@dataclass(frozen=True)
class Visit:
    """A visit that has not ended. `covered`: others may look at the device. `stopped`: they opted out."""

    id: UUID
    young_person: UUID
    language: Language
    began_at: datetime
    open_until: datetime
    pin_chosen_at: datetime | None
    covered: bool
    token: str = field(repr=False)
    key: bytes = field(repr=False)
    details: bytes | None = field(repr=False)
    stopped: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether it shows anything; otherwise it asks for the PIN again."""
        return self.open_until > now


@dataclass(frozen=True)
class Said:
    """One message as the chat shows it."""

    sequence: int
    mine: bool
    author: str
    text: str = field(repr=False)
    language: Language
    shown_at: datetime


@dataclass(frozen=True)
class Kept:
    """One message of theirs, with what became of it. `read_as` is the reader's place with them, if any."""

    text: str = field(repr=False)
    at: datetime
    channel: str
    read_at: datetime | None
    read_as: str | None
    taken_at: datetime | None


async def door(connection: AsyncConnection, token: str, now: datetime) -> Door | None:
    """The door of a link that can still be used, or of a visit that has not ended."""
    query = sql("SELECT * FROM chat_door(:key, :at)")
    row = (await connection.execute(query, {"key": token_hash(token), "at": now})).one_or_none()
    if row is None:
        return None
    return Door(row.kind, row.young_person_id, Language(row.language), row.pin_hash, row.locked)


async def count_try(connection: AsyncConnection, token: str, now: datetime) -> bool:
    """Count a try at the PIN; False when there have been too many."""
    return bool(await connection.scalar(select(func.chat_try(token_hash(token), now))))


async def lock(connection: AsyncConnection, token: str, now: datetime) -> bool:
    """Let nobody in any more after the last try, and leave a task; True when this was the moment."""
    return bool(await connection.scalar(select(func.chat_lock(token_hash(token), now))))


async def enter(
    connection: AsyncConnection, token: str, visit: str, chosen: str | None, now: datetime
) -> bool:
    """Spend a link and begin a visit under another token. `chosen` is the hash of a PIN chosen just now."""
    shown = now if chosen else None
    times = (now, now + chat.OPEN, now + chat.VISIT)
    query = func.chat_enter(token_hash(token), uuid4(), token_hash(visit), chosen, shown, *times)
    return bool(await connection.scalar(select(query)))


async def reopen(connection: AsyncConnection, token: str, now: datetime) -> bool:
    """Go on with a visit after its PIN was right."""
    return bool(await connection.scalar(select(func.chat_reopen(token_hash(token), now, now + chat.OPEN))))


async def visit(connection: AsyncConnection, vault: Vault, token: str, now: datetime) -> Visit | None:
    """The visit that a token belongs to, while it has not ended."""
    query = sql("SELECT * FROM chat_visit(:key, :at)")
    row = (await connection.execute(query, {"key": token_hash(token), "at": now})).one_or_none()
    if row is None:
        return None
    return Visit(
        row.id,
        row.young_person_id,
        Language(row.language),
        row.created_at,
        row.open_until,
        row.shown_since,
        row.covered,
        token,
        vault.open_data_key(row.data_key, str(row.young_person_id)),
        row.details_sealed,
        row.stopped,
    )


async def keep(
    connection: AsyncConnection,
    token: str,
    *,
    open_until: datetime | None = None,
    language: Language | None = None,
    ended_at: datetime | None = None,
) -> None:
    """Note a sign of life, another language, or the end of a visit."""
    await connection.execute(select(func.chat_keep(token_hash(token), open_until, language, ended_at)))


async def said(connection: AsyncConnection, one: Visit, since: datetime, now: datetime) -> list[Said]:
    """The conversation since then, on whichever channel, in order; nothing that the gate held back.

    What left for the chat and later by text as well is there once, as of the first time.
    """
    query = sql("SELECT * FROM chat_said(:key, :since, :at)")
    rows = await connection.execute(query, {"key": token_hash(one.token), "since": since, "at": now})
    last_first = sorted(rows, key=lambda row: row.shown_at, reverse=True)
    once = {row.sequence: row for row in last_first}
    return [
        Said(row.sequence, row.inbound, row.author, _opened(one, row), Language(row.language), row.shown_at)
        for _, row in sorted(once.items())
    ]


def _opened(one: Visit, row: Any) -> str:
    return unseal(one.key, row.body_sealed, f"messages.body:{row.id}")


async def seen(connection: AsyncConnection, one: Visit, shown: datetime, now: datetime) -> None:
    """Everything that left for the chat until then was shown on their screen."""
    await connection.execute(select(func.chat_seen(token_hash(one.token), shown, now)))


async def record(connection: AsyncConnection, one: Visit, since: datetime, now: datetime) -> list[Kept]:
    """What they wrote, the newest first, and what became of it."""
    query = sql("SELECT * FROM chat_record(:key, :since, :at)")
    rows = await connection.execute(query, {"key": token_hash(one.token), "since": since, "at": now})
    return [
        Kept(_opened(one, row), row.created_at, row.channel, row.read_at, row.read_as, row.taken_at)
        for row in rows
    ]


async def answers(
    connection: AsyncConnection, one: Visit, since: datetime, now: datetime
) -> list[tuple[str, int | None, datetime]]:
    """(kind, value, when) of every answer that was kept as a number."""
    query = sql("SELECT kind, value, recorded_at FROM chat_answers(:key, :since, :at)")
    rows = await connection.execute(query, {"key": token_hash(one.token), "since": since, "at": now})
    return [(row.kind, row.value, row.recorded_at) for row in rows]


async def ask(connection: AsyncConnection, one: Visit, wish: str, now: datetime) -> bool:
    """Leave word that they want their data corrected or deleted; people see to it."""
    return bool(await connection.scalar(select(func.chat_ask(token_hash(one.token), wish, now))))


async def want_link(connection: AsyncConnection, token: str, now: datetime) -> None:
    """Leave their practitioner a task, if this was ever anybody's link or visit; nobody learns whether."""
    await connection.execute(select(func.chat_want_link(token_hash(token), now)))


async def sequence_of(connection: AsyncConnection, provider_id: str) -> int:
    """Under which number a message of the chat was stored."""
    c = messages.c
    query = select(c.sequence).where(c.channel == chat.CHAT, c.provider_id == provider_id)
    number: int = (await connection.execute(query)).scalar_one()
    return number
