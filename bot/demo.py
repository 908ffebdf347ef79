"""The demo's invented people: an obviously fictional caseload, added once to an empty database."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import onboarding
from bot.check_in_plans import load_plans
from bot.domain.contact_gate import ANY_TIME
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.domain.working_hours import Shift
from bot.onboarding import Adding, NewYoungPerson
from bot.storage import agencies, audit, rota, staff
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.tables import practitioners
from bot.web.passwords import hash_password


@dataclass(frozen=True)
class DemoMember:
    """One of the invented staff; the phone is empty of those whom no alert reaches."""

    username: str
    name: str
    phone: str = field(repr=False)
    role: Role
    language: Language
    # Whether the rota has them at work at any hour; a lead who is not is told last.
    at_work: bool = True

    @property
    def email(self) -> str:
        """An address that leads nowhere outside this machine."""
        return f"{self.username}@hafan.example"


@dataclass(frozen=True)
class DemoYoungPerson:
    """One of the invented young people, with the user names of those who work with them."""

    name: str
    phone: str = field(repr=False)
    language: Language
    assigned: str
    deputy: str
    plan: str = "weekly"


STAFF = (
    DemoMember("sian", "Siân Enghraifft", "+447700900101", Role.PRACTITIONER, Language.WELSH),
    DemoMember("tom", "Tom Example", "+447700900102", Role.PRACTITIONER, Language.ENGLISH),
    DemoMember("dilys", "Dilys Dychmygol", "+447700900103", Role.DUTY_MANAGER, Language.WELSH),
    DemoMember("lee", "Lee Madeup", "+447700900104", Role.SAFEGUARDING_LEAD, Language.ENGLISH),
    # Two more pairs of eyes: nobody approves a rule or a model of their own.
    DemoMember(
        "mair", "Mair Ffuglennol", "+447700900105", Role.SAFEGUARDING_LEAD, Language.WELSH, at_work=False
    ),
    DemoMember("catrin", "Catrin Ddychmygol", "", Role.TRAINER, Language.WELSH, at_work=False),
    DemoMember("rob", "Rob Pretend", "", Role.TRAINER, Language.ENGLISH, at_work=False),
    DemoMember("gwen", "Gwen Sampl", "", Role.ADMINISTRATOR, Language.WELSH, at_work=False),
)
YOUNG_PEOPLE = (
    DemoYoungPerson("Elen Ddychmygol", "+447700900201", Language.WELSH, "sian", "tom"),
    DemoYoungPerson("Jay Fictional", "+447700900202", Language.ENGLISH, "tom", "sian", "after_sessions"),
    DemoYoungPerson("Osian Enghraifft", "+447700900203", Language.WELSH, "sian", "tom"),
    DemoYoungPerson("Kayleigh Notreal", "+447700900204", Language.ENGLISH, "tom", "sian", "gentle"),
)
# How long ago each was tested.
CONTACTS = {
    ("gwynedd", "duty"): ("07700 900301", timedelta(days=9)),
    ("gwynedd", "out_of_hours"): ("07700 900302", timedelta(days=200)),
    ("conwy", "duty"): ("07700 900303", None),
}
# Whenever somebody tries the demo, its people are at work.
ALWAYS = Shift(time.min, time(23, 59))
# The first check-ins arrive while somebody is looking.
FIRST_CHECK_IN = timedelta(seconds=20)


def credentials(vault: Vault, username: str) -> tuple[str, str]:
    """(password, TOTP secret) of one of the invented staff: the same for as long as the master key is."""
    password = base64.b32encode(vault.derived(f"demo-password:{username}"))[:12].decode().lower()
    secret = base64.b32encode(vault.derived(f"demo-totp:{username}"))[:32].decode()
    return "-".join((password[:4], password[4:8], password[8:])), secret


async def add_demo_people(database: Database, vault: Vault, now: datetime) -> bool:
    """Add the invented people to a database that holds nobody yet; whether it did. Needs the owner's role.

    A demo that was begun before one of the staff was invented gets them all the same: their sign-in is told.
    """
    async with database.transaction() as connection:
        begun = (await connection.execute(select(practitioners.c.id).limit(1))).first()
        missing = [one for one in STAFF if not await staff.by_username(connection, vault, one.username)]
        members = {member.username: await _add_member(connection, vault, member, now) for member in missing}
        if begun:
            return False
        for person in YOUNG_PEOPLE:
            await _add_young_person(connection, vault, person, members, now)
        await _add_contacts(connection, members["lee"], now)
    return True


async def _add_contacts(connection: AsyncConnection, lead: UUID, now: datetime) -> None:
    """Some invented numbers of agencies: one tested lately, one long ago, one never."""
    for (agency, contact), (phone, tested) in CONTACTS.items():
        day = (now - tested).date() if tested else None
        await agencies.add(
            connection,
            agency=agency,
            contact=contact,
            phone=phone,
            email=None,
            tested_on=day,
            by=lead,
            now=now,
        )


async def _add_member(connection: AsyncConnection, vault: Vault, member: DemoMember, now: datetime) -> UUID:
    password, secret = credentials(vault, member.username)
    added = await staff.add(
        connection,
        vault,
        username=member.username,
        name=member.name,
        phone=member.phone or None,
        email=member.email,
        role=member.role,
        language=member.language,
        password_hash=hash_password(password),
        totp_secret=secret,
        now=now,
    )
    if member.at_work:
        await rota.set_week(connection, added, dict.fromkeys(range(7), ALWAYS))
    return added


async def _add_young_person(
    connection: AsyncConnection,
    vault: Vault,
    person: DemoYoungPerson,
    members: dict[str, UUID],
    now: datetime,
) -> None:
    plan = load_plans()[person.plan].plan
    new = NewYoungPerson(person.name, person.phone, person.language, plan, now + FIRST_CHECK_IN)
    workers = {
        Capacity.ASSIGNED: members[person.assigned],
        Capacity.DEPUTY: members[person.deputy],
    }
    await onboarding.add(connection, vault, ANY_TIME, new, Adding(audit.SERVICE, workers), now)
