"""What is wrong with this installation, and what to do about it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import text

from bot import training
from bot.app import RULES_FOLDER, plain_url
from bot.content import ContentError, HelplineCheck, helpline_checks, load_content
from bot.domain.contact_gate import HOME
from bot.keys import assistant_token, open_vault
from bot.policy import PolicyError, load_policy
from bot.recipes import ASSISTANT_PYTHON
from bot.safeguarding_changes.overlay import lay
from bot.safeguarding_changes.rule_text import NotWrittenError
from bot.screening import RuleError, load_rules
from bot.screening.loading import load_texts, read_texts
from bot.settings import Settings
from bot.storage import embedded, safeguarding_changes
from bot.storage.audit import broken_entries
from bot.storage.conversations import unanswered_since
from bot.storage.database import Database
from bot.storage.encryption import MasterKeyError, Vault
from bot.storage.migrate import driver_url

UNANSWERED_AFTER = timedelta(minutes=2)
# Providers change numbers and hours without telling us.
HELPLINE_CHECKS_LAST = timedelta(days=183)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is well."""

    subject: str
    advice: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing is to be done."""
        return not self.advice


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look at each part in turn; a part that is not there is a finding, never an exception."""
    yield _files("rules", lambda: load_rules(RULES_FOLDER), RuleError)
    yield _files("policy", load_policy, PolicyError)
    yield _files("texts", load_content, ContentError)
    yield helplines(helpline_checks(), datetime.now(HOME).date())
    yield _files("master key", lambda: open_vault(settings), MasterKeyError)
    yield _models(settings)
    yield await _assistant(settings)
    for finding in await _database(settings):
        yield finding


def _files(subject: str, read: Callable[[], object], wrong: type[Exception]) -> Finding:
    try:
        read()
    except wrong as problem:
        return Finding(subject, str(problem))
    return Finding(subject)


def helplines(checks: Sequence[HelplineCheck], today: date) -> Finding:
    """Whether each line's entry was compared with its source of late, and a person has tried it."""
    since = today - HELPLINE_CHECKS_LAST
    old = [line.name for line in checks if line.checked is None or line.checked < since]
    untried = [line.name for line in checks if line.tried is None or line.tried < since]
    advice = []
    if old:
        advice.append(f"compare with their sources and date it under 'checked': {' | '.join(old)}")
    if untried:
        how = "ring and text, saying that it is a test, or open its page, and date it under 'tried'"
        advice.append(f"{how}: {' | '.join(untried)}")
    return Finding("helplines", "; ".join([*advice, "in data/content/helplines.yml"]) if advice else "")


def _models(settings: Settings) -> Finding:
    if not ASSISTANT_PYTHON.exists():
        return Finding("models", "the assistant's environment is missing: run make setup")
    stale = [recipe.name for recipe in training.stale(settings.models_folder)]
    return Finding("models", f"missing or stale: {', '.join(stale)}; run make train" if stale else "")


async def _assistant(settings: Settings) -> Finding:
    address = f"{settings.assistant_address}/status"
    try:
        async with httpx.AsyncClient() as client:
            answer = await client.get(
                address, params={"token": assistant_token(open_vault(settings))}, timeout=3
            )
    except (httpx.HTTPError, MasterKeyError):
        return Finding(
            "assistant", f"nothing answers on port {settings.assistant_port}: start it with hafan run"
        )
    return Finding("assistant", "" if answer.is_success else "it answers but holds no model: run make train")


async def _database(settings: Settings) -> list[Finding]:
    url = (
        settings.database_url.get_secret_value()
        if settings.database_url
        else embedded.running_url(settings.data_folder)
    )
    if url is None:
        return [Finding("database", "the embedded PostgreSQL is not running: start it with hafan run")]
    database = Database(driver_url(plain_url(url)), connections=2)
    try:
        found = [await check(database) for check in (_audit, _queue, _unanswered, _undelivered)]
        return [*found, await approved_rules(database, open_vault(settings))]
    except Exception as problem:  # noqa: BLE001 - whatever keeps the database from answering is the finding
        return [
            Finding(
                "database", f"it does not answer as expected ({type(problem).__name__}): run hafan migrate"
            )
        ]
    finally:
        await database.close()


async def _audit(database: Database) -> Finding:
    async with database.transaction() as connection:
        broken = await broken_entries(connection)
    return Finding(
        "audit trail", f"{len(broken)} entries were changed or removed: tell a lead" if broken else ""
    )


async def _queue(database: Database) -> Finding:
    query = text(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
    )
    async with database.transaction() as connection:
        alive = await connection.scalar(query)
    return Finding("worker", "" if alive else "no worker shows a sign of life: start it with hafan run")


async def _unanswered(database: Database) -> Finding:
    async with database.transaction() as connection:
        count = await unanswered_since(connection, datetime.now(UTC) - UNANSWERED_AFTER)
    return Finding(
        "messages", f"{count} wait for an answer for too long: see the worker's log" if count else ""
    )


async def _undelivered(database: Database) -> Finding:
    query = text(
        "SELECT count(*) FROM dispatches"
        " WHERE status IN ('dead', 'undelivered', 'failed') AND handled_at IS NULL"
    )
    async with database.transaction() as connection:
        count = await connection.scalar(query)
    return Finding("texts sent", f"{count} could not be delivered: see the undelivered page" if count else "")


async def approved_rules(database: Database, vault: Vault, folder: Path = RULES_FOLDER) -> Finding:
    """Whether what leads approved on the pages can serve beside the files that are here."""
    async with database.transaction() as connection:
        approved = await safeguarding_changes.approved(connection, vault)
    try:
        load_texts(lay(read_texts(folder), approved).texts)
    except (RuleError, NotWrittenError) as problem:
        todo = "the last good rules serve; a safeguarding lead corrects this rule on the Screening page"
        return Finding("approved rules", f"{problem}: {todo}")
    return Finding("approved rules")
