"""Sending what waits: the gate, the carrier, and what to do when it refuses, fails or does not answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import clocks, contact, hanging_up, telling
from bot.channels.contract import (
    DeliveryReceipt,
    DeliveryStatus,
    FindError,
    Outcome,
    Refused,
    Sent,
    Unclear,
)
from bot.domain.contact_gate import Purpose
from bot.letters import Carriers, Letter, letter_of
from bot.parts import Parts
from bot.storage import audit, cases, people
from bot.storage import dispatches as waiting
from bot.storage.clocks import of_reminder
from bot.storage.dispatches import WAITING
from bot.storage.tables import dispatches
from bot.withholding import withheld

log = structlog.get_logger()

# Twilio's error for a number whose owner texted STOP.
OPTED_OUT_CODE = 21610
# Clocks differ a little: look this much earlier for a text that may have gone out.
CLOCK_SLACK = timedelta(seconds=30)
# Longer than one attempt with its question can take: until then it belongs to whoever began it.
ONE_ATTEMPT = timedelta(seconds=45)
# A text and its job exist together from the first; one that still waits after this has lost its job.
LOST = timedelta(minutes=1)
# What was given up may have gone out all the same.
BELIEVES_RECEIPTS = (*WAITING, "sent", "dead")


class TryAgainError(Exception):
    """It did not certainly go out and may be tried again later; nothing personal is in here."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at handing a letter over."""

    dispatch: UUID
    letter: Letter
    first_at: datetime
    in_doubt: bool
    number: int
    others: frozenset[str]


async def send(parts: Parts, carriers: Carriers, dispatch_id: UUID, attempts_allowed: int) -> None:
    """Make one attempt at sending; raises TryAgainError while further attempts are allowed and useful.

    After an attempt that may have gone out (a time-out, or a worker that died), the carrier is asked
    whether it has the text or call before it is handed over again.
    """
    attempt = await _take(parts, carriers, dispatch_id)
    if attempt is None:
        return
    outcome: Outcome | None = None
    if attempt.in_doubt:
        outcome = await _already_gone(attempt)
        if outcome is None and await _refused_meanwhile(parts, dispatch_id):
            return
    outcome = outcome or await attempt.letter.go()
    await _settle(parts, attempt, outcome, attempts_allowed)


async def _already_gone(attempt: Attempt) -> Sent | None:
    try:
        return await attempt.letter.gone(attempt.first_at - CLOCK_SLACK, attempt.others)
    except FindError:
        raise TryAgainError("the carrier could not say whether it went out") from None


async def _take(parts: Parts, carriers: Carriers, dispatch_id: UUID) -> Attempt | None:
    """Mark a dispatch as being sent, unless the gate keeps it back."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, dispatch_id)
        if row.status not in WAITING:
            return None
        if row.status == "sending" and row.claimed_at > now - ONE_ATTEMPT:
            raise TryAgainError("another attempt at this text may still be under way")
        if await _kept_back(connection, parts, row, now):
            return None
        letter = await letter_of(connection, parts, carriers, row)
        if letter is None:
            await _die(connection, parts, row, now, None)
            return None
        first = row.attempted_at or now
        await waiting.change(
            connection,
            row.id,
            status="sending",
            attempts=row.attempts + 1,
            attempted_at=first,
            claimed_at=now,
        )
        others = await waiting.other_texts(connection, row)
        in_doubt = row.status != "queued" and row.attempts > 0
        return Attempt(row.id, letter, first, in_doubt, row.attempts + 1, others)


async def _kept_back(connection: AsyncConnection, parts: Parts, row: Row[Any], now: datetime) -> bool:
    return await withheld(connection, parts, row, now) or await _needless(connection, row, now)


async def _needless(connection: AsyncConnection, row: Row[Any], now: datetime) -> bool:
    """Whether somebody took the alert, or stopped the clock, since this was put on its way."""
    if row.clock_id:
        return await _stopped(connection, row, now)
    alert = await cases.by_id(connection, row.alert_id) if row.alert_id else None
    if alert is None or alert.acknowledged_at is None or row.created_at > alert.acknowledged_at:
        return False
    if row.purpose != Purpose.NOTIFICATION:
        return False
    await waiting.change(
        connection, row.id, status="withheld", withheld_reason="acknowledged", settled_at=now
    )
    return True


async def _stopped(connection: AsyncConnection, row: Row[Any], now: datetime) -> bool:
    clock = await of_reminder(connection, row.id)
    if clock is None or clock.running:
        return False
    await waiting.change(connection, row.id, status="withheld", withheld_reason="stopped", settled_at=now)
    return True


async def _refused_meanwhile(parts: Parts, dispatch_id: UUID) -> bool:
    """Asking the provider took a while, in which somebody may have opted out."""
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, dispatch_id)
        return row.status not in WAITING or await _kept_back(connection, parts, row, parts.now())


async def _settle(parts: Parts, attempt: Attempt, outcome: Outcome, attempts_allowed: int) -> None:
    now = parts.now()
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, attempt.dispatch)
        if isinstance(outcome, Sent):
            await waiting.change(connection, row.id, provider_id=outcome.provider_id)
            await hanging_up.if_taken_meanwhile(connection, row)
        if row.status not in WAITING:
            # A receipt has overtaken the provider's answer, or its silence: it knows better.
            return
        if isinstance(outcome, Sent):
            await waiting.change(connection, row.id, status="sent", sent_at=now, **_forgotten(row))
            return
        if await _given_up(connection, parts, row, attempt.number >= attempts_allowed, outcome, now):
            return
    raise TryAgainError(f"attempt {attempt.number} of {attempts_allowed} did not succeed")


def _forgotten(row: Row[Any]) -> dict[str, object]:
    """What opens an account is not kept once nobody has to carry it any more."""
    return {"body_sealed": None} if row.purpose == Purpose.INVITATION else {}


async def _given_up(
    connection: AsyncConnection,
    parts: Parts,
    row: Row[Any],
    last: bool,
    outcome: Refused | Unclear,
    now: datetime,
) -> bool:
    """Settle a text that will never go out; False when it waits for a further attempt."""
    code = outcome.code if isinstance(outcome, Refused) else None
    if code == OPTED_OUT_CODE and row.young_person_id:
        await _network_opted_out(connection, row, now)
        return True
    if last or (isinstance(outcome, Refused) and outcome.permanent):
        await _die(connection, parts, row, now, code)
        return True
    status = "queued" if isinstance(outcome, Refused) else "unclear"
    await waiting.change(connection, row.id, status=status, error_code=code)
    return False


async def _network_opted_out(connection: AsyncConnection, row: Row[*tuple[Any, ...]], now: datetime) -> None:
    """The network knows of an opt-out that we do not: believe it, said at once or later."""
    await waiting.change(
        connection,
        row.id,
        status="withheld",
        withheld_reason="opted_out",
        error_code=OPTED_OUT_CODE,
        settled_at=now,
    )
    person = await people.by_id(connection, row.young_person_id)
    if not person.opted_out:
        # Our own words for START do not lift what the network holds: somebody has to tell them which does.
        await contact.opt_out(connection, person.id, now, task="network_opted_out")


async def _die(
    connection: AsyncConnection, parts: Parts, row: Row[Any], now: datetime, code: int | None
) -> None:
    """Nothing more can be done by machine: show it to people, and let an alert climb past it at once."""
    await waiting.change(
        connection, row.id, status="dead", error_code=code, settled_at=now, **_forgotten(row)
    )
    await telling.not_delivered(connection, parts, row.id, now)
    await clocks.not_delivered(connection, parts, row.id, now)
    await audit.record(connection, now, audit.SERVICE, "dispatch:die", row.id, code=code)
    log.error("dispatch_dead", dispatch=str(row.id), purpose=row.purpose, code=code)


async def record_receipt(parts: Parts, receipt: DeliveryReceipt, dispatch_id: UUID | None) -> bool:
    """Keep the provider's later word on a text; False when we sent no such text.

    The dispatch's own id comes back in the receipt's URL, so that a receipt which overtakes the answer to
    our request still finds its text.
    """
    now = parts.now()
    async with parts.database.transaction() as connection:
        c = dispatches.c
        mine = (
            or_(c.provider_id == receipt.provider_id, c.id == dispatch_id)
            if dispatch_id
            else c.provider_id == receipt.provider_id
        )
        query = select(c.id, c.status, c.provider_id, c.young_person_id).where(mine).with_for_update()
        row = (await connection.execute(query)).first()
        if row is None or row.provider_id not in (None, receipt.provider_id):
            return False
        if row.status in BELIEVES_RECEIPTS and receipt.status is not DeliveryStatus.QUEUED:
            settled = now if receipt.status.settled else None
            await waiting.change(
                connection,
                row.id,
                status=receipt.status,
                provider_id=receipt.provider_id,
                error_code=receipt.error_code,
                settled_at=settled,
            )
            if receipt.error_code == OPTED_OUT_CODE and row.young_person_id:
                await _network_opted_out(connection, row, now)
            if receipt.status in (DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED):
                await telling.not_delivered(connection, parts, row.id, now)
                await clocks.not_delivered(connection, parts, row.id, now)
    return True


async def give_up_lost(parts: Parts) -> int:
    """Make every text visible that waits without a job that could still send it; how many there were."""
    async with parts.database.transaction() as connection:
        found = await waiting.without_job(connection, parts.now() - LOST)
    for dispatch in found:
        async with parts.database.transaction() as connection:
            row = await waiting.held(connection, dispatch)
            if row.status in WAITING:
                await _die(connection, parts, row, parts.now(), row.error_code)
    return len(found)
