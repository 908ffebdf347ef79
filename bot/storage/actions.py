"""Actions recorded on an alert: they are only ever added, and a correction names the one it corrects."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.follow_up import Action, ActionKind, PassedBy
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.follow_up_tables import alert_actions
from bot.storage.reading import staff_name
from bot.storage.tables import practitioners


@dataclass(frozen=True)
class Recorded:
    """One action as it was recorded; without the young person's key its words are None."""

    id: UUID
    action: Action
    by: str = field(repr=False)
    recorded_at: datetime
    corrects: UUID | None
    withdraws: bool
    report: UUID | None
    report_version: int | None
    readable: bool


def _sealed(key: bytes, text: str, column: str, action: UUID) -> bytes | None:
    return seal(key, text, f"alert_actions.{column}:{action}") if text else None


async def add(
    connection: AsyncConnection,
    key: bytes,
    action: Action,
    *,
    alert: UUID,
    person: UUID | None,
    by: UUID,
    now: datetime,
    corrects: UUID | None = None,
    withdraws: bool = False,
    report: tuple[UUID, int] | None = None,
) -> UUID:
    """Record one action, its words sealed with the young person's `key`; its id."""
    new = uuid4()
    values = {
        "id": new,
        "alert_id": alert,
        "young_person_id": person,
        "practitioner_id": by,
        "recorded_at": now,
        "happened_at": action.happened_at,
        "kind": action.kind.value,
        "reached": action.reached,
        "agency": action.agency,
        "means": action.means.value if action.means else None,
        "whom_sealed": _sealed(key, action.whom, "whom", new),
        "note_sealed": _sealed(key, action.note, "note", new),
        "corrects_id": corrects,
        "withdraws": withdraws,
        "report_id": report[0] if report else None,
        "report_version": report[1] if report else None,
    }
    await connection.execute(insert(alert_actions).values(values))
    return new


async def of_alert(
    connection: AsyncConnection, vault: Vault, alert: UUID, key: bytes | None
) -> list[Recorded]:
    """What was recorded on an alert, in the order in which it was recorded."""
    query = (
        select(alert_actions, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == alert_actions.c.practitioner_id)
        .where(alert_actions.c.alert_id == alert)
        .order_by(alert_actions.c.sequence)
    )
    return [_recorded(vault, row, key) for row in await connection.execute(query)]


def _recorded(vault: Vault, row: Row[Any], key: bytes | None) -> Recorded:
    return Recorded(
        id=row.id,
        action=_action(row, key),
        by=staff_name(vault, row.practitioner_id, row.name_sealed) or "",
        recorded_at=row.recorded_at,
        corrects=row.corrects_id,
        withdraws=row.withdraws,
        report=row.report_id,
        report_version=row.report_version,
        readable=key is not None,
    )


def _action(row: Row[Any], key: bytes | None) -> Action:
    return Action(
        kind=ActionKind(row.kind),
        happened_at=row.happened_at,
        reached=row.reached,
        agency=row.agency,
        means=PassedBy(row.means) if row.means else None,
        whom=_opened(key, row.whom_sealed, "whom", row.id),
        note=_opened(key, row.note_sealed, "note", row.id),
    )


def _opened(key: bytes | None, sealed: bytes | None, column: str, action: UUID) -> str:
    return unseal(key, sealed, f"alert_actions.{column}:{action}") if key and sealed else ""
