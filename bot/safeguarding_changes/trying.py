"""Trying a rule while it is written: beside the rule as it serves, on training messages and on real ones.

One process of the worker does this (`bot/trial_run.py`). It keeps the training messages filed by their words,
so that a try takes a moment. Real messages are opened there alone, and nothing but counts leaves it.
"""

import asyncio
import base64
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Severity
from bot.safeguarding_changes import objections
from bot.safeguarding_changes.effects import Pair, Turn, turned
from bot.safeguarding_changes.filed import Filed
from bot.safeguarding_changes.overlay import lay
from bot.safeguarding_changes.released import Released
from bot.safeguarding_changes.rule_text import Texts
from bot.screening import Ruleset
from bot.screening.loading import load_texts
from bot.storage import safeguarding_changes, safeguarding_checks
from bot.storage.database import Database
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.safeguarding_changes import Change
from bot.storage.safeguarding_checks import Heard

NOTICES = "hafan_trials"
LOOKS_BACK = timedelta(days=90)
# A notice holds less than 8,000 characters: of the messages that turn, so many are named for each turn.
NAMED = 20
EVERYDAY = "none"


@dataclass(frozen=True)
class Asked:
    """A rule that somebody writes; `real` when they may see counts of young people's messages."""

    id: UUID
    by: UUID
    name: str
    file: str
    text: str = field(repr=False)
    real: bool = False

    def sealed(self, vault: Vault) -> str:
        """As it goes over the queue: no rule is secret, but nobody can promise what was typed."""
        words = json.dumps({key: str(value) for key, value in asdict(self).items()})
        return base64.b64encode(seal(vault.service_key(), words, _place(self.id))).decode()

    @classmethod
    def opened(cls, vault: Vault, trial: UUID, sealed: str) -> "Asked":
        """What `sealed` made."""
        held = json.loads(unseal(vault.service_key(), base64.b64decode(sealed), _place(trial)))
        return cls(trial, UUID(held["by"]), held["name"], held["file"], held["text"], held["real"] == "True")


def _place(trial: UUID) -> str:
    return f"safeguarding_trials:{trial}"


@dataclass
class Row:
    """How many messages of one kind are heard as the rule serves and as it is written, and what turns."""

    before: int = 0
    after: int = 0
    new: int = 0
    gone: int = 0

    def add(self, before: Severity | None, after: Severity | None, turn: Turn) -> None:
        """One more message that either hears."""
        self.before += before is not None
        self.after += after is not None
        self.new += turn is Turn.NEW
        self.gone += turn is Turn.GONE


def in_corpus(pair: Pair, filed: Filed) -> dict[str, Any]:
    """Both rules on the training messages, by label and by language, with some that turn."""
    labels, languages = defaultdict[str, Row](Row), defaultdict[str, Row](Row)
    named: defaultdict[str, list[str]] = defaultdict(list)
    tried = (*pair.serving.rules, *pair.changed.rules)
    for message in filed.to_try(tried, known=pair.changed.words):
        before, after = pair.heard(message.text)
        if (found := turned(before, after)) is None:
            continue
        label = message.labels[0].value if message.labels else EVERYDAY
        for row in (labels[label], languages[message.language.value]):
            row.add(before, after, found[0])
        if found[0] is not Turn.KEPT:
            named[found[0].value].append(f"{'0' if label == EVERYDAY else '1'}{message.id}")
    # What is heard wrongly first: that is what one looks for.
    some = {turn: [one[1:] for one in sorted(names)[:NAMED]] for turn, names in named.items()}
    return {"labels": _rows(labels), "languages": _rows(languages), "named": some}


def _rows(found: Mapping[str, Row]) -> dict[str, dict[str, int]]:
    return {name: asdict(row) for name, row in sorted(found.items())}


def pair_of(serving: Ruleset, texts: Texts, asked: Asked) -> Pair:
    """The rule as it serves and as it is written, each among the others; raises RuleError."""
    [rule] = objections.read_alone(texts, asked.file, asked.text)
    others = tuple(one for one in serving.rules if one.id != asked.name)
    return Pair.of(asked.name, serving, Ruleset((*others, rule), serving.slots))


@dataclass
class Bench:
    """The rules in force and the training messages, made ready once for many tries."""

    database: Database = field(repr=False)
    vault: Vault = field(repr=False)
    now: Callable[[], datetime]
    released: Released = field(default_factory=Released)
    _ready: tuple[tuple[int, str], Texts, Ruleset, Filed] | None = field(default=None, repr=False)

    async def attempt(self, asked: Asked, superseded: Callable[[], bool]) -> AsyncIterator[dict[str, Any]]:
        """What is found, part by part: of the corpus, then of real messages; fewer when it is superseded."""
        texts, serving, filed = await self._made_ready()
        pair = await asyncio.to_thread(pair_of, serving, texts, asked)
        yield {"part": "corpus", "found": await asyncio.to_thread(in_corpus, pair, filed)}
        if asked.real and not superseded():
            since = self.now() - LOOKS_BACK
            async with self.database.transaction() as connection:
                found = await in_messages(connection, self.vault, pair, since, superseded)
            if found is not None:
                yield {"part": "messages", "found": found}

    async def _made_ready(self) -> tuple[Texts, Ruleset, Filed]:
        async with self.database.transaction() as connection:
            version = await safeguarding_changes.version(connection)
            approved = await safeguarding_changes.approved(connection, self.vault)
        edition = version, await asyncio.to_thread(self.released.print_of)
        if self._ready is None or self._ready[0] != edition:
            self._ready = edition, *await asyncio.to_thread(self._make_ready, approved)
        return self._ready[1:]

    def _make_ready(self, approved: Iterable[Change]) -> tuple[Texts, Ruleset, Filed]:
        texts = lay(self.released.texts(), approved).texts
        serving = load_texts(texts)
        return texts, serving, Filed(self.released.messages(), serving)


async def in_messages(
    connection: AsyncConnection, vault: Vault, pair: Pair, since: datetime, superseded: Callable[[], bool]
) -> dict[str, Any] | None:
    """Both rules on the real messages since then, by language; None when nobody wants to know any more."""
    languages, total = defaultdict[str, Row](Row), 0
    async for some in safeguarding_checks.messages_since(connection, vault, since):
        if superseded():
            return None
        total += len(some)
        for one, heard in zip(some, await asyncio.to_thread(_heard, pair, some), strict=True):
            if found := turned(*heard):
                languages[one.language].add(*heard, found[0])
    return {"languages": _rows(languages), "total": total}


def _heard(pair: Pair, some: Sequence[Heard]) -> list[tuple[Severity | None, Severity | None]]:
    return [pair.heard(one.text) for one in some]


async def tell(database: Database, trial: UUID, part: Mapping[str, Any]) -> None:
    """Let the pages know a part of what was found; a notice, kept nowhere."""
    words = json.dumps({"trial": str(trial), **part}, separators=(",", ":"))
    async with database.transaction() as connection:
        await connection.execute(select(func.pg_notify(NOTICES, words)))
