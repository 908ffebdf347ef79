"""What safeguarding leads decided on the pages, for commands: it counts there as it does in the service."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import screen_text
from bot.keys import KEY_FILE, open_vault
from bot.recipes import TrainingError
from bot.safeguarding_changes.overlay import lay_locked
from bot.safeguarding_changes.serving import Screening
from bot.screening.gate import Locked, load_locked
from bot.settings import Settings
from bot.storage import handed_over_examples, safeguarding_changes
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.migrate import driver_url
from bot.storage.safeguarding_changes import Change
from bot.whole import embedded_database


@dataclass(frozen=True)
class Decided:
    """Every change that leads approved, up to the approval of this number; 0 is the released files alone."""

    changes: Sequence[Change] = ()
    version: int = 0
    # Examples, as (language, topic, words), that a lead found harmless.
    cleared: Collection[tuple[str, str, str]] = frozenset()

    @property
    def locked(self) -> Sequence[Locked]:
        """The locked disclosures as they are now."""
        return lay_locked(load_locked(), self.changes)

    def screen(self, models: Path) -> Screening:
        """What screens, with the rules as they are now; raises TrainingError when they do not compile."""
        screening = screen_text(models)
        if self.version and not screening.take_up(self.changes, self.version):
            raise TrainingError(f"the rules that were approved on the pages are broken: {screening.problem}")
        return screening


async def decided(connection: AsyncConnection, vault: Vault) -> Decided:
    """What leads decided, by a database that is up to date."""
    version = await safeguarding_changes.version(connection)
    changes = await safeguarding_changes.approved(connection, vault)
    return Decided(changes, version, await handed_over_examples.cleared(connection))


async def decided_here(settings: Settings) -> Decided:
    """What leads decided in the service of these settings; nothing where none was ever set up.

    Raises TrainingError when its database does not answer: what was locked must not be forgotten silently.
    """
    given = settings.database_url or settings.worker_database_url
    if given is None and not (settings.data_folder / KEY_FILE).exists():
        return Decided()
    vault = open_vault(settings)
    try:
        async with _database(settings) as database, database.transaction() as connection:
            there = await connection.scalar(text("SELECT to_regclass('safeguarding_changes')"))
            return await decided(connection, vault) if there else Decided()
    except (SQLAlchemyError, psycopg.Error) as wrong:
        raise TrainingError(
            "the database does not answer, and holds which disclosures are locked: start it and try again"
        ) from wrong


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    async with AsyncExitStack() as stack:
        given = settings.database_url or settings.worker_database_url
        embedded = embedded_database(settings.data_folder)
        url = given.get_secret_value() if given else await stack.enter_async_context(embedded)
        database = Database(driver_url(url), connections=1)
        stack.push_async_callback(database.close)
        yield database
