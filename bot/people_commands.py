"""`hafan people`: adding and listing the people of a service. Names and numbers come by prompt, not by
argument, so that they stay out of the shell's history; `add` therefore asks.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.headerregistry import Address
from typing import Annotated
from uuid import UUID

import pyotp
import typer
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import onboarding
from bot.check_in_plans import load_plans
from bot.demo import STAFF, credentials
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.keys import open_vault
from bot.onboarding import Adding, NewYoungPerson
from bot.parts import system_clock
from bot.settings import Settings
from bot.storage import audit, people, staff
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.migrate import driver_url
from bot.storage.tables import young_people
from bot.terminal import CommandError, clear_errors, say, settings
from bot.web.numbers import NumberError, read_mobile, read_number
from bot.web.passwords import hash_password
from bot.whole import database_of

people_app = typer.Typer(help="Add and list the people of a service.", no_args_is_help=True)
add_app = typer.Typer(help="Add a practitioner or a young person.", no_args_is_help=True)
people_app.add_typer(add_app, name="add")

FIRST_CHECK_IN = timedelta(days=1)
FIRST_PLAN = next(iter(load_plans()))
# Who did it, on the audit trail.
COMMAND_LINE = "owner"
SHORTEST_PASSWORD = 12

Task = Callable[[AsyncConnection, Vault, datetime], Awaitable[None]]


@add_app.command("practitioner")
def add_practitioner(
    username: Annotated[str, typer.Argument(help="What they sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.PRACTITIONER,
    language: Annotated[str, typer.Option(help="en or cy")] = "en",
) -> None:
    """Add somebody who signs in; asks for name, number, e-mail address and password.

    Alerts reach them by whatever they have an address for. Prints their authenticator's secret.

    Example: hafan people add practitioner sian --language cy
    """
    name = typer.prompt("Name")
    phone = _number(typer.prompt("Mobile number", default=""))
    email = _email(typer.prompt("E-mail address", default=""))
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    secret = pyotp.random_base32()

    async def add(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        await _refuse_known_number(connection, vault, phone)
        added = await staff.add(
            connection,
            vault,
            username=username,
            name=name,
            phone=phone,
            email=email or None,
            role=role,
            language=_language(language),
            password_hash=hash_password(password),
            totp_secret=secret,
            now=now,
        )
        await audit.record(connection, now, COMMAND_LINE, "account:add", added, role=role.value)

    with clear_errors():
        if len(password) < SHORTEST_PASSWORD:
            raise CommandError(f"the password needs at least {SHORTEST_PASSWORD} characters")
        in_database(add, "that user name is taken: choose another")
        say.print(f"Added. Authenticator secret, shown once: {secret}")
        say.print(pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Hafan"))


@add_app.command("young-person")
def add_young_person(
    assigned: Annotated[str, typer.Option(help="User name of the assigned practitioner.")],
    deputy: Annotated[str | None, typer.Option(help="User name of the deputy.")] = None,
    language: Annotated[str, typer.Option(help="en or cy: ask which they would like.")] = "en",
    plan_name: Annotated[str, typer.Option("--plan", help="Which plan of check-ins.")] = FIRST_PLAN,
) -> None:
    """Add a young person; asks for name (or alias) and number. Their first check-in comes after a day.

    Example: hafan people add young-person --assigned sian --deputy tom --language cy
    """
    plan = _plan(plan_name)
    name, phone = typer.prompt("Name or alias"), _mobile(typer.prompt("Mobile number"))

    async def add(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        await _refuse_known_number(connection, vault, phone)
        workers = {Capacity.ASSIGNED: assigned} | ({Capacity.DEPUTY: deputy} if deputy else {})
        found = {capacity: await member_called(connection, vault, user) for capacity, user in workers.items()}
        new = NewYoungPerson(name, phone, _language(language), plan, now + FIRST_CHECK_IN)
        await onboarding.add(
            connection, vault, settings().contact_hours, new, Adding(COMMAND_LINE, found), now
        )

    with clear_errors():
        in_database(add, "that number already belongs to somebody else here")
        say.print("Added.")


@people_app.command("list")
def list_people() -> None:
    """List who works with Hafan, and how many young people there are; no young person is named.

    Example: hafan people list
    """
    table = Table("name", "role", "language")
    counts: list[int] = []

    async def read(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        for member_id in await staff.all_ids(connection):
            member = await staff.by_id(connection, vault, member_id)
            table.add_row(member.name, member.role, member.language)
        counts.append((await connection.scalar(select(func.count()).select_from(young_people))) or 0)

    with clear_errors():
        in_database(read, "")
        say.print(table)
        say.print(f"Young people: {counts[0]}")


@people_app.command("code")
def code(username: Annotated[str, typer.Argument(help="One of the demo's user names.")]) -> None:
    """Print the sign-in code of one of the demo's invented staff; outside demo mode there is none to print.

    Example: hafan people code sian
    """
    with clear_errors():
        here = settings()
        if not here.demo or username not in {member.username for member in STAFF}:
            raise CommandError("codes are printed for the demo's invented staff only")
        print(pyotp.TOTP(credentials(open_vault(here), username)[1]).now())


def in_database(task: Task, taken: str) -> None:
    """Do something in one transaction as the database's owner; `taken` is said when a name or number is."""

    async def work() -> None:
        async with service_of(settings()) as (database, vault):
            try:
                async with database.transaction() as connection:
                    await task(connection, vault, system_clock())
            except IntegrityError:
                raise CommandError(taken) from None

    asyncio.run(work())


@asynccontextmanager
async def service_of(here: Settings) -> AsyncIterator[tuple[Database, Vault]]:
    """The service's database, as its owner, and its keys."""
    vault = open_vault(here)
    async with database_of(here) as ready:
        assert ready.database_url
        database = Database(driver_url(ready.database_url.get_secret_value()), connections=1)
        try:
            yield database, vault
        finally:
            await database.close()


async def member_called(connection: AsyncConnection, vault: Vault, username: str) -> UUID:
    """Whoever signs in under this name; raises CommandError when nobody does."""
    found = await staff.by_username(connection, vault, username)
    if found is None:
        raise CommandError(f"nobody signs in as {username}: add them first")
    return found


def _language(code: str) -> Language:
    if code not in (Language.ENGLISH, Language.WELSH):
        raise CommandError("the language is en or cy")
    return Language(code)


async def _refuse_known_number(connection: AsyncConnection, vault: Vault, phone: str | None) -> None:
    """A text must come from one person: a young person's words must never be taken for a practitioner's."""
    if phone and await people.whose_number(connection, vault, phone):
        raise CommandError("that number already belongs to somebody else here")


def _email(written: str) -> str:
    """An e-mail address, or nothing."""
    try:
        return Address(addr_spec=written.strip()).addr_spec if written.strip() else ""
    except ValueError:
        raise typer.BadParameter("that is not an e-mail address") from None


def _number(written: str) -> str | None:
    """A number in E.164, read as British where it has no country; None when none was given."""
    try:
        return read_number(written)
    except NumberError:
        raise typer.BadParameter("that is not a whole phone number") from None


def _mobile(written: str) -> str:
    """A number that gets texts."""
    try:
        return read_mobile(written)
    except NumberError as wrong:
        raise typer.BadParameter(_NUMBERS[wrong.reason]) from None


_NUMBERS = {
    "number_wrong": "that is not a whole phone number",
    "number_foreign": "that number is not a British one",
    "number_not_mobile": "that number is not a mobile one, so it gets no texts",
}


def _plan(name: str) -> CheckInPlan:
    ready = load_plans()
    if name not in ready:
        raise typer.BadParameter(f"the plans are {', '.join(ready)}")
    return ready[name].plan
