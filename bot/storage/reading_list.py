"""Messages that nobody has read yet; row-level security decides whose."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Float, Select, and_, case, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Category, Severity
from bot.domain.languages import Language
from bot.domain.reading_list import Doubt, Waiting
from bot.storage.caseload_tables import reading_watchers
from bot.storage.encryption import Vault, unseal
from bot.storage.reading import Evidence
from bot.storage.tables import alerts, concerns, messages, unknown_messages, young_people

_MODEL = "model"


@dataclass(frozen=True)
class Counts:
    """How much waits, and since when."""

    unread: int
    marked: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Unread:
    """One message that waits, opened."""

    id: UUID
    young_person_id: UUID
    name: str = field(repr=False)
    body: str = field(repr=False)
    media_count: int
    language: Language
    at: datetime
    doubt: Doubt
    evidence: tuple[Evidence, ...]
    alert: str | None


def _mine() -> Any:
    """The unread messages that the signed-in member may see."""
    return func.hafan_unread().table_valued(*messages.c, name="mine")


def _marks(beside: Any) -> Any:
    """What screening found in the one message that stands beside this in a query."""
    c = concerns.c
    return (
        select(
            func.count().label("found"),
            func.bool_or(c.alert_id.is_not(None)).label("paged"),
            func.bool_or(and_(c.source == _MODEL, c.alert_id.is_(None))).label("unsure"),
            func.max(c.score).label("score"),
        )
        .where(c.message_id == beside.c.id)
        .lateral("marks")
    )


def _doubt(marks: Any) -> Any:
    return case(
        (marks.c.found == 0, literal(int(Doubt.PLAIN))),
        (marks.c.paged, literal(int(Doubt.ON_ALERT))),
        (marks.c.unsure, literal(int(Doubt.UNSURE))),
        else_=literal(int(Doubt.MILD)),
    )


async def counts(connection: AsyncConnection) -> Counts:
    """How much waits for the signed-in member."""
    unread = _mine()
    marks = _marks(unread)
    marked = func.count().filter(marks.c.found > 0)
    query = select(func.count(), marked, func.min(unread.c.created_at))
    mine = (await connection.execute(query.join_from(unread, marks, literal(True)))).one()
    u = unknown_messages.c
    others = select(func.count(), func.min(u.created_at)).where(u.read_at.is_(None))
    unknown = (await connection.execute(others)).one()
    oldest = [at for at in (mine[2], unknown[1]) if at]
    return Counts(mine[0] + unknown[0], mine[1], min(oldest, default=None))


async def total(connection: AsyncConnection) -> int:
    """How many messages wait, for the navigation of every page."""
    u = unknown_messages.c
    known = select(func.count()).select_from(_mine()).scalar_subquery()
    unknown = select(func.count()).select_from(unknown_messages).where(u.read_at.is_(None)).scalar_subquery()
    number: int = (await connection.execute(select(known + unknown))).scalar_one()
    return number


async def unread(connection: AsyncConnection, vault: Vault, *, skip: int, most: int) -> list[Unread]:
    """A page of what waits, the most doubtful first; plain ones person by person, the longest wait first."""
    mine = _mine()
    marks = _marks(mine)
    doubt = _doubt(marks).label("doubt")
    m = mine.c
    score = case((doubt == int(Doubt.PLAIN), 0.0), else_=cast(marks.c.score, Float))
    waited = case(
        (doubt == int(Doubt.PLAIN), func.min(m.created_at).over(partition_by=(m.young_person_id, doubt))),
        else_=m.created_at,
    )
    query = (
        select(*_columns(m), doubt)
        .join_from(mine, young_people, young_people.c.id == m.young_person_id)
        .join(marks, literal(True))
        .order_by(doubt, score.desc(), waited, m.young_person_id, m.sequence)
    )
    return await _opened(connection, vault, query.offset(skip).limit(most))


def _columns(m: Any) -> list[Any]:
    y = young_people.c
    return [
        *(m.id, m.young_person_id, m.body_sealed, m.media_count, m.language, m.created_at),
        *(y.data_key, y.name_sealed),
    ]


async def _opened(connection: AsyncConnection, vault: Vault, query: Select[Any]) -> list[Unread]:
    rows = (await connection.execute(query)).all()
    found = await _evidence(connection, [row.id for row in rows])
    return [_unread(vault, row, found[row.id]) for row in rows]


def _unread(vault: Vault, row: Any, found: list[tuple[Evidence, str | None]]) -> Unread:
    key = vault.open_data_key(row.data_key, str(row.young_person_id))
    return Unread(
        row.id,
        row.young_person_id,
        unseal(key, row.name_sealed, f"young_people.name:{row.young_person_id}"),
        unseal(key, row.body_sealed, f"messages.body:{row.id}"),
        row.media_count,
        Language(row.language),
        row.created_at,
        Doubt(row.doubt),
        tuple(evidence for evidence, _ in found),
        next((alert for _, alert in found if alert), None),
    )


async def _evidence(
    connection: AsyncConnection, ids: Collection[UUID]
) -> dict[UUID, list[tuple[Evidence, str | None]]]:
    """What screening found in each message, the surest first, and the alert that it is on."""
    query = select(concerns, alerts.c.reference).outerjoin(alerts, alerts.c.id == concerns.c.alert_id)
    query = query.where(concerns.c.message_id.in_(ids)).order_by(concerns.c.score.desc())
    found: dict[UUID, list[tuple[Evidence, str | None]]] = defaultdict(list)
    for row in await connection.execute(query):
        span = (row.span_start, row.span_end) if row.span_start is not None else None
        evidence = Evidence(
            *(Category(row.category), Severity(row.severity), row.source, row.rule, row.score),
            span=span,
            message_id=row.message_id,
            unknown_message_id=None,
        )
        found[row.message_id].append((evidence, row.reference))
    return found


async def waiting(connection: AsyncConnection, before: datetime) -> dict[UUID | None, Waiting]:
    """Whose messages have waited since `before` or longer; None stands for all unknown numbers."""
    marks, m, u = _marks(messages), messages.c, unknown_messages.c
    marked = func.min(m.created_at).filter(and_(marks.c.found > 0, marks.c.paged.is_not(True)))
    query = (
        select(m.young_person_id, marked.label("marked"), func.min(m.created_at).label("oldest"))
        .join_from(messages, marks, literal(True))
        .where(m.inbound, m.read_at.is_(None), m.created_at <= before)
        .group_by(m.young_person_id)
    )
    found: dict[UUID | None, Waiting] = {
        row.young_person_id: Waiting(row.marked, row.oldest) for row in await connection.execute(query)
    }
    oldest = await connection.scalar(select(func.min(u.created_at)).where(u.read_at.is_(None)))
    if oldest and oldest <= before:
        found[None] = Waiting(None, oldest)
    return found


async def watch(connection: AsyncConnection, person: UUID, member: UUID, now: datetime) -> bool:
    """From now on this member sees whoever wrote, until what waits now is read; whether that is news."""
    w = reading_watchers.c
    known = select(w.since).where(w.young_person_id == person, w.practitioner_id == member)
    since = await connection.scalar(known)
    row = insert(reading_watchers).values(young_person_id=person, practitioner_id=member, since=now)
    keys = ["young_person_id", "practitioner_id"]
    await connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"since": now}))
    return since is None
