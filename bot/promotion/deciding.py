"""Asking that a version serve, approving or declining it, and going back: as the member who is signed in.

The pages and the command line both decide here, so that both leave the same behind: the request and its
answer, what served when, and the audit trail.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.promotion.promoting import PromotionRefusedError, promotion_of, refusals, way_back
from bot.promotion.reexamination import Decisions, examine_again
from bot.promotion.swapping import Intention
from bot.promotion.versions import Store
from bot.storage import audit, model_requests, notices
from bot.storage.encryption import Vault
from bot.storage.model_requests import Decision, Refused, Request, Swap

LONGEST_REASON = 1000
_VERBS = {Decision.APPROVED: "promote", Decision.DECLINED: "decline"}


@dataclass(frozen=True)
class Desk:
    """Where one member decides at one moment; `by` is whose transaction it is."""

    store: Store
    vault: Vault
    by: UUID
    now: datetime


@dataclass(frozen=True)
class Answer:
    """What the second person says of a version; `leads` asks what safeguarding leads decided by now."""

    decision: Decision
    reason: str = field(repr=False)
    leads: Callable[[AsyncConnection], Awaitable[Decisions]]


async def ask(connection: AsyncConnection, desk: Desk, version: str, reason: str) -> None:
    """Ask that a version serve; what the gate refuses cannot even be asked for.

    Raises PromotionRefusedError and UnknownVersionError.
    """
    await asyncio.to_thread(_refuse, desk.store, version)
    refused = await model_requests.ask(connection, desk.vault, version, reason, desk.now)
    if refused:
        raise PromotionRefusedError(refused)
    await model_requests.see(connection, desk.by, version, desk.now)
    await audit.record(connection, desk.now, desk.by, "model:ask", version)


def _refuse(store: Store, name: str) -> None:
    for refusal in refusals(store, store.version(name), store.serving()):
        raise PromotionRefusedError(refusal, store.report(name).objections)


async def decide(connection: AsyncConnection, desk: Desk, version: str, answer: Answer) -> Intention | None:
    """Approve what somebody else asked for, which is to serve then, or decline it.

    All of it or nothing: what cannot serve is not approved either. Raises PromotionRefusedError.
    """
    asked = await model_requests.requests(connection, desk.vault, version)
    waiting = next((one for one in asked if one.decision is None), None)
    if waiting is None:
        raise PromotionRefusedError(Refused.UNKNOWN)
    said = (answer.decision, answer.reason, desk.now)
    if refused := await model_requests.decide(connection, desk.vault, waiting.id, *said):
        raise PromotionRefusedError(refused)
    intended = None
    if answer.decision is Decision.APPROVED:
        await asyncio.to_thread(examine_again, desk.store, version, await answer.leads(connection))
        intended = await _promote(connection, desk, waiting)
    await notices.tell(connection, waiting.asked_by, NoticeKind.MODEL_DECIDED, desk.now)
    await audit.record(connection, desk.now, desk.by, f"model:{_VERBS[answer.decision]}", version)
    return intended


async def _promote(connection: AsyncConnection, desk: Desk, asked: Request) -> Intention:
    people = str(asked.asked_by), str(desk.by)
    intended = await asyncio.to_thread(promotion_of, desk.store, asked.version, *people, desk.now)
    await _write_swap(connection, desk, intended, "promoted", asked.id)
    return intended


async def go_back(connection: AsyncConnection, desk: Desk, seen: str | None = None) -> Intention:
    """Let the version serve that served before; `seen` is what the member saw serving, if they did.

    Raises PromotionRefusedError.
    """
    intended = await asyncio.to_thread(way_back, desk.store, str(desk.by), desk.now, seen)
    await _write_swap(connection, desk, intended, "rolled_back", None)
    await audit.record(connection, desk.now, desk.by, "model:roll_back", intended.version.id)
    return intended


async def _write_swap(
    connection: AsyncConnection, desk: Desk, intended: Intention, kind: str, request: UUID | None
) -> None:
    served = intended.before.id if intended.before else None
    swap = Swap(desk.now, kind, intended.version.id, served, desk.by, request)
    await model_requests.swapped(connection, swap, intended.id)
