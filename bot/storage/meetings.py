"""Sessions with young people, held or planned: written down, cancelled, and read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.schedule import SessionKind
from bot.storage.encryption import Vault
from bot.storage.plan_tables import session_members, sessions
from bot.storage.reading import name_of
from bot.storage.tables import young_people


@dataclass(frozen=True)
class Member:
    """Somebody of a session whom the reader sees."""

    id: UUID
    name: str = field(repr=False)
    cancelled_at: datetime | None


@dataclass(frozen=True)
class Meeting:
    """A session with those of its members whom the reader sees."""

    id: UUID
    kind: SessionKind
    held_on: date
    created_at: datetime
    members: tuple[Member, ...]

    @property
    def cancelled(self) -> bool:
        """Whether it takes place for nobody whom the reader sees."""
        return all(member.cancelled_at for member in self.members)


async def add(
    connection: AsyncConnection,
    kind: SessionKind,
    held_on: date,
    members: Sequence[UUID],
    by: UUID,
    now: datetime,
) -> UUID:
    """Write down a session; row-level security refuses members whom `by` does not see."""
    session = uuid4()
    row = {"id": session, "kind": kind, "held_on": held_on, "created_by": by, "created_at": now}
    await connection.execute(insert(sessions).values(row))
    joined = [{"session_id": session, "young_person_id": member} for member in members]
    await connection.execute(insert(session_members), joined)
    return session


async def cancel(
    connection: AsyncConnection, session: UUID, members: Sequence[UUID], by: UUID, now: datetime
) -> None:
    """Let it not take place for these members."""
    m = session_members.c
    query = update(session_members).where(
        m.session_id == session, m.young_person_id.in_(members), m.cancelled_at.is_(None)
    )
    await connection.execute(query.values(cancelled_at=now, cancelled_by=by))


async def between(
    connection: AsyncConnection,
    vault: Vault,
    first: date,
    last: date,
    *,
    person: UUID | None = None,
    session: UUID | None = None,
) -> list[Meeting]:
    """The sessions of these days, both included, oldest first: everybody's who is seen, or one person's."""
    m, s, y = session_members.c, sessions.c, young_people.c
    query = (
        select(
            s.id,
            s.kind,
            s.held_on,
            s.created_at,
            m.cancelled_at,
            y.id.label("who"),
            y.data_key,
            y.name_sealed,
        )
        .join(session_members, m.session_id == s.id)
        .join(young_people, y.id == m.young_person_id)
        .where(s.held_on.between(first, last))
        .order_by(s.held_on, s.created_at, s.id)
    )
    if person:
        query = query.where(y.id == person)
    if session:
        query = query.where(s.id == session)
    found: dict[UUID, Meeting] = {}
    for row in await connection.execute(query):
        member = Member(row.who, name_of(vault, row.who, row.data_key, row.name_sealed), row.cancelled_at)
        before = found[row.id].members if row.id in found else ()
        kind = SessionKind(row.kind)
        found[row.id] = Meeting(row.id, kind, row.held_on, row.created_at, (*before, member))
    return list(found.values())
