"""What a call says, what its keys do, and what becomes of one that nobody took."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import call_links, hanging_up, telling
from bot.acknowledging import take
from bot.channels.contract import CallProgress, CallReport
from bot.domain.ladder import Means
from bot.domain.languages import Language
from bot.parts import Parts
from bot.storage import audit, cases, queue, staff
from bot.storage import dispatches as waiting
from bot.storage.cases import Alert
from bot.storage.dispatches import UNANSWERED, WAITING

log = structlog.get_logger()

TAKE, AGAIN = "1", "2"
# After the sentence was read so often without a useful key, the call says what happens next and ends.
MOST_TURNS = 3
# A call that was given up on may ring all the same.
BELIEVES_REPORTS = (*WAITING, "sent", "dead")


class UnknownCallError(Exception):
    """A web hook is about no call of ours, or its token is not the one we gave."""


@dataclass(frozen=True)
class Speech:
    """What a call says next; with `then`, it waits for a key and posts it there."""

    language: Language
    words: tuple[str, ...] = field(repr=False)
    then: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Turn:
    """Which key web hook was asked: after which reading of the sentence, and how grave the alert then was."""

    raise_number: int
    number: int
    token: str = field(repr=False)


@dataclass(frozen=True)
class _Line:
    """A call, its alert as it is now, and whom it rings."""

    dispatch: UUID
    member: UUID
    language: Language
    alert: Alert


async def answered(parts: Parts, dispatch: UUID, token: str, call: str) -> Speech:
    """What is said when somebody, or a machine, answers."""
    if not call_links.is_call_token(parts, dispatch, token):
        raise UnknownCallError
    async with parts.database.transaction() as connection:
        line = await _line(connection, parts, dispatch, call)
        return _sentence(parts, line, 1)


async def pressed(parts: Parts, dispatch: UUID, turn: Turn, call: str, key: str) -> Speech:
    """What is said after a key, or "" for none; 1 takes the alert that was read out."""
    if not call_links.is_key_token(parts, dispatch, turn.raise_number, turn.number, turn.token):
        raise UnknownCallError
    now = parts.now()
    async with parts.database.transaction() as connection:
        line = await _line(connection, parts, dispatch, call)
        if key:
            # Only a person presses keys: whatever the key, somebody was told.
            await waiting.change(connection, dispatch, status="delivered", settled_at=now)
        if key == TAKE and line.alert.raise_number == turn.raise_number:
            return await _take(connection, parts, line, now)
        return _go_on(parts, line, turn.number, key)


async def _line(connection: AsyncConnection, parts: Parts, dispatch: UUID, call: str) -> _Line:
    row = await waiting.call(connection, dispatch)
    if row is None:
        raise UnknownCallError
    await _bind(connection, row, call)
    alert = await cases.by_id(connection, row.alert_id)
    assert alert is not None
    language = await staff.language_of(connection, row.practitioner_id)
    return _Line(dispatch, row.practitioner_id, language, alert)


async def _bind(connection: AsyncConnection, row: Row[Any], call: str) -> None:
    """Which call a dispatch became: the web hook, whose URL is ours, knows better than any look-up."""
    if row.provider_id == call:
        return
    mistaken = await waiting.let_go(connection, call)
    if mistaken:
        log.warning("call_belongs_to_another", dispatch=str(mistaken))
        await queue.enqueue(connection, queue.SEND, mistaken)
    await waiting.change(connection, row.id, provider_id=call)


def _sentence(parts: Parts, line: _Line, turn: int, *before: str) -> Speech:
    alert = line.alert
    if alert.closed_at is not None:
        return _last(parts, line, "call_closed")
    if alert.acknowledged_at is not None:
        return _last(parts, line, "call_somebody_elses")
    drill = [_text(parts, line, "drill")] if alert.drill else []
    words = [_text(parts, line, f"call_{alert.severity.value}"), _text(parts, line, "call_keys")]
    then = call_links.key_url(parts, line.dispatch, alert.raise_number, turn)
    return Speech(line.language, (*before, *drill, *words), then)


async def _take(connection: AsyncConnection, parts: Parts, line: _Line, now: datetime) -> Speech:
    taking = await take(connection, line.alert.id, line.member, now, by=Means.CALL)
    await audit.record(connection, now, line.member, "call:press", line.alert.id, came=taking.value)
    return _last(parts, line, f"call_{taking.value}")


def _go_on(parts: Parts, line: _Line, turn: int, key: str) -> Speech:
    if turn >= MOST_TURNS:
        return _last(parts, line, "call_not_taken")
    wrong = [_text(parts, line, "call_wrong_key")] if key not in ("", TAKE, AGAIN) else []
    return _sentence(parts, line, turn + 1, *wrong)


def _last(parts: Parts, line: _Line, name: str) -> Speech:
    return Speech(line.language, (_text(parts, line, name),))


def _text(parts: Parts, line: _Line, name: str) -> str:
    """The code is spelled out, so that it is read letter by letter."""
    code = ", ".join(line.alert.reference)
    return parts.content.text(f"notifications.{name}", line.language, code=code)


async def reported(parts: Parts, dispatch: UUID, token: str, report: CallReport) -> None:
    """Keep Twilio's word on a call. One that ended without any key reached nobody: a mailbox answers too."""
    if not call_links.is_call_token(parts, dispatch, token):
        raise UnknownCallError
    now = parts.now()
    async with parts.database.transaction() as connection:
        row = await waiting.call(connection, dispatch)
        if row is None:
            raise UnknownCallError
        await _bind(connection, row, report.provider_id)
        if row.status not in BELIEVES_REPORTS:
            return
        if report.progress in (CallProgress.RINGING, CallProgress.ANSWERED):
            await waiting.change(connection, dispatch, status="sent", sent_at=now)
            return
        if report.progress is CallProgress.CANCELLED and await hanging_up.silenced(connection, row, now):
            return
        status = "failed" if report.progress is CallProgress.FAILED else UNANSWERED
        await waiting.change(connection, dispatch, status=status, settled_at=now)
        await telling.not_delivered(connection, parts, dispatch, now)
