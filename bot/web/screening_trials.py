"""What a rule that is being written would hear: asked of the worker, and shown as it comes back."""

import asyncio
import hashlib
import json
from collections import OrderedDict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import structlog
from sanic import Request, Sanic
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, allows
from bot.safeguarding_changes.effects import Pair, Turn
from bot.safeguarding_changes.released import Released
from bot.safeguarding_changes.rule_text import Texts
from bot.safeguarding_changes.trying import LOOKS_BACK, NOTICES, Asked, pair_of
from bot.screening.corpus import Message
from bot.screening.loading import load_texts
from bot.storage import audit, queue, safeguarding_checks
from bot.storage.safeguarding_changes import version
from bot.storage.safeguarding_checks import Heard, Said
from bot.web.forms import filled
from bot.web.web import caseload_of, web_of

log = structlog.get_logger()

KEPT = 200
MOST_WORDS = 50
# An answer counts for what serves and was written then; real messages go on coming.
FRESH = timedelta(minutes=5)
# The first trial of a worker makes everything ready; one that takes longer than this got lost.
PATIENCE = timedelta(seconds=90)
# Whoever has no scripts waits for the page so long; scripts look again after a moment.
WAITS_SECONDS = 12.0
LOOKS_SECONDS = 1.5
LISTENS_SECONDS = 5.0


@dataclass
class Trial:
    """One rule as it was written at one moment, and what is known of it so far."""

    asked: Asked
    at: datetime
    corpus: dict[str, Any] | None = None
    messages: dict[str, Any] | None = None
    failed: bool = False

    @property
    def lasts(self) -> bool:
        """Whether more is to come."""
        return not self.failed and (self.corpus is None or (self.asked.real and self.messages is None))


@dataclass
class Trials:
    """The trials that this process's pages asked for; it listens from the first on."""

    url: str = field(repr=False)
    held: OrderedDict[UUID, Trial] = field(default_factory=OrderedDict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    hearing: asyncio.Event = field(default_factory=asyncio.Event)
    listening: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Hear what is found from now on; returns once that is so, or the database is away."""
        if self.listening is None or self.listening.done():
            self.hearing.clear()
            self.listening = asyncio.create_task(self._listen())
        with suppress(TimeoutError):
            async with asyncio.timeout(LISTENS_SECONDS):
                await self.hearing.wait()

    async def _listen(self) -> None:
        try:
            async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as connection:
                await connection.execute(f"LISTEN {NOTICES}".encode())
                self.hearing.set()
                async for notice in connection.notifies():
                    await self._take(json.loads(notice.payload))
        except psycopg.OperationalError:
            log.warning("trials_not_heard")

    async def _take(self, told: dict[str, Any]) -> None:
        trial = self.held.get(UUID(told["trial"]))
        if trial is None:
            return
        async with self.changed:
            if told["part"] == "failed":
                trial.failed = True
            else:
                setattr(trial, told["part"], told["found"])
            self.changed.notify_all()

    async def wait(self, trial: Trial, seconds: float) -> None:
        """Until everything is known, but no longer."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self.changed:
                await self.changed.wait_for(lambda: not trial.lasts)

    def keep(self, trial: Trial) -> None:
        """Take answers for one more; the oldest is forgotten."""
        self.held[trial.asked.id] = trial
        while len(self.held) > KEPT:
            self.held.popitem(last=False)

    def close(self) -> None:
        """Listen no more."""
        if self.listening:
            self.listening.cancel()


@dataclass(frozen=True)
class Rule:
    """A rule that is being written."""

    name: str
    file: str
    text: str = field(repr=False)


async def try_out(request: Request, rule: Rule, seconds: float) -> Trial:
    """What the rule as written would hear, as far as it is known after so long."""
    trials: Trials = request.app.ctx.trials
    await trials.listen()
    async with caseload_of(request) as connection:
        trial = await _asked(request, connection, trials, rule)
    await trials.wait(trial, seconds)
    return trial


async def _asked(request: Request, connection: AsyncConnection, trials: Trials, rule: Rule) -> Trial:
    """The trial of exactly this, by whoever asks, beside what serves: asked for once."""
    web, member = web_of(request), request.ctx.member
    # A page that was only opened asks for nothing about real messages.
    real = allows(member.role, Permission.EDIT_SCREENING) and not filled(request, "first")
    told = json.dumps([str(member.id), await version(connection), real, *astuple(rule)])
    trial_id = UUID(bytes=hashlib.sha256(told.encode()).digest()[:16])
    held = trials.held.get(trial_id)
    if held and not held.failed and held.at > web.now() - (PATIENCE if held.lasts else FRESH):
        return held
    trial = Trial(Asked(trial_id, member.id, rule.name, rule.file, rule.text, real), web.now())
    trials.keep(trial)
    await queue.enqueue(connection, queue.TRY_RULE, trial_id, sealed=trial.asked.sealed(web.vault))
    if real:
        await audit.record(connection, web.now(), member.id, "safeguarding:try", trial_id, rule=rule.name)
    return trial


def named_in(trial: Trial, released: Released) -> dict[str, list[Message]]:
    """The training messages that a trial names, by what becomes of them."""
    named = (trial.corpus or {}).get("named") or {}
    known = {message.id: message for message in released.messages()} if named else {}
    return {turn: [known[one] for one in named[turn] if one in known] for turn in sorted(named)}


async def words_heard(request: Request, texts: Texts, asked: Asked) -> list[Said]:
    """What turns of messages of those whom the reader may read; each person read is on the audit trail."""
    web = web_of(request)
    pair = await asyncio.to_thread(lambda: pair_of(load_texts(texts), texts, asked))
    said: deque[Said] = deque(maxlen=MOST_WORDS)
    async with caseload_of(request) as connection:
        since = web.now() - LOOKS_BACK
        async for some in safeguarding_checks.messages_since(connection, web.vault, since):
            said.extend(await asyncio.to_thread(_turning, pair, some))
        for person in dict.fromkeys(one.person for one in said):
            await audit.record(
                connection, web.now(), request.ctx.member.id, "safeguarding:words", person, rule=asked.name
            )
    return list(reversed(said))


def _turning(pair: Pair, some: Sequence[Heard]) -> list[Said]:
    turns = ((one, pair.turn(one.text)) for one in some)
    return [
        Said(one.person, one.at, found[0].value, found[1].value, one.text)
        for one, found in turns
        if found and found[0] is not Turn.KEPT
    ]


def add_to(app: Sanic[Any, Any]) -> None:
    """Keep the trials of this process."""

    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.trials = Trials(app.ctx.web.listen_url)

    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.trials.close()

    app.register_listener(start, "before_server_start")
    app.register_listener(stop, "before_server_stop")
