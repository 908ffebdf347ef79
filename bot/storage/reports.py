"""Written reports: each has versions, of which none is ever changed, sealed with the young person's key."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.storage.encryption import Vault, seal, unseal
from bot.storage.follow_up_tables import alert_actions, report_drafts, reports
from bot.storage.reading import staff_name
from bot.storage.tables import alerts, practitioners


@dataclass(frozen=True)
class Report:
    """One report; `version` is its newest, `sent` whether one of them was logged as sent."""

    id: UUID
    alert_id: UUID
    reference: str
    young_person_id: UUID | None
    agency: str
    language: Language
    created_at: datetime
    version: int
    sent: bool


@dataclass(frozen=True)
class Draft:
    """One version, opened."""

    version: int
    saved_at: datetime
    saved_by: str = field(repr=False)
    body: str = field(repr=False)


def _newest() -> Any:
    return (
        select(func.max(report_drafts.c.version))
        .where(report_drafts.c.report_id == reports.c.id)
        .scalar_subquery()
    )


def _sent() -> Any:
    correction = alert_actions.alias()
    withdrawn = (
        select(correction.c.id)
        .where(correction.c.corrects_id == alert_actions.c.id, correction.c.withdraws)
        .exists()
    )
    return select(alert_actions.c.id).where(alert_actions.c.report_id == reports.c.id, ~withdrawn).exists()


def _reports() -> Any:
    c = reports.c
    return select(
        *(c.id, c.alert_id, alerts.c.reference, c.young_person_id, c.agency, c.language, c.created_at),
        _newest().label("version"),
        _sent().label("sent"),
    ).join(alerts, alerts.c.id == c.alert_id)


def _report(row: Row[Any]) -> Report:
    return Report(**row._asdict() | {"language": Language(row.language), "version": row.version or 0})


async def of_alert(connection: AsyncConnection, alert: UUID) -> list[Report]:
    """The reports about one alert, oldest first."""
    query = _reports().where(reports.c.alert_id == alert).order_by(reports.c.created_at)
    return [_report(row) for row in await connection.execute(query)]


async def by_id(connection: AsyncConnection, report: UUID) -> Report | None:
    """One report, if it is visible."""
    row = (await connection.execute(_reports().where(reports.c.id == report))).one_or_none()
    return _report(row) if row else None


async def add(
    connection: AsyncConnection,
    *,
    alert: UUID,
    person: UUID | None,
    agency: str,
    language: Language,
    by: UUID,
    now: datetime,
) -> UUID:
    """Begin a report, which has no version yet; its id."""
    report = uuid4()
    await connection.execute(
        insert(reports).values(
            id=report,
            alert_id=alert,
            young_person_id=person,
            agency=agency,
            language=language.value,
            created_at=now,
            created_by=by,
        )
    )
    return report


async def save(
    connection: AsyncConnection, key: bytes, report: UUID, version: int, body: str, by: UUID, now: datetime
) -> None:
    """Keep one more version; raises IntegrityError when somebody else has just saved this one."""
    await connection.execute(
        insert(report_drafts).values(
            report_id=report,
            version=version,
            saved_at=now,
            saved_by=by,
            body_sealed=seal(key, body, f"report_drafts.body:{report}:{version}"),
        )
    )


async def versions(connection: AsyncConnection, vault: Vault, key: bytes, report: UUID) -> list[Draft]:
    """Every version, the newest first, opened with the young person's key."""
    c = report_drafts.c
    query = (
        select(c.version, c.saved_at, c.saved_by, c.body_sealed, practitioners.c.name_sealed)
        .join(practitioners, practitioners.c.id == c.saved_by)
        .where(c.report_id == report)
        .order_by(c.version.desc())
    )
    return [
        Draft(
            row.version,
            row.saved_at,
            staff_name(vault, row.saved_by, row.name_sealed) or "",
            unseal(key, row.body_sealed, f"report_drafts.body:{report}:{row.version}"),
        )
        for row in await connection.execute(query)
    ]
