"""A real PostgreSQL for the tests: one server for the whole run, one migrated database for each test."""

import itertools
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from bot.content import load_content
from bot.domain.concerns import Category, Concern, Severity
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.parts import Parts
from bot.policy import load_policy
from bot.storage import embedded, people, staff
from bot.storage.database import Database
from bot.storage.encryption import Vault, new_master_key
from bot.storage.migrate import driver_url, migrate, role_url

# A Wednesday at noon, within every hour that texts may leave.
START = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
PUBLIC = "https://hafan.example"
# Numbers from the range that Ofcom reserves for drama.
NUMBERS = (f"+4477009{number:05d}" for number in itertools.count(1))

_numbers = itertools.count()
# Read once for all tests: both are frozen.
_policy, _content = cache(load_policy), cache(load_content)


@dataclass
class Clock:
    """Time that a test moves."""

    time: datetime = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **amount: float) -> None:
        self.time += timedelta(**amount)


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault.from_base64(new_master_key())


@pytest.fixture(scope="session")
def server(vault: Vault) -> Iterator[str]:
    """The URL of a migrated template database on a throw-away server."""
    folder = Path(tempfile.mkdtemp(prefix="hafan-tests-"))
    running = embedded.start(folder, "template", durable=False)
    migrate(running.url, vault)
    yield running.url
    running.stop()
    embedded.remove(folder)


@pytest.fixture
def database_url(server: str) -> Iterator[str]:
    """A fresh database with every table, as its owner."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server.replace("/template?", "/postgres?"), autocommit=True) as connection:
        # Copying its files takes a third of the time of writing them through the log, as it does by default.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template STRATEGY FILE_COPY".encode())
        yield server.replace("/template?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def clock() -> Clock:
    return Clock()


def hears_hurt(message: str) -> tuple[Concern, ...]:
    """A stand-in for screening where a test is about what follows: three words, three severities."""
    found = {
        "hurt": (Category.COERCION_THREAT, Severity.HIGH),
        "outside now": (Category.IMMEDIATE_DANGER, Severity.EMERGENCY),
        "gift": (Category.SEXUAL_EXPLOITATION, Severity.MEDIUM),
        "my worker": (Category.WORKER_CONTACT, Severity.LOW),
    }
    return tuple(
        Concern(*kind, "rule", f"test:{word}", 1.0, None) for word, kind in found.items() if word in message
    )


@dataclass
class World:
    """A service on a real database with an invented caseload, whose clock the test moves."""

    url: str
    vault: Vault
    clock: Clock
    parts: Parts
    databases: list[Database] = field(default_factory=list)

    def database(self, role: str | None = None) -> Database:
        """A way into the database as one of our roles, or as its owner."""
        url = role_url(self.url, self.vault, role) if role else driver_url(self.url)
        self.databases.append(Database(url))
        return self.databases[-1]

    def parts_of(self, role: str, **changes: Any) -> Parts:
        """The parts as a process of that role has them."""
        return replace(self.parts, database=self.database(role), **changes)

    async def rows(self, query: str, **values: object) -> list[Any]:
        """Read anything, as the owner."""
        async with self.parts.database.transaction() as connection:
            return list(await connection.execute(text(query), values))

    async def add_staff(self, role: Role = Role.PRACTITIONER, **details: Any) -> UUID:
        """Somebody who can be told of alerts; sign-in details are for the tests of sign-in."""
        number = next(_numbers)
        values: dict[str, Any] = {
            "username": f"staff{number}",
            "name": f"Staff Example {number}",
            "phone": next(NUMBERS),
            "role": role,
            "language": Language.ENGLISH,
            "password_hash": "none",
            "totp_secret": "JBSWY3DPEHPK3PXP",
        }
        async with self.parts.database.transaction() as connection:
            return await staff.add(connection, self.vault, **values | details, now=self.clock())

    async def add_young_person(
        self, *, assigned: UUID | None = None, deputy: UUID | None = None, **details: Any
    ) -> tuple[UUID, str]:
        """(id, number) of an invented young person."""
        values: dict[str, Any] = {
            "name": "Enghraifft Example",
            "phone": next(NUMBERS),
            "language": Language.ENGLISH,
            "next_check_in_at": None,
        }
        values |= details
        async with self.parts.database.transaction() as connection:
            person = await people.add(connection, self.vault, **values, now=self.clock())
            for practitioner, capacity in ((assigned, Capacity.ASSIGNED), (deputy, Capacity.DEPUTY)):
                if practitioner:
                    await people.assign(connection, person, practitioner, capacity, self.clock())
        return person, values["phone"]


@pytest.fixture
async def world(database_url: str, vault: Vault, clock: Clock) -> AsyncIterator[World]:
    """The service's parts with the owner's database; `parts_of` gives them as another role."""
    parts = Parts(
        database=Database(driver_url(database_url)),
        vault=vault,
        policy=_policy(),
        content=_content(),
        screen=hears_hurt,
        detect=lambda _text, last: last,
        public_address=PUBLIC,
        now=clock,
    )
    made = World(database_url, vault, clock, parts)
    yield made
    for database in [parts.database, *made.databases]:
        await database.close()
