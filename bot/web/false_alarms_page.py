"""What was wrong about alerts that were no concern: which rule or score, how often, why; nobody's words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanic import HTTPResponse, Request, Sanic

from bot.domain.concerns import Matter, Severity, matter
from bot.domain.contact_gate import HOME
from bot.domain.follow_up import FalseAlarm
from bot.domain.staff import Permission
from bot.storage import audit, false_alarms
from bot.storage.false_alarms import Count
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

MONTHS = 6


@dataclass(frozen=True)
class Culprit:
    """A rule, or the model at one tenth of its score, and how often it was wrong in each month."""

    category: Matter
    severity: Severity
    rule: str
    score_tenths: int
    months: Sequence[int]
    reasons: Sequence[tuple[FalseAlarm, int]]

    @property
    def total(self) -> int:
        """How often altogether."""
        return sum(self.months)

    @property
    def trend(self) -> int:
        """Whether the newest month has more (above 0) or fewer than the one before."""
        return self.months[-1] - self.months[-2]


def last_months(today: date) -> list[date]:
    """The first days of the months shown, oldest first."""
    months = [today.year * 12 + today.month - 1 - back for back in reversed(range(MONTHS))]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def culprits(counts: Iterable[Count], months: Sequence[date]) -> list[Culprit]:
    """One for each rule or score, what was wrong most often first."""
    grouped: dict[tuple[str, str, str, int], list[Count]] = {}
    for one in counts:
        grouped.setdefault((one.category, one.severity, one.rule, one.score_tenths), []).append(one)
    found = [_culprit(key, of, months) for key, of in grouped.items()]
    return sorted(found, key=lambda one: (-one.total, one.category.value, one.rule, one.score_tenths))


def _culprit(key: tuple[str, str, str, int], of: Sequence[Count], months: Sequence[date]) -> Culprit:
    category, severity, rule, tenths = key
    by_month, by_reason = Counter[date](), Counter[str]()
    for one in of:
        by_month[one.month] += one.count
        by_reason[one.reason] += one.count
    reasons = [(FalseAlarm(reason), count) for reason, count in by_reason.most_common()]
    return Culprit(
        matter(category), Severity(severity), rule, tenths, [by_month[month] for month in months], reasons
    )


@needs(Permission.REVIEW_FALSE_ALARMS)
async def show_false_alarms(request: Request) -> HTTPResponse:
    """The counts."""
    web = web_of(request)
    months = last_months(web.now().astimezone(HOME).date())
    async with caseload_of(request) as connection:
        counts = await false_alarms.since(connection, months[0])
        await audit.record(connection, web.now(), request.ctx.member.id, "false_alarms:look", "all")
    return await show(request, "false-alarms.html", culprits=culprits(counts, months), months=months)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_false_alarms, "/false-alarms", methods=["GET"])
