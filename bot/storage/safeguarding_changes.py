"""Changes to rules, corpus and locked disclosures: proposed, written by a lead, approved by another."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.encryption import Vault, seal, unseal
from bot.storage.safeguarding_tables import safeguarding_changes


class Kind(StrEnum):
    """What a change is about."""

    RULE = "rule"
    CORPUS = "corpus"
    LOCKED = "locked"


class State(StrEnum):
    """Where a change stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class Refused(StrEnum):
    """Why the database took something not."""

    DECIDED = "decided"
    EDITED = "edited"
    CHECKING = "checking"
    OWN = "own"
    NOBODY_ANSWERS = "nobody_answers"
    UNCHECKED = "unchecked"
    OBJECTIONS = "objections"


@dataclass(frozen=True)
class Content:
    """What a change says: the new text and, where there was one, the text that it was made from.

    A rule's text is its YAML, with the `file` that a new one goes into; a corpus message's is its line; a
    locked disclosure's are the words, with how grave it stands in the list.
    """

    text: str = field(repr=False)
    base: str = field(default="", repr=False)
    file: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Change:
    """One change, whatever became of it."""

    kind: Kind
    target: str
    removes: bool
    content: Content


@dataclass(frozen=True)
class Proposal:
    """A change with its history; `edition` counts how often its words were written."""

    id: UUID
    change: Change
    reason: str = field(repr=False)
    edition: int
    state: State
    proposed_by: UUID
    proposed_at: datetime
    written_by: UUID | None
    written_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None
    answer: str = field(repr=False)
    version: int | None

    @property
    def hands(self) -> frozenset[UUID | None]:
        """Who proposed and who wrote it: none of them may approve it."""
        return frozenset({self.proposed_by, self.written_by})


async def propose(
    connection: AsyncConnection, vault: Vault, change: Change, reason: str, now: datetime
) -> UUID:
    """Propose a change as whoever signed in."""
    new = uuid4()
    content, said = _sealed(vault, new, change.content, reason)
    await connection.execute(
        select(
            func.safeguarding_propose(
                new, change.kind.value, change.target, change.removes, content, said, now
            )
        )
    )
    return new


async def write(
    connection: AsyncConnection,
    vault: Vault,
    held: Proposal,
    content: Content,
    reason: str,
    now: datetime,
) -> Refused | None:
    """Put other words in the place of the edition that was read, and answer for them, as a lead."""
    sealed, said = _sealed(vault, held.id, content, reason)
    called = func.safeguarding_write(held.id, held.edition, sealed, said, now)
    return _refused(await connection.scalar(select(called)))


async def decide(
    connection: AsyncConnection,
    vault: Vault,
    held: Proposal,
    decision: State,
    answer: str,
    files: str,
    now: datetime,
) -> Refused | None:
    """Approve, refuse or take back the edition that was read; `files` says what is released here."""
    sealed = seal(vault.service_key(), answer, _place("answer", held.id))
    called = func.safeguarding_decide(held.id, held.edition, files, decision.value, sealed, now)
    return _refused(await connection.scalar(select(called)))


def _refused(name: str | None) -> Refused | None:
    return Refused(name) if name else None


def _sealed(vault: Vault, change: UUID, content: Content, reason: str) -> tuple[bytes, bytes]:
    key = vault.service_key()
    words = json.dumps(asdict(content), ensure_ascii=False)
    return seal(key, words, _place("content", change)), seal(key, reason, _place("reason", change))


def _place(column: str, change: UUID) -> str:
    return f"safeguarding_changes.{column}:{change}"


async def version(connection: AsyncConnection) -> int:
    """Which approval was the last; 0 before the first."""
    return int(await connection.scalar(select(func.safeguarding_version())) or 0)


async def approved(connection: AsyncConnection, vault: Vault) -> list[Change]:
    """Every change that was approved, in the order of the approvals."""
    c = safeguarding_changes.c
    query = select(safeguarding_changes).where(c.state == State.APPROVED).order_by(c.version)
    return [_change(vault, row) for row in await connection.execute(query)]


async def proposals(
    connection: AsyncConnection, vault: Vault, states: Iterable[State], most: int = 100
) -> list[Proposal]:
    """The newest proposals in these states, of those that the caller may see."""
    c = safeguarding_changes.c
    query = select(safeguarding_changes).where(c.state.in_(tuple(states))).order_by(c.proposed_at.desc())
    return [_proposal(vault, row) for row in await connection.execute(query.limit(most))]


async def count_for(connection: AsyncConnection, member: UUID) -> int:
    """How many wait that this lead could answer for or decide; none for anybody else."""
    c = safeguarding_changes.c
    others = (c.proposed_by != member, c.written_by.is_distinct_from(member))
    lead = func.hafan_role() == "safeguarding_lead"
    query = select(func.count()).where(c.state == State.OPEN, lead, *others)
    return int(await connection.scalar(query) or 0)


async def one(connection: AsyncConnection, vault: Vault, change: UUID) -> Proposal | None:
    """A proposal, if the caller may see it."""
    query = select(safeguarding_changes).where(safeguarding_changes.c.id == change)
    row = (await connection.execute(query)).one_or_none()
    return _proposal(vault, row) if row else None


def _change(vault: Vault, row: Row[Any]) -> Change:
    words = unseal(vault.service_key(), row.content_sealed, _place("content", row.id))
    return Change(Kind(row.kind), row.target, row.removes, Content(**json.loads(words)))


def _proposal(vault: Vault, row: Row[Any]) -> Proposal:
    key = vault.service_key()
    answer = unseal(key, row.answer_sealed, _place("answer", row.id)) if row.answer_sealed else ""
    return Proposal(
        id=row.id,
        change=_change(vault, row),
        reason=unseal(key, row.reason_sealed, _place("reason", row.id)),
        edition=row.edition,
        state=State(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        written_by=row.written_by,
        written_at=row.written_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        answer=answer,
        version=row.version,
    )
