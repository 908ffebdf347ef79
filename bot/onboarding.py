"""Adding a young person: one piece for the pages, the command line and the demo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact
from bot.contact import Sealing
from bot.content import Content
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.contact_gate import Hours, Purpose
from bot.domain.languages import Language
from bot.domain.schedule import Reason
from bot.domain.staff import Capacity
from bot.scheduling import reschedule
from bot.storage import audit, people, plans
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson


@dataclass(frozen=True)
class NewYoungPerson:
    """Somebody to add. `first_at` is when their first check-in comes; None leaves that to the plan."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    language: Language
    plan: CheckInPlan
    first_at: datetime | None = None


@dataclass(frozen=True)
class Adding:
    """Who adds: a member of staff, who becomes the assigned one, or the owner with a list of workers."""

    actor: UUID | str
    workers: Mapping[Capacity, UUID] = field(default_factory=dict)

    @property
    def member(self) -> UUID | None:
        """The member of staff who adds, if it is one."""
        return self.actor if isinstance(self.actor, UUID) else None


async def add(
    connection: AsyncConnection, vault: Vault, hours: Hours, new: NewYoungPerson, by: Adding, now: datetime
) -> UUID:
    """Add them with their plan; nothing is sent. Raises IntegrityError when the number is somebody's."""
    person = await people.add(
        connection,
        vault,
        name=new.name,
        phone=new.phone,
        language=new.language,
        now=now,
        taken_by=by.member,
    )
    for capacity, worker in by.workers.items():
        await people.assign(connection, person, worker, capacity, now)
    one = await people.by_id(connection, person)
    await plans.save(connection, vault, one, new.plan, by.member, now)
    if new.first_at:
        await plans.wish_for(connection, person, new.first_at, Reason.FIRST)
    else:
        await reschedule(connection, hours, person, now)
    await audit.record(connection, now, by.actor, "young_person:add", person, plan=new.plan.name)
    return person


def first_text(content: Content, language: Language, *, covered: bool) -> str:
    """What reaches them first of all."""
    return content.text("plans.first_neutral" if covered else "plans.first", language)


async def send_first(
    connection: AsyncConnection,
    parts: Sealing,
    content: Content,
    person: YoungPerson,
    *,
    covered: bool,
    member: UUID,
    now: datetime,
) -> None:
    """Put the first text on its way; the gate decides when it leaves. `member` agreed it with them."""
    await contact.say(
        connection,
        parts,
        person,
        first_text(content, person.language, covered=covered),
        purpose=Purpose.FIRST,
        language=person.language,
        author="service",
        now=now,
        neutral=covered,
        written_by=member,
        key=f"first:{person.id}",
    )
