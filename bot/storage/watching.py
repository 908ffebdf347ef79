"""What watching over answers and silences reads: answers, check-ins, and the concerns raised before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import func

from bot.domain.concerns import Severity, Sign
from bot.domain.contact_gate import Purpose
from bot.domain.contact_record import Prompt
from bot.domain.signals import SignalKind
from bot.domain.watching import Earlier, Given
from bot.storage.tables import check_ins, concerns, dispatches, messages, signals, young_people

# More than a baseline is made of, so that the beginning of a decline shows too.
MOST_ANSWERS = 40
MOST_CHECK_INS = 13


@dataclass(frozen=True)
class Sighting:
    """Something that was noticed, as the page shows it."""

    at: datetime
    sign: Sign
    severity: Severity
    figures: Mapping[str, float]


async def answers(connection: AsyncConnection, person: UUID, kind: SignalKind) -> list[Given]:
    """The newest answers to one question, oldest first; skipped ones are left out."""
    s, c = signals.c, check_ins.c
    query = (
        select(c.opened_at, s.value)
        .join(check_ins, c.id == s.check_in_id)
        .where(s.young_person_id == person, s.kind == kind, s.value.is_not(None))
        .order_by(c.opened_at.desc())
        .limit(MOST_ANSWERS)
    )
    rows = list(await connection.execute(query))
    return [Given(row.opened_at, row.value) for row in reversed(rows)]


async def earlier(connection: AsyncConnection, person: UUID, signs: Collection[Sign]) -> list[Earlier]:
    """The concerns that these signs have raised about somebody."""
    c = concerns.c
    names = [sign.value for sign in signs]
    query = select(c.found_at, c.severity).where(
        c.young_person_id == person, c.source == "signal", c.category.in_(names)
    )
    return [Earlier(row.found_at, Severity(row.severity)) for row in await connection.execute(query)]


async def sightings(connection: AsyncConnection, person: UUID, since: datetime) -> list[Sighting]:
    """What was noticed about somebody since then, newest first."""
    c = concerns.c
    query = select(c.found_at, c.category, c.severity, c.figures).where(
        c.young_person_id == person, c.source == "signal", c.found_at >= since
    )
    return [
        Sighting(row.found_at, Sign(row.category), Severity(row.severity), row.figures)
        for row in await connection.execute(query.order_by(c.found_at.desc()))
    ]


async def prompts(connection: AsyncConnection) -> dict[UUID, list[Prompt]]:
    """The newest check-ins, oldest first, of everybody who could have answered: active, neither opted out nor
    paused.
    """
    c, m, d = check_ins.c, messages.c, dispatches.c
    place = func.row_number().over(partition_by=c.young_person_id, order_by=c.opened_at.desc())
    until = func.lead(c.opened_at).over(partition_by=c.young_person_id, order_by=c.opened_at)
    planned = (
        select(c.id, c.young_person_id, c.opened_at, until.label("until"), place.label("place"))
        .join(young_people, young_people.c.id == c.young_person_id)
        .where(
            c.planned,
            young_people.c.active,
            young_people.c.opted_out_at.is_(None),
            young_people.c.pause_reason.is_(None),
        )
        .subquery()
    )
    wrote = messages.alias()
    answered = exists().where(
        wrote.c.young_person_id == planned.c.young_person_id,
        wrote.c.inbound,
        wrote.c.created_at >= planned.c.opened_at,
        planned.c.until.is_(None) | (wrote.c.created_at < planned.c.until),
    )
    # One that nobody saw in the chat was sent a second time, as a text: that says what became of it.
    status = (
        select(d.status)
        .join(messages, m.id == d.message_id)
        .where(m.check_in_id == planned.c.id, m.purpose == Purpose.CHECK_IN)
        .order_by(d.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            planned.c.young_person_id,
            planned.c.opened_at,
            status.label("status"),
            answered.label("answered"),
        )
        .where(planned.c.place <= MOST_CHECK_INS)
        .order_by(planned.c.opened_at)
    )
    found: dict[UUID, list[Prompt]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.young_person_id].append(Prompt(row.opened_at, row.status, row.answered))
    return found
