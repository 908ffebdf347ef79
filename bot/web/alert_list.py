"""What waits for somebody: alerts, the gravest first, and tasks. The list refreshes itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect

from bot.domain.alert_policy import Policy
from bot.domain.ladder import Rung
from bot.domain.staff import Permission
from bot.storage import audit, clocks, reading, reading_list, undelivered, unheard
from bot.storage.reading import AlertSummary
from bot.web.access import needs
from bot.web.account_notices import waiting_notices
from bot.web.forms import filled, own_place
from bot.web.pages import page
from bot.web.web import caseload_of, web_of

# A step that is later than this shows that the worker does not run.
LATE = timedelta(minutes=2)


@dataclass(frozen=True)
class Climb:
    """Where an unacknowledged alert stands on its ladder."""

    next_rung: Rung
    due: datetime
    exhausted: bool
    late: bool


@dataclass(frozen=True)
class Waiting:
    """An alert on the list."""

    alert: AlertSummary
    climb: Climb | None


def climb_of(alert: AlertSummary, policy: Policy, now: datetime) -> Climb | None:
    """What happens next, or None once somebody has the alert."""
    if alert.next_step_at is None or alert.acknowledged_at is not None:
        return None
    ladder = policy.ladder(alert.team, alert.severity, alert.raised_at)
    number = ladder.next_rung(alert.step)
    telling = ladder.telling(number)
    return Climb(
        (telling.fresh or telling.again)[-1].rung,
        max(ladder.due(number, alert.raised_at), alert.next_step_at),
        exhausted=ladder.exhausted(alert.step),
        late=alert.next_step_at < now - LATE,
    )


@needs(Permission.SEE_CASELOAD)
async def show_list(request: Request) -> HTTPResponse:
    """The whole page."""
    notices = await waiting_notices(request)
    return page(request, "alerts.html", notices=notices, **await _waiting(request))


@needs(Permission.SEE_CASELOAD, alive=False)
async def show_fragment(request: Request) -> HTTPResponse:
    """Only the list, for a page that is open."""
    return page(request, "_alert-list.html", **await _waiting(request))


async def _waiting(request: Request) -> dict[str, object]:
    web = web_of(request)
    now = web.now()
    async with caseload_of(request) as connection:
        found = await reading.open_alerts(connection, web.vault)
        tasks = await reading.waiting_tasks(connection, web.vault)
        failed = await undelivered.count(connection, now)
        unread = await reading_list.total(connection)
        overdue = await clocks.overdue(connection, now)
        loud = await unheard.read(connection)
        drills = await reading.open_drills(connection, web.vault)
    alerts = [Waiting(alert, climb_of(alert, web.policy, now)) for alert in found]
    unclaimed = [one for one in alerts if one.alert.acknowledged_at is None]
    return {
        "unclaimed": unclaimed,
        "claimed": [one for one in alerts if one.alert.acknowledged_at is not None],
        "exhausted": [one.alert for one in unclaimed if one.climb and one.climb.exhausted],
        "late": [one.alert for one in unclaimed if one.climb and one.climb.late],
        "tasks": tasks,
        "loud": loud,
        "drills": drills,
        "waits": [one.alert for one in unclaimed],
        "waiting": len(unclaimed),
        "failed": failed,
        "unread": unread,
        "overdue": overdue,
    }


@needs(Permission.SEE_CASELOAD)
async def finish_task(request: Request, task: UUID) -> HTTPResponse:
    """Take a task off the list."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        person = await reading.finish_task(connection, task, member.id, web.now())
        if person is None:
            raise NotFound
        await audit.record(connection, web.now(), member.id, "task:finish", task)
    return redirect(f"{own_place(filled(request, 'next'))}?done=task", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_list, "/alerts", methods=["GET"])
    app.add_route(show_fragment, "/live/alerts", methods=["GET"])
    app.add_route(finish_task, "/tasks/<task:uuid>/done", methods=["POST"])
