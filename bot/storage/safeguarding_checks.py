"""What was found when a change was checked, and which real messages it would have heard."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import queue
from bot.storage.encryption import Vault, unseal
from bot.storage.safeguarding_changes import Refused
from bot.storage.safeguarding_tables import safeguarding_checks, safeguarding_hits
from bot.storage.tables import messages, young_people

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
_AT_ONCE = 500


@dataclass(frozen=True)
class Check:
    """One check of one edition; `step` and `share` say how far it got."""

    id: UUID
    change_id: UUID
    edition: int
    asked_by: UUID
    asked_at: datetime
    state: str
    step: str | None
    share: float
    ended_at: datetime | None
    version: int | None
    files: str | None
    objections: Sequence[Mapping[str, Any]] | None
    found: Mapping[str, Any] | None = field(repr=False)

    @property
    def lasts(self) -> bool:
        """Whether it has not ended."""
        return self.state in (WAITING, RUNNING)


@dataclass(frozen=True)
class Heard:
    """A real message, opened for a moment to be read by rules."""

    id: UUID
    sequence: int
    person: UUID
    at: datetime
    language: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class Hit:
    """A message that a changed rule hears anew (`new`), no longer (`gone`), or as before (`kept`)."""

    message: UUID
    turn: str
    severity: str
    language: str


@dataclass(frozen=True)
class Said:
    """The words of a hit, for somebody who may read them."""

    person: UUID
    at: datetime
    turn: str
    severity: str
    text: str = field(repr=False)


_FIELDS = tuple(Check.__dataclass_fields__)


async def ask(connection: AsyncConnection, change: UUID, now: datetime) -> Refused | None:
    """Have a change checked, as a lead."""
    new = uuid4()
    refused = await connection.scalar(select(func.safeguarding_check(new, change, now)))
    if refused:
        return Refused(refused)
    await queue.enqueue(connection, queue.CHECK_SCREENING, new)
    return None


async def newest(connection: AsyncConnection, change: UUID) -> Check | None:
    """The last check that was asked for."""
    c = safeguarding_checks.c
    query = select(*(c[name] for name in _FIELDS)).where(c.change_id == change)
    row = (await connection.execute(query.order_by(c.asked_at.desc(), c.id).limit(1))).one_or_none()
    return Check(**row._mapping) if row else None


async def begin(connection: AsyncConnection, check: UUID, now: datetime) -> Check | None:
    """Take a check in hand; None when another process was quicker."""
    c = safeguarding_checks.c
    query = update(safeguarding_checks).where(c.id == check, c.state == WAITING)
    taken = await connection.execute(query.values(state=RUNNING, seen_at=now))
    if not taken.rowcount:
        return None
    row = (await connection.execute(select(*(c[name] for name in _FIELDS)).where(c.id == check))).one()
    return Check(**row._mapping)


async def go_on(connection: AsyncConnection, check: UUID, step: str, share: float, now: datetime) -> None:
    """Write down how far it got, as a sign of life too."""
    query = update(safeguarding_checks).where(safeguarding_checks.c.id == check)
    await connection.execute(query.values(step=step, share=share, seen_at=now))


async def end(
    connection: AsyncConnection,
    check: UUID,
    now: datetime,
    *,
    state: str,
    **found: object,
) -> None:
    """Write down what was found."""
    c = safeguarding_checks.c
    query = update(safeguarding_checks).where(c.id == check, c.state.in_((WAITING, RUNNING)))
    await connection.execute(query.values(state=state, ended_at=now, **found))


async def end_silent(connection: AsyncConnection, now: datetime, after: timedelta) -> int:
    """Give up what runs without a sign of life, or waits for a job that is lost; how many."""
    c = safeguarding_checks.c
    silent = (c.state == RUNNING) & (c.seen_at < now - after)
    lost = (c.state == WAITING) & (c.asked_at < now - after) & ~queue.has_job(queue.CHECK_SCREENING, c.id)
    ended = await connection.execute(
        update(safeguarding_checks).where(silent | lost).values(state=FAILED, ended_at=now)
    )
    return int(ended.rowcount)


async def count_messages(connection: AsyncConnection, since: datetime) -> int:
    """How many messages young people sent since then."""
    c = messages.c
    query = select(func.count()).where(c.inbound, c.created_at >= since)
    return int(await connection.scalar(query) or 0)


async def messages_since(
    connection: AsyncConnection, vault: Vault, since: datetime
) -> AsyncIterator[list[Heard]]:
    """What young people sent since then, opened a few hundred at a time: of those whom the caller sees."""
    c, last, keys = messages.c, -1, dict[UUID, bytes]()
    query = (
        select(
            *(c.id, c.sequence, c.created_at, c.language, c.body_sealed, c.young_person_id),
            young_people.c.data_key,
        )
        .join(young_people, young_people.c.id == c.young_person_id)
        .where(c.inbound, c.created_at >= since)
        .order_by(c.sequence)
        .limit(_AT_ONCE)
    )
    while rows := list(await connection.execute(query.where(c.sequence > last))):
        last = rows[-1].sequence
        for row in rows:
            if row.young_person_id not in keys:
                keys[row.young_person_id] = vault.open_data_key(row.data_key, str(row.young_person_id))
        yield [
            Heard(
                row.id,
                row.sequence,
                row.young_person_id,
                row.created_at,
                row.language,
                unseal(keys[row.young_person_id], row.body_sealed, f"messages.body:{row.id}"),
            )
            for row in rows
        ]


async def keep_hits(connection: AsyncConnection, check: UUID, hits: Sequence[Hit]) -> None:
    """Write down which messages were heard: no words."""
    rows = [
        {
            "check_id": check,
            "message_id": hit.message,
            "turn": hit.turn,
            "severity": hit.severity,
            "language": hit.language,
        }
        for hit in hits
    ]
    if rows:
        await connection.execute(insert(safeguarding_hits), rows)


async def words(connection: AsyncConnection, vault: Vault, check: UUID, most: int) -> list[Said]:
    """The newest hits of those young people whom row-level security shows, with their words."""
    h, c, y = safeguarding_hits.c, messages.c, young_people.c
    query = (
        select(h.turn, h.severity, c.id, c.body_sealed, c.created_at, c.young_person_id, y.data_key)
        .join(messages, c.id == h.message_id)
        .join(young_people, y.id == c.young_person_id)
        .where(h.check_id == check, h.turn != "kept")
        .order_by(c.sequence.desc())
        .limit(most)
    )
    return [
        Said(
            row.young_person_id,
            row.created_at,
            row.turn,
            row.severity,
            unseal(
                vault.open_data_key(row.data_key, str(row.young_person_id)),
                row.body_sealed,
                f"messages.body:{row.id}",
            ),
        )
        for row in await connection.execute(query)
    ]
