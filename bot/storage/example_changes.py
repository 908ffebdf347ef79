"""Changed examples as they are kept: whole files beside what each began from, and who changed what."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.example_tables import example_edits, example_files

# Any number that no other lock uses.
_LOCK = 6_151_015


@dataclass(frozen=True)
class KeptFile:
    """A file as trainers have it, and the released file that their changes began from."""

    base: str
    content: str


@dataclass(frozen=True)
class Author:
    """Who brought an example into the state that it has, and when."""

    member: UUID
    at: datetime


@dataclass(frozen=True)
class EditRow:
    """One change, in the words of the files."""

    language: str
    topic: str
    before: str | None
    after: str | None
    to_topic: str


async def hold(connection: AsyncConnection) -> None:
    """Let no other change to the examples begin before this transaction ends."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def kept(connection: AsyncConnection) -> Mapping[str, KeptFile]:
    """Every file that trainers changed."""
    c = example_files.c
    rows = await connection.execute(select(c.path, c.base, c.content))
    return {row.path: KeptFile(row.base, row.content) for row in rows}


async def keep(connection: AsyncConnection, path: str, file: KeptFile, by: UUID, now: datetime) -> None:
    """Keep a file as it is from now on; one that is as it was released again is forgotten."""
    if file.base == file.content:
        await connection.execute(delete(example_files).where(example_files.c.path == path))
        return
    row = {
        "base": file.base,
        "base_hash": hashlib.sha256(file.base.encode()).hexdigest(),
        "content": file.content,
        "changed_by": by,
        "changed_at": now,
    }
    query = upsert(example_files).values(path=path, **row)
    await connection.execute(query.on_conflict_do_update(index_elements=["path"], set_=row))


async def note(connection: AsyncConnection, edits: Sequence[EditRow], by: UUID, now: datetime) -> None:
    """Write down who made these changes."""
    rows = [
        {
            "id": uuid4(),
            "made_at": now,
            "made_by": by,
            "language": edit.language,
            "topic": edit.topic,
            "before": edit.before,
            "after": edit.after,
            "to_topic": edit.to_topic,
        }
        for edit in edits
    ]
    await connection.execute(insert(example_edits), rows)


async def authors(connection: AsyncConnection) -> Mapping[tuple[str, str, str | None], Author]:
    """By (language, topic, text) who brought it in last, and by (language, topic, None, ...) nobody.

    What went is found by the topic that it went from: (language, topic, text) as well.
    """
    c = example_edits.c
    query = select(c.language, c.topic, c.before, c.after, c.to_topic, c.made_by, c.made_at).order_by(
        c.made_at
    )
    found: dict[tuple[str, str, str | None], Author] = {}
    for row in await connection.execute(query):
        author = Author(row.made_by, row.made_at)
        place, text = (row.to_topic, row.after) if row.after is not None else (row.topic, row.before)
        found[row.language, place, text] = author
    return found
