"""The whole service on one machine: database, assistant, web, worker and, in the demo, simulated phones."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import structlog
from pydantic import SecretStr

from bot.app import twilio_account
from bot.channels.simulated import (
    Phone,
    Setup,
    SimulatedMail,
    SimulatedTwilio,
    serving,
    serving_mail,
    simulated_twilio,
)
from bot.keys import open_vault
from bot.processes import Processes, assistant_program, port_is_free, serve_program, worker_program
from bot.settings import Settings, SettingsError
from bot.storage import embedded
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.migrate import driver_url, migrate

log = structlog.get_logger()

Progress = Callable[[str], None]
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Whole:
    """The running service, and the owner's way into its database."""

    settings: Settings
    vault: Vault
    database: Database
    processes: Processes
    twilio: SimulatedTwilio | None
    mail: SimulatedMail | None
    phones_address: str | None


@asynccontextmanager
async def database_of(settings: Settings, *, durable: bool = True) -> AsyncIterator[Settings]:
    """The settings with a migrated database: the configured one, or the embedded one, started if need be."""
    vault = open_vault(settings)
    async with AsyncExitStack() as stack:
        if settings.database_url is None:
            url = await stack.enter_async_context(embedded_database(settings.data_folder, durable=durable))
            settings = settings.model_copy(update={"database_url": SecretStr(url)})
        assert settings.database_url
        await asyncio.to_thread(migrate, settings.database_url.get_secret_value(), vault)
        yield settings


@asynccontextmanager
async def embedded_database(folder: Path, *, durable: bool = True) -> AsyncIterator[str]:
    """The URL of the embedded database, which is started again when it ends by itself."""
    server = await asyncio.to_thread(embedded.start, folder, durable=durable)

    ending = asyncio.Event()

    async def keep() -> None:
        nonlocal server
        while not ending.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(ending.wait(), LOOK_SECONDS)
            if not ending.is_set() and _ended(server):
                log.error("database_ended")
                with suppress(embedded.EmbeddedDatabaseError, psycopg.OperationalError):
                    server = await asyncio.to_thread(embedded.start, folder, durable=durable)

    keeper = asyncio.create_task(keep())
    try:
        yield server.url
    finally:
        # Not cancelled: a server that is just being started must be known here, or nobody stops it.
        ending.set()
        await keeper
        await asyncio.to_thread(server.stop)


def _ended(server: embedded.EmbeddedServer) -> bool:
    return server.process is not None and server.process.poll() is not None


@asynccontextmanager
async def whole_service(
    settings: Settings, phones: Sequence[Phone], progress: Progress, *, durable: bool = True
) -> AsyncIterator[Whole]:
    """Start everything, wait until it works, and stop it at the end. Raises NotReadyError, SettingsError."""
    _refuse_taken_ports(settings)
    async with AsyncExitStack() as stack:
        progress("database")
        settings = await stack.enter_async_context(database_of(settings, durable=durable))
        assert settings.database_url
        vault = open_vault(settings)
        database = Database(driver_url(settings.database_url.get_secret_value()))
        stack.push_async_callback(database.close)
        simulated = await _simulate(stack, settings, phones)
        processes = Processes(settings.data_folder / "logs")
        stack.push_async_callback(processes.stop)
        await _start_all(processes, settings, vault, progress)
        yield Whole(settings, vault, database, processes, *simulated)


async def _start_all(processes: Processes, settings: Settings, vault: Vault, progress: Progress) -> None:
    programs = [build(settings, vault) for build in (assistant_program, serve_program, worker_program)]
    for program in programs:
        await processes.start(program)
    for program in reversed(programs):
        progress(program.name)
        await processes.wait_until_ready(program)


async def _simulate(
    stack: AsyncExitStack, settings: Settings, phones: Sequence[Phone]
) -> tuple[SimulatedTwilio | None, SimulatedMail | None, str | None]:
    if not settings.demo:
        return None, None, None
    account, token, number = twilio_account(settings)
    setup = Setup(account, token, number, settings.public_address)
    twilio = await stack.enter_async_context(simulated_twilio(setup, phones, mode=settings.mode))
    address = await stack.enter_async_context(serving(twilio, mode=settings.mode, port=settings.phone_port))
    mail = SimulatedMail(twilio.phones)
    await stack.enter_async_context(serving_mail(mail, mode=settings.mode, port=settings.mail_port))
    return twilio, mail, address


def _refuse_taken_ports(settings: Settings) -> None:
    for name in ("port", "internal_port", "phone_port", "mail_port", "assistant_port"):
        if not port_is_free(getattr(settings, name)):
            number = getattr(settings, name)
            raise SettingsError(
                f"port {number} is in use: is Hafan already running? Otherwise set HAFAN_{name.upper()}"
            )
