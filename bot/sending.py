"""Sending what waits: the gate, the provider, and what to do when it refuses, fails or does not answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact, telling
from bot.channels.contract import (
    DeliveryReceipt,
    DeliveryStatus,
    FindError,
    Outcome,
    Refused,
    Sender,
    Sent,
    Unclear,
)
from bot.parts import Parts
from bot.storage import audit, cases, messages, people, staff
from bot.storage import dispatches as waiting
from bot.storage.dispatches import WAITING
from bot.storage.encryption import unseal
from bot.storage.tables import dispatches
from bot.storage.tables import messages as message_table
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
    """The text did not certainly go out and may be tried again later; nothing personal is in here."""


@dataclass(frozen=True)
class Letter:
    """One attempt: to whom, and what."""

    dispatch: UUID
    to: str = field(repr=False)
    body: str = field(repr=False)
    first_attempt_at: datetime
    in_doubt: bool
    attempts: int
    others: frozenset[str]


async def send(parts: Parts, sender: Sender, dispatch_id: UUID, attempts_allowed: int) -> None:
    """Make one attempt at sending; raises TryAgainError while further attempts are allowed and useful.

    After an attempt that may have gone out (a time-out, or a worker that died), the provider is asked
    whether it has the text before it is sent again.
    """
    letter = await _take(parts, dispatch_id)
    if letter is None:
        return
    outcome: Outcome | None = None
    if letter.in_doubt:
        outcome = await _already_sent(sender, letter)
        if outcome is None and await _refused_meanwhile(parts, dispatch_id):
            return
    outcome = outcome or await sender.send(
        letter.to, letter.body, f"{parts.public_address}/sms/status?dispatch={dispatch_id}"
    )
    await _settle(parts, letter, outcome, attempts_allowed)


async def _already_sent(sender: Sender, letter: Letter) -> Sent | None:
    try:
        found = await sender.find(
            letter.to, letter.body, letter.first_attempt_at - CLOCK_SLACK, besides=letter.others
        )
    except FindError:
        raise TryAgainError("the provider could not say whether the text went out") from None
    return Sent(found) if found else None


async def _take(parts: Parts, dispatch_id: UUID) -> Letter | None:
    """Mark a dispatch as being sent, unless the gate keeps it back."""
    now = parts.now()
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, dispatch_id)
        if row.status not in WAITING:
            return None
        if row.status == "sending" and row.claimed_at > now - ONE_ATTEMPT:
            raise TryAgainError("another attempt at this text may still be under way")
        if await withheld(connection, parts, row, now):
            return None
        to, body = await _open(connection, parts, row)
        if not to:
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
        return Letter(row.id, to, body, first, in_doubt, row.attempts + 1, others)


async def _refused_meanwhile(parts: Parts, dispatch_id: UUID) -> bool:
    """Asking the provider took a while, in which somebody may have opted out."""
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, dispatch_id)
        return row.status not in WAITING or await withheld(connection, parts, row, parts.now())


async def _open(connection: AsyncConnection, parts: Parts, row: Row[Any]) -> tuple[str | None, str]:
    """(number, text) of a dispatch: to a young person, to one of the staff, or to an unknown number."""
    if row.young_person_id:
        person = await people.by_id(connection, row.young_person_id)
        _, phone = await people.identity(connection, parts.vault, person)
        query = select(message_table.c.body_sealed).where(message_table.c.id == row.message_id)
        sealed = (await connection.execute(query)).scalar_one()
        return phone, unseal(person.key(parts.vault), sealed, f"messages.body:{row.message_id}")
    if row.unknown_message_id:
        number = await messages.unknown_number(connection, parts.vault, row.unknown_message_id)
        language = await messages.unknown_language(connection, row.unknown_message_id)
        return number, parts.content.text("texts.unknown_number", language)
    return await _notification(connection, parts, row)


async def _notification(connection: AsyncConnection, parts: Parts, row: Row[Any]) -> tuple[str | None, str]:
    """No name and no words: how urgent, a reference, and where to look."""
    member = await staff.by_id(connection, parts.vault, row.practitioner_id)
    alert = await cases.by_id(connection, row.alert_id)
    assert alert is not None
    url = f"{parts.public_address}/alerts/{alert.reference}"
    name = f"notifications.alert_{alert.severity.value}"
    return member.phone, parts.content.text(name, member.language, reference=alert.reference, url=url)


async def _settle(parts: Parts, letter: Letter, outcome: Outcome, attempts_allowed: int) -> None:
    now = parts.now()
    async with parts.database.transaction() as connection:
        row = await waiting.held(connection, letter.dispatch)
        if isinstance(outcome, Sent):
            await waiting.change(connection, row.id, provider_id=outcome.provider_id)
        if row.status not in WAITING:
            # A receipt has overtaken the provider's answer, or its silence: it knows better.
            return
        if isinstance(outcome, Sent):
            await waiting.change(connection, row.id, status="sent", sent_at=now)
            return
        if await _given_up(connection, parts, row, letter.attempts >= attempts_allowed, outcome, now):
            return
    raise TryAgainError(f"attempt {letter.attempts} of {attempts_allowed} did not succeed")


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
    await waiting.change(connection, row.id, status="queued" if code else "unclear", error_code=code)
    return False


async def _network_opted_out(connection: AsyncConnection, row: Row[Any], now: datetime) -> None:
    """The network knows of an opt-out that we do not: believe it."""
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
        await contact.opt_out(connection, person.id, now)


async def _die(
    connection: AsyncConnection, parts: Parts, row: Row[Any], now: datetime, code: int | None
) -> None:
    """Nothing more can be done by machine: show it to people, and let an alert climb past it at once."""
    await waiting.change(connection, row.id, status="dead", error_code=code, settled_at=now)
    await telling.not_delivered(connection, parts, row.id, now)
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
        query = select(c.id, c.status, c.alert_id, c.provider_id).where(mine).with_for_update()
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
            if receipt.status in (DeliveryStatus.UNDELIVERED, DeliveryStatus.FAILED):
                await telling.not_delivered(connection, parts, row.id, now)
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
