"""Check-in plans and goals as they are kept, and when the next check-in comes and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.check_in_items import Item
from bot.domain.check_in_plan import UNPLANNED, CheckInPlan
from bot.domain.concerns import Severity
from bot.domain.schedule import REST_AFTER_HARM, WISHED, Due, Past, Reason, Rhythm, Session, SessionKind
from bot.storage import people
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.people import YoungPerson
from bot.storage.plan_tables import check_in_plans, goals, session_members, sessions
from bot.storage.tables import check_ins, concerns, messages, young_people

# Sessions longer ago than this lead to nothing any more.
_LOOKED_BACK = timedelta(days=60)


@dataclass(frozen=True)
class Goal:
    """What a young person wants for themselves; `place` is its number among their answers."""

    place: int
    words: str = field(repr=False)
    since: datetime


async def of(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> CheckInPlan:
    """The plan with its goals opened."""
    plan = _plan(await _row(connection, person.id))
    return replace(plan, goals=tuple(goal.words for goal in await current_goals(connection, vault, person)))


async def _row(connection: AsyncConnection, person: UUID) -> Row[Any] | None:
    query = select(check_in_plans).where(check_in_plans.c.young_person_id == person)
    return (await connection.execute(query)).one_or_none()


def _plan(row: Row[Any] | None) -> CheckInPlan:
    if row is None:
        return UNPLANNED
    rhythm = Rhythm(row.minute, row.every_days, tuple(row.weekdays), row.after_one_to_one, row.after_group)
    return CheckInPlan(row.name, rhythm, tuple(Item(item) for item in row.items), row.reminder)


async def current_goals(connection: AsyncConnection, vault: Vault, person: YoungPerson) -> list[Goal]:
    """The goals of now, in their order; places follow each other without a gap."""
    c, key = goals.c, person.key(vault)
    query = select(c.id, c.place, c.words_sealed, c.since)
    query = query.where(c.young_person_id == person.id, c.until.is_(None)).order_by(c.place)
    return [
        Goal(row.place, unseal(key, row.words_sealed, f"goals.words:{row.id}"), row.since)
        for row in await connection.execute(query)
    ]


async def save(
    connection: AsyncConnection,
    vault: Vault,
    person: YoungPerson,
    plan: CheckInPlan,
    member: UUID | None,
    now: datetime,
) -> None:
    """Keep a plan with its goals; a goal whose words stay at its place goes on."""
    rhythm = plan.rhythm
    row = {
        "young_person_id": person.id,
        "name": plan.name,
        "items": list(plan.items),
        "minute": rhythm.minute,
        "every_days": rhythm.every_days,
        "weekdays": list(rhythm.weekdays),
        "after_one_to_one": rhythm.after_one_to_one,
        "after_group": rhythm.after_group,
        "reminder": plan.reminder,
        "since": now,
        "changed_by": member,
    }
    query = upsert(check_in_plans).values(row)
    await connection.execute(query.on_conflict_do_update(index_elements=["young_person_id"], set_=row))
    await _keep_goals(connection, vault, person, plan.goals, now)


async def _keep_goals(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, wanted: Sequence[str], now: datetime
) -> None:
    before = {goal.place: goal.words for goal in await current_goals(connection, vault, person)}
    after = dict(enumerate(wanted, 1))
    ended = [place for place in before if after.get(place) != before[place]]
    g = goals.c
    ending = update(goals).where(g.young_person_id == person.id, g.place.in_(ended), g.until.is_(None))
    await connection.execute(ending.values(until=now))
    for place in (place for place in after if after[place] != before.get(place)):
        await _begin_goal(connection, vault, person, place, after[place], now)


async def _begin_goal(
    connection: AsyncConnection, vault: Vault, person: YoungPerson, place: int, words: str, now: datetime
) -> None:
    goal = uuid4()
    await connection.execute(
        insert(goals).values(
            id=goal,
            young_person_id=person.id,
            place=place,
            words_sealed=seal(person.key(vault), words, f"goals.words:{goal}"),
            since=now,
        )
    )


async def past(connection: AsyncConnection, person: UUID, now: datetime) -> tuple[Rhythm, Past]:
    """What the scheduler asks of one young person."""
    row = await _row(connection, person)
    y = young_people.c
    who = (await connection.execute(select(y.created_at, *_NEXT).where(y.id == person))).one()
    return _plan(row).rhythm, Past(
        since=row.since if row else who.created_at,
        opened_at=await _opened_at(connection, person),
        sessions=tuple(await _sessions(connection, person, now)),
        wish=wish if (wish := _due(who)) and wish.reason in WISHED else None,
        told_at=await _told_at(connection, person, now),
    )


_NEXT = tuple(
    young_people.c[name] for name in ("next_check_in_at", "next_check_in_reason", "next_check_in_day")
)


def _due(row: Row[Any]) -> Due | None:
    if row.next_check_in_at is None:
        return None
    at, reason = row.next_check_in_at, Reason(row.next_check_in_reason or Reason.ASKED)
    return Due(at, at, reason, row.next_check_in_day)


async def _told_at(connection: AsyncConnection, person: UUID, now: datetime) -> datetime | None:
    """When they last told us of something grave, if that is lately."""
    said, found = messages.c, concerns.c
    query = (
        select(func.max(said.created_at))
        .join(concerns, found.message_id == said.id)
        .where(said.young_person_id == person, said.created_at > now - REST_AFTER_HARM)
        .where(found.severity.in_([Severity.HIGH.value, Severity.EMERGENCY.value]))
    )
    told: datetime | None = await connection.scalar(query)
    return told


async def _opened_at(connection: AsyncConnection, person: UUID) -> datetime | None:
    """The last opening; one that was put off stands until then."""
    c = check_ins.c
    query = select(func.max(func.greatest(c.opened_at, c.snoozed_until)))
    found: datetime | None = await connection.scalar(query.where(c.young_person_id == person, c.planned))
    return found


async def _sessions(connection: AsyncConnection, person: UUID, now: datetime) -> list[Session]:
    m, s = session_members.c, sessions.c
    query = (
        select(s.held_on, s.kind)
        .join(session_members, m.session_id == s.id)
        .where(
            m.young_person_id == person, m.cancelled_at.is_(None), s.held_on >= (now - _LOOKED_BACK).date()
        )
    )
    return [Session(row.held_on, SessionKind(row.kind)) for row in await connection.execute(query)]


async def next_due(connection: AsyncConnection, person: UUID) -> Due | None:
    """When the next check-in comes, and why."""
    query = select(*_NEXT).where(young_people.c.id == person)
    row = (await connection.execute(query)).one_or_none()
    return _due(row) if row else None


async def set_next(connection: AsyncConnection, person: UUID, due: Due | None) -> None:
    """Keep when the next check-in comes; with None none does."""
    await people.change(
        connection,
        person,
        next_check_in_at=due.at if due else None,
        next_check_in_reason=due.reason if due else None,
        next_check_in_day=due.session_day if due else None,
    )


async def wish_for(connection: AsyncConnection, person: UUID, at: datetime, reason: Reason) -> None:
    """Let the next check-in come when somebody asked for it."""
    await set_next(connection, person, Due(at, at, reason, None))
