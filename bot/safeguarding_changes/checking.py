"""Checking one change before it may be approved: examples, corpus, messages held apart, real messages.

It takes half a minute, so it runs beside the service and says how far it is. Real messages are opened here
alone; what is kept of them is which, in what language and how grave.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from bot.domain.concerns import Concern, Severity, severity_of
from bot.parts import Parts
from bot.safeguarding_changes import objections as found_by
from bot.safeguarding_changes.effects import Counts, InCorpus, Pair, Turn, in_corpus, validation_recall
from bot.safeguarding_changes.filed import Filed
from bot.safeguarding_changes.messages import lay_messages, of_message
from bot.safeguarding_changes.objections import Objection, Why
from bot.safeguarding_changes.overlay import lay, lay_locked
from bot.safeguarding_changes.released import Released
from bot.safeguarding_changes.rule_text import NotWrittenError
from bot.safeguarding_changes.serving import Screening
from bot.screening import RuleError, Ruleset, gate
from bot.screening.corpus import Message
from bot.screening.evaluation import pages
from bot.screening.gate import Locked
from bot.screening.loading import load_texts
from bot.storage import audit, safeguarding_changes, safeguarding_checks
from bot.storage.safeguarding_changes import Change, Kind
from bot.storage.safeguarding_checks import Check, Heard, Hit

log = structlog.get_logger()

LOOKS_BACK = timedelta(days=90)
TELL_SECONDS = 1.0
# A check tells every second how far it is; the database may be away for a while.
SILENT = timedelta(seconds=90)


@dataclass
class Progress:
    """How far it got: told by the thread that checks, read by the one that writes it down."""

    step: str = "examples"
    share: float = 0.0

    def begin(self, step: str) -> None:
        """The next part."""
        self.step, self.share = step, 0.0


@dataclass(frozen=True)
class Bench:
    """What a change is checked beside."""

    screening: Screening
    released: Released
    approved: Sequence[Change]

    @property
    def locked(self) -> tuple[Locked, ...]:
        """The locked disclosures in force."""
        return lay_locked(self.released.locked(), self.approved)

    def messages(self) -> tuple[Message, ...]:
        """The training messages as leads approved them."""
        return lay_messages(self.released.messages(), self.approved)

    def in_force(self) -> Ruleset:
        """The rules as leads approved them, whatever the process that checks was started with; slow.

        Where those serve no more, the files alone: a change that mends them must be checked beside something.
        """
        try:
            return load_texts(lay(self.released.texts(), self.approved).texts)
        except (NotWrittenError, RuleError):
            return self.screening.in_force.rules


@dataclass(frozen=True)
class Findings:
    """What checking found without real messages; `pair` is what they are then read with."""

    objections: Sequence[Objection]
    found: dict[str, Any] = field(default_factory=dict)
    pair: Pair | None = None


def judge(bench: Bench, change: Change, progress: Progress) -> Findings:
    """Everything but the real messages; takes half a minute of one core for a rule."""
    if change.kind is Kind.RULE:
        return _judge_rule(bench, change, progress)
    if change.kind is Kind.CORPUS:
        return Findings(list(of_message(bench.messages(), change)))
    heard = severity_of(bench.screening.with_rules(bench.in_force(), change.content.text))
    [locked] = lay_locked((), [change]) or (None,)
    return Findings(found_by.of_locked(change, heard, locked.least) if locked else [])


def _judge_rule(bench: Bench, change: Change, progress: Progress) -> Findings:
    changed, objections = found_by.of_set(bench.released.texts(), bench.approved, change)
    if changed is None:
        return Findings(objections)
    serving = bench.in_force()
    pair = Pair.of(change.target, serving, changed)
    progress.begin("corpus")
    everything = Filed(bench.released.messages(), serving)
    messages = everything.to_try((*pair.serving.rules, *pair.changed.rules), known=changed.words)

    def tick() -> None:
        progress.share += 1 / len(messages)

    corpus = in_corpus(pair, messages, tick)
    progress.begin("apart")
    objections += _heard_less(bench, serving, changed, corpus)
    return Findings(objections, {"corpus": corpus.counts, "shown": corpus.shown}, pair)


def _heard_less(bench: Bench, serving: Ruleset, changed: Ruleset, corpus: InCorpus) -> Iterator[Objection]:
    """Recall, on what is held apart and on the validation part, and the locked disclosures."""
    before, after = (partial(bench.screening.with_rules, rules) for rules in (serving, changed))
    for reason in gate.reasons(after, bench.locked):
        yield Objection(Why(reason.kind.value), reason.values)
    for recall in validation_recall(corpus.turned, _pages(before), _pages(after)):
        if recall.lost > recall.gained:
            yield Objection(Why.VALIDATION, asdict(recall))


def _pages(screen: Callable[[str], tuple[Concern, ...]]) -> Callable[[str], bool]:
    return lambda text: pages(screen(text))


async def check(parts: Parts, screening: Screening, check_id: UUID, released: Released | None = None) -> bool:
    """Do one check that waits and write down what was found; False when it waits no more."""
    released = released or Released()
    async with parts.database.transaction() as connection:
        taken = await safeguarding_checks.begin(connection, check_id, parts.now())
        if taken is None:
            return False
        held = await safeguarding_changes.one(connection, parts.vault, taken.change_id)
        # In this order: what is approved in between makes the check too old, never newer than it is.
        version = await safeguarding_changes.version(connection)
        approved = await safeguarding_changes.approved(connection, parts.vault)
    assert held
    progress = Progress()
    telling = asyncio.create_task(_tell(parts, taken.id, progress))
    try:
        files = await asyncio.to_thread(released.print_of)
        bench = Bench(screening, released, approved)
        findings = await asyncio.to_thread(judge, bench, held.change, progress)
        counts = await _in_messages(parts, taken, findings.pair, progress) if findings.pair else []
    except Exception:
        await _end(parts, taken, state=safeguarding_checks.FAILED)
        raise
    finally:
        telling.cancel()
    await _end(
        parts,
        taken,
        state=safeguarding_checks.DONE,
        version=version,
        files=files,
        objections=[one.kept() for one in findings.objections],
        found={**findings.found, "messages": counts},
    )
    return True


async def _end(parts: Parts, taken: Check, **found: Any) -> None:
    async with parts.database.transaction() as connection:
        await safeguarding_checks.end(connection, taken.id, parts.now(), **found)
        name = "checked" if found["state"] == safeguarding_checks.DONE else "check_failed"
        await audit.record(connection, parts.now(), audit.SERVICE, f"safeguarding:{name}", taken.change_id)


async def _in_messages(parts: Parts, taken: Check, pair: Pair, progress: Progress) -> list[dict[str, Any]]:
    """Both rules on the real messages of the last 90 days; which were hit is kept, and counts."""
    progress.begin("messages")
    since, counts = parts.now() - LOOKS_BACK, Counts()
    async with parts.database.transaction() as connection:
        total = await safeguarding_checks.count_messages(connection, since)
        async for some in safeguarding_checks.messages_since(connection, parts.vault, since):
            hits = await asyncio.to_thread(_hits, pair, some)
            await safeguarding_checks.keep_hits(connection, taken.id, hits)
            for hit in hits:
                counts.add(Turn(hit.turn), hit.language, Severity(hit.severity), "real")
            progress.share += len(some) / max(total, 1)
    return counts.rows()


def _hits(pair: Pair, heard: Sequence[Heard]) -> list[Hit]:
    turns = ((one, pair.turn(one.text)) for one in heard)
    return [Hit(one.id, turn[0].value, turn[1].value, one.language) for one, turn in turns if turn]


async def _tell(parts: Parts, check_id: UUID, progress: Progress) -> None:
    while True:
        await asyncio.sleep(TELL_SECONDS)
        async with parts.database.transaction() as connection:
            await safeguarding_checks.go_on(connection, check_id, progress.step, progress.share, parts.now())


async def give_up_silent(parts: Parts) -> int:
    """End the checks that nobody does any more, because a worker or its machine stopped; how many."""
    async with parts.database.transaction() as connection:
        return await safeguarding_checks.end_silent(connection, parts.now(), SILENT)
