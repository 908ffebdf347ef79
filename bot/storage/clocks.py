"""Clocks: what runs, what is due, and what a person's action started and stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.clocks import ClockKind
from bot.domain.contact_gate import Purpose
from bot.storage import messages
from bot.storage.encryption import Vault
from bot.storage.follow_up_tables import clocks
from bot.storage.reading import name_of
from bot.storage.tables import alerts, dispatches, young_people


@dataclass(frozen=True)
class Clock:
    """One clock; `agency` is its id in data/safeguarding/agencies.yml, `reference` its alert's."""

    id: UUID
    kind: ClockKind
    alert_id: UUID
    reference: str
    young_person_id: UUID | None
    holder_id: UUID
    agency: str
    started_at: datetime
    ends_at: datetime
    step: int
    next_step_at: datetime | None
    stopped_at: datetime | None

    @property
    def running(self) -> bool:
        """Whether it still waits for a person's action."""
        return self.stopped_at is None


_FIELDS = [name for name in Clock.__dataclass_fields__ if name != "reference"]


def _clocks() -> Select[Any]:
    return select(*(clocks.c[name] for name in _FIELDS), alerts.c.reference).join(
        alerts, alerts.c.id == clocks.c.alert_id
    )


def _clock(row: Row[Any]) -> Clock:
    return Clock(**row._asdict() | {"kind": ClockKind(row.kind)})


async def _found(connection: AsyncConnection, query: Select[Any]) -> list[Clock]:
    return [_clock(row) for row in await connection.execute(query.order_by(clocks.c.ends_at))]


async def running_clocks(connection: AsyncConnection) -> list[Clock]:
    """Every clock that runs and is visible, the first to end first."""
    return await _found(connection, _clocks().where(clocks.c.stopped_at.is_(None)))


async def overdue(connection: AsyncConnection, now: datetime) -> int:
    """How many clocks that are visible have run out."""
    late = select(func.count()).where(clocks.c.stopped_at.is_(None), clocks.c.ends_at <= now)
    return (await connection.execute(late)).scalar_one()


async def clocks_of(connection: AsyncConnection, young_person_id: UUID) -> list[Clock]:
    """The clocks that run for one young person, the first to end first."""
    mine = clocks.c.young_person_id == young_person_id
    return await _found(connection, _clocks().where(mine, clocks.c.stopped_at.is_(None)))


async def clocks_of_alert(connection: AsyncConnection, alert: UUID) -> list[Clock]:
    """The clocks of one alert, those that were stopped too."""
    return await _found(connection, _clocks().where(clocks.c.alert_id == alert))


async def due(connection: AsyncConnection, now: datetime) -> list[UUID]:
    """Running clocks whose next step is due."""
    query = select(clocks.c.id).where(clocks.c.stopped_at.is_(None), clocks.c.next_step_at <= now)
    return list(await connection.scalars(query.order_by(clocks.c.next_step_at)))


async def held(connection: AsyncConnection, clock: UUID) -> Clock | None:
    """One clock, held against other changes until the transaction ends."""
    query = _clocks().where(clocks.c.id == clock).with_for_update(of=clocks)
    found = await _found(connection, query)
    return found[0] if found else None


async def of_reminder(connection: AsyncConnection, dispatch: UUID) -> Clock | None:
    """The clock that a text on its way tells of, held; None when it tells of something else."""
    about = select(dispatches.c.clock_id).where(dispatches.c.id == dispatch).scalar_subquery()
    found = await _found(connection, _clocks().where(clocks.c.id == about).with_for_update(of=clocks))
    return found[0] if found else None


async def touched_by(connection: AsyncConnection, action: UUID) -> tuple[list[Clock], list[Clock]]:
    """(those that an action started and that still run, those that it stopped), held."""
    started = _clocks().where(clocks.c.started_by == action, clocks.c.stopped_at.is_(None))
    stopped = _clocks().where(clocks.c.stopped_by == action)
    return (
        await _found(connection, started.with_for_update(of=clocks)),
        await _found(connection, stopped.with_for_update(of=clocks)),
    )


async def add(
    connection: AsyncConnection,
    *,
    kind: ClockKind,
    alert: UUID,
    person: UUID | None,
    holder: UUID,
    agency: str,
    started_at: datetime,
    ends_at: datetime,
    step: int,
    next_step_at: datetime,
    started_by: UUID,
) -> UUID:
    """Start a clock; its id."""
    clock = uuid4()
    values = {
        "id": clock,
        "kind": kind.value,
        "alert_id": alert,
        "young_person_id": person,
        "holder_id": holder,
        "agency": agency,
        "started_at": started_at,
        "ends_at": ends_at,
        "step": step,
        "next_step_at": next_step_at,
        "started_by": started_by,
    }
    await connection.execute(insert(clocks).values(values))
    return clock


async def change(connection: AsyncConnection, clock: UUID, **values: object) -> None:
    """Set columns of one clock."""
    await connection.execute(update(clocks).where(clocks.c.id == clock).values(**values))


async def names(connection: AsyncConnection, vault: Vault, of: Iterable[Clock]) -> dict[UUID, str]:
    """The names of the young people whom clocks are about, as far as they are seen."""
    people = {clock.young_person_id for clock in of if clock.young_person_id}
    c = young_people.c
    query = select(c.id, c.data_key, c.name_sealed).where(c.id.in_(people))
    return {
        row.id: name_of(vault, row.id, row.data_key, row.name_sealed)
        for row in await connection.execute(query)
    }


async def remind(
    connection: AsyncConnection, vault: Vault, clock: Clock, step: int, member: UUID, text: str, now: datetime
) -> UUID | None:
    """Put a text about a clock on its way, once for each step and person; None when it already was."""
    return await messages.tell(
        *(connection, vault, f"clock:{clock.id}:{step}:{member}", text),
        purpose=Purpose.NOTIFICATION,
        now=now,
        practitioner_id=member,
        alert_id=clock.alert_id,
        clock_id=clock.id,
    )
