"""Who asked for a candidate to serve, what a second person decided, and what served when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.storage import notices
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.model_tables import model_requests, model_swaps
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners


class Decision(StrEnum):
    """What the second person said."""

    APPROVED = "approved"
    DECLINED = "declined"


class Refused(StrEnum):
    """Why the database took a request or a decision not."""

    ALREADY_ASKED = "already_asked"
    ALREADY_DECIDED = "already_decided"
    SAME_PERSON = "same_person"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Request:
    """One request to promote a version, and what came of it."""

    id: UUID
    version: str
    asked_by: UUID
    asked_at: datetime
    reason: str = field(repr=False)
    decided_by: UUID | None
    decided_at: datetime | None
    decision: Decision | None
    answer: str | None = field(repr=False)


@dataclass(frozen=True)
class Swap:
    """One change of what serves; by an account, or on the command line."""

    at: datetime
    kind: str
    version: str
    before: str | None
    by: UUID | str
    request_id: UUID | None


async def ask(
    connection: AsyncConnection, vault: Vault, version: str, reason: str, now: datetime
) -> Refused | None:
    """Ask for a version to serve, as whoever is signed in."""
    request = uuid4()
    sealed = seal(vault.service_key(), reason, f"model_requests.reason:{request}")
    refused = await connection.scalar(select(func.model_ask(request, version, sealed, now)))
    return Refused(refused) if refused else None


async def decide(
    connection: AsyncConnection, vault: Vault, request: UUID, decision: Decision, answer: str, now: datetime
) -> Refused | None:
    """Approve or decline, as whoever is signed in, who must not be the one who asked."""
    sealed = seal(vault.service_key(), answer, f"model_requests.answer:{request}")
    refused = await connection.scalar(select(func.model_decide(request, decision.value, sealed, now)))
    return Refused(refused) if refused else None


async def requests(connection: AsyncConnection, vault: Vault, version: str | None = None) -> list[Request]:
    """Every request, or those for one version; the newest first."""
    c = model_requests.c
    query = select(model_requests).order_by(c.asked_at.desc())
    rows = await connection.execute(query.where(c.version == version) if version else query)
    return [_request(vault, dict(row._mapping)) for row in rows]


async def count_for(connection: AsyncConnection, member: UUID) -> int:
    """How many wait that this member could decide; none for whoever decides about no model."""
    c = model_requests.c
    query = select(func.count()).where(c.decision.is_(None), c.asked_by != member)
    return int(await connection.scalar(query) or 0)


async def told(connection: AsyncConnection, vault: Vault, member: UUID) -> list[Request]:
    """What became of this member's requests, as far as they were told of it and have not read it."""
    c, at = model_requests.c, await notices.told(connection, member, NoticeKind.MODEL_DECIDED)
    query = select(model_requests).where(c.asked_by == member, c.decided_at.in_(at))
    rows = await connection.execute(query.order_by(c.decided_at.desc()))
    return [_request(vault, dict(row._mapping)) for row in rows]


async def see(connection: AsyncConnection, member: UUID, version: str, now: datetime) -> None:
    """This member has read what became of their requests for a version."""
    c = model_requests.c
    query = select(c.decided_at).where(c.version == version, c.asked_by == member, c.decided_at.is_not(None))
    if decided := (await connection.scalars(query)).all():
        await notices.dismiss_told(connection, member, NoticeKind.MODEL_DECIDED, now, decided)


def _request(vault: Vault, row: dict[str, object]) -> Request:
    reason, answer = row.pop("reason_sealed"), row.pop("answer_sealed")
    key = vault.service_key()
    assert isinstance(reason, bytes)
    said = unseal(key, answer, f"model_requests.answer:{row['id']}") if isinstance(answer, bytes) else None
    decision = Decision(str(row.pop("decision"))) if row["decided_by"] else row.pop("decision")
    reason_said = unseal(key, reason, f"model_requests.reason:{row['id']}")
    return Request(**row, reason=reason_said, answer=said, decision=decision)  # type: ignore[arg-type]


async def swapped(connection: AsyncConnection, swap: Swap, id: UUID) -> None:
    """Write down that another version serves from now on, as whoever is signed in."""
    said = func.model_swapped(id, swap.kind, swap.version, swap.before, swap.request_id, swap.at)
    await connection.execute(select(said))


async def is_swapped(connection: AsyncConnection, id: UUID) -> bool:
    """Whether that swap is written down."""
    return await connection.scalar(select(model_swaps.c.id).where(model_swaps.c.id == id)) is not None


async def swaps(connection: AsyncConnection) -> list[Swap]:
    """What served when, the newest first."""
    names = tuple(Swap.__dataclass_fields__)
    query = select(*(model_swaps.c[name] for name in names)).order_by(model_swaps.c.at.desc())
    return [Swap(**row._mapping) for row in await connection.execute(query)]


async def people(connection: AsyncConnection, vault: Vault) -> Mapping[str, str]:
    """The names of everybody with an account, by its id as manifests write it."""
    rows = await connection.execute(select(practitioners.c.id, practitioners.c.name_sealed))
    return {str(row.id): staff_name(vault, row.id, row.name_sealed) or "" for row in rows}
