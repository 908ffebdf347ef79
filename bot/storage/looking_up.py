"""Finding a young person by name or number, neither of which is readable, and whom somebody saw last."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import names
from bot.storage.caseload_tables import name_tokens, recent_looks
from bot.storage.encryption import SealBrokenError, Vault
from bot.storage.reading import name_of
from bot.storage.tables import young_people

# No more than this many names are opened in one go.
AT_ONCE = 500


@dataclass(frozen=True)
class Looked:
    """Somebody who was looked at lately."""

    id: UUID
    name: str = field(repr=False)


def _hashed(vault: Vault, token: str) -> bytes:
    return vault.blind_index("name", token)


async def index_name(connection: AsyncConnection, vault: Vault, person: UUID, name: str) -> None:
    """Make a young person findable by this name."""
    rows = [{"young_person_id": person, "token": _hashed(vault, token)} for token in names.tokens(name)]
    if rows:
        await connection.execute(insert(name_tokens).on_conflict_do_nothing(), rows)


async def index_missing(connection: AsyncConnection, vault: Vault) -> int:
    """Make those findable who were added before names were; how many there were. Needs the worker's role.

    Whose key was destroyed has no name any more to be found by.
    """
    y = young_people.c
    known = exists().where(name_tokens.c.young_person_id == y.id)
    query = select(y.id, y.data_key, y.name_sealed).where(~known).limit(AT_ONCE)
    rows = (await connection.execute(query)).all()
    for row in rows:
        with suppress(SealBrokenError):
            await index_name(connection, vault, row.id, name_of(vault, row.id, row.data_key, row.name_sealed))
    return len(rows)


async def by_name(connection: AsyncConnection, vault: Vault, query: str) -> set[UUID]:
    """The visible young people whose name has a word that begins with each word of the query.

    A word of the query with fewer than three letters must be a whole word of the name.
    """
    wanted = {_hashed(vault, word) for word in names.words(query)}
    if not wanted:
        return set()
    t = name_tokens.c
    found = (
        select(t.young_person_id)
        .where(t.token.in_(wanted))
        .group_by(t.young_person_id)
        .having(func.count() == len(wanted))
    )
    return set(await connection.scalars(found))


async def by_number(connection: AsyncConnection, vault: Vault, number: str) -> set[UUID]:
    """The visible young person who has this number, in E.164."""
    query = select(young_people.c.id).where(young_people.c.phone_index == vault.blind_index("phone", number))
    return set(await connection.scalars(query))


async def note_look(connection: AsyncConnection, member: UUID, person: UUID, now: datetime) -> None:
    """Remember that somebody opened this young person's page."""
    row = insert(recent_looks).values(practitioner_id=member, young_person_id=person, at=now)
    keys = ["practitioner_id", "young_person_id"]
    await connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"at": now}))


async def lately(connection: AsyncConnection, vault: Vault, most: int = 6) -> list[Looked]:
    """Whom the signed-in member looked at last, the latest first; nobody whom they no longer see."""
    y = young_people.c
    query = (
        select(y.id, y.data_key, y.name_sealed)
        .join(recent_looks, recent_looks.c.young_person_id == y.id)
        .order_by(recent_looks.c.at.desc())
        .limit(most)
    )
    rows = await connection.execute(query)
    return [Looked(row.id, name_of(vault, row.id, row.data_key, row.name_sealed)) for row in rows]
