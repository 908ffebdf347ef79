"""The rules in force in one process: the released files and what leads approved, swapped as they serve."""

import asyncio
import threading
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.domain.concerns import Concern
from bot.parts import Parts
from bot.safeguarding_changes.overlay import lay
from bot.safeguarding_changes.rule_text import NotWrittenError
from bot.screening import Reader, RuleError, Ruleset, load_rules, screen
from bot.screening.loading import load_texts, read_texts
from bot.storage import safeguarding_changes as stored
from bot.storage.database import Database
from bot.storage.encryption import SealBrokenError, Vault
from bot.storage.safeguarding_changes import Change

log = structlog.get_logger()

LOOK_SECONDS = 2.0
# What a database that is away, or keys that do not fit, are told by.
FORESEEN = (SQLAlchemyError, OSError, SealBrokenError, ValueError)


@dataclass(frozen=True)
class InForce:
    """One set of rules, and the approval that made it; 0 is the files alone."""

    rules: Ruleset
    version: int


class Screening:
    """The screen of one process. A message is read with one set throughout, whatever is swapped."""

    def __init__(self, folder: Path, readers: Sequence[Reader] = ()) -> None:
        """Loads the files; raises RuleError, because a service without rules must not start."""
        self._folder = folder
        self._readers = tuple(readers)
        self._swapping = threading.Lock()
        self._refused: int | None = None
        self.in_force = InForce(load_rules(folder), 0)
        self.problem: str | None = None

    def __call__(self, message: str) -> tuple[Concern, ...]:
        """Every concern that the message raises now."""
        return self.with_rules(self.in_force.rules, message)

    def with_rules(self, rules: Ruleset, message: str) -> tuple[Concern, ...]:
        """Every concern that it would raise with other rules beside the same classifier."""
        return screen(message, rules, self._readers)

    def is_current(self, version: int) -> bool:
        """Whether there is nothing to take up: it serves already, or was refused and is as it was."""
        return version in (self.in_force.version, self._refused)

    def take_up(self, changes: Sequence[Change], version: int) -> bool:
        """Compile the files with these changes and let them serve; False when the last good set goes on.

        Slow: call it in a thread of its own. Never takes an older version in place of a newer one.
        """
        with self._swapping:
            if version <= self.in_force.version:
                return True
            try:
                rules = self._compiled(changes)
            except RuleError as refused:
                self._refuse(version, str(refused))
                self._fall_back(changes)
                return False
            self.in_force, self.problem, self._refused = InForce(rules, version), None, None
        log.warning("rules_swapped", version=version, rules=len(rules.rules))
        return True

    def _compiled(self, changes: Sequence[Change]) -> Ruleset:
        try:
            return load_texts(lay(read_texts(self._folder), changes).texts)
        except NotWrittenError as missing:
            raise RuleError(f"rule '{missing}': the file of its category is not there") from missing

    def _fall_back(self, changes: Sequence[Change]) -> None:
        """In a process that started since, the files alone serve: what was approved before the last good set
        was refused is better.
        """
        if self.in_force.version:
            return
        for kept in range(len(changes) - 1, 0, -1):
            try:
                self.in_force = InForce(self._compiled(changes[:kept]), 0)
            except RuleError:
                continue
            return

    def _refuse(self, version: int, why: str) -> None:
        self.problem, self._refused = why, version
        log.critical("rules_refused", version=version, serving=self.in_force.version, problem=why)


async def refresh(screening: Screening, database: Database, vault: Vault) -> bool:
    """Take up what leads approved since the last look; True when this process serves the newest set."""
    async with database.transaction() as connection:
        version = await stored.version(connection)
        if screening.is_current(version):
            return version == screening.in_force.version
        changes = await stored.approved(connection, vault)
    return await asyncio.to_thread(screening.take_up, changes, version)


@asynccontextmanager
async def kept_current(parts: Parts) -> AsyncIterator[None]:
    """Looks before anything is screened, and every two seconds from then on."""
    assert isinstance(parts.screen, Screening)
    await _look(parts.screen, parts)
    looking = asyncio.create_task(_keep_looking(parts.screen, parts))
    try:
        yield
    finally:
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)


async def _keep_looking(screening: Screening, parts: Parts) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await _look(screening, parts)


async def _look(screening: Screening, parts: Parts) -> None:
    """What goes wrong here must not end the looking: the rules that serve go on serving meanwhile."""
    looking = refresh(screening, parts.database, parts.vault)
    [outcome] = await asyncio.gather(looking, return_exceptions=True)
    if isinstance(outcome, FORESEEN):
        log.error("rules_not_looked_at", kind=type(outcome).__name__)
    elif isinstance(outcome, BaseException):
        # Its words may quote what was being read: where it came from must do.
        [*_, place] = traceback.extract_tb(outcome.__traceback__)
        where = f"{Path(place.filename).name}:{place.lineno}"
        log.critical("rules_not_looked_at", kind=type(outcome).__name__, where=where)
