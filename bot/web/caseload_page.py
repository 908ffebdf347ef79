"""The caseload in the order in which it should be looked at, and finding one of its young people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.twilio.webhooks import canonical_number
from bot.domain import triage
from bot.domain.contact_record import Record
from bot.domain.staff import Capacity, Permission
from bot.domain.triage import Reason
from bot.storage import audit, caseload, looking_up
from bot.storage.caseload import Case
from bot.web.access import needs
from bot.web.choices import Whose
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

ROWS = 50
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Row:
    """One young person, and why they stand where they stand."""

    case: Case
    reasons: tuple[Reason, ...]
    contact: Record


@dataclass(frozen=True)
class Choice:
    """One filter, how many it shows, and how many of those need a look."""

    whose: Whose
    number: int
    pressing: int
    chosen: bool


def choices(rows: Sequence[Row], chosen: Whose) -> list[Choice]:
    """Every filter: what presses in one that is not chosen must not be overlooked."""
    shown = {whose: [row for row in rows if belongs(row.case, whose)] for whose in Whose}
    return [
        Choice(whose, len(of), sum(bool(row.reasons) for row in of), whose is chosen)
        for whose, of in shown.items()
    ]


def belongs(case: Case, whose: Whose) -> bool:
    """Whether a filter shows this young person."""
    if whose is Whose.ALL:
        return True
    if whose is Whose.TEAM:
        return case.same_team or case.capacity is not None
    return case.capacity is Capacity.ASSIGNED


def in_order(cases: Sequence[Case], now: datetime) -> list[Row]:
    """The most pressing first; whoever nothing is the matter with comes last, by name."""
    standings = [(case, case.standing(now)) for case in cases]
    placed = sorted(standings, key=lambda pair: triage.place(pair[1]))
    return [Row(case, triage.reasons(standing), case.contact(now)) for case, standing in placed]


def asked_page(request: Request, rows: int, size: int) -> tuple[int, int]:
    """(the page that was asked for, how many there are)."""
    pages = max(-(-rows // size), 1)
    asked = request.args.get("page") or ""
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    return min(max(number, 1), pages), pages


@needs(Permission.SEE_CASELOAD)
async def show_caseload(request: Request) -> HTTPResponse:
    """Everybody whom this member of staff works with, or may see."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        cases = await caseload.caseload(connection, web.vault)
        lately = await looking_up.lately(connection, web.vault)
        whose = _asked_for(request, cases)
        everybody = in_order(cases, web.now())
        rows = [row for row in everybody if belongs(row.case, whose)]
        number, pages = asked_page(request, len(rows), ROWS)
        shown = rows[(number - 1) * ROWS : number * ROWS]
        await _record(connection, request, "caseload:look", shown)
    return await show(
        request,
        "young-people.html",
        rows=shown,
        pressing=sum(bool(row.reasons) for row in rows),
        lately=lately,
        whose=whose,
        choices=choices(everybody, whose),
        number=number,
        pages=pages,
    )


def _asked_for(request: Request, cases: Sequence[Case]) -> Whose:
    """The filter that was asked for, or the narrowest that shows anybody."""
    asked = request.args.get("show")
    if asked in list(Whose):
        return Whose(asked)
    return next((one for one in Whose if any(belongs(case, one) for case in cases)), Whose.MINE)


async def _record(connection: AsyncConnection, request: Request, action: str, rows: Sequence[Row]) -> None:
    people = [str(row.case.id) for row in rows]
    now, member = web_of(request).now(), request.ctx.member
    await audit.record(connection, now, member.id, action, "caseload", people=people)


@needs(Permission.SEARCH)
async def search(request: Request) -> HTTPResponse:
    """Whoever has this name or number and may be seen. A form, so that no address tells the words."""
    web = web_of(request)
    query = filled(request, "query").strip()[:LONGEST_QUERY]
    async with caseload_of(request) as connection:
        found = await _find(connection, web, query)
        cases = [case for case in await caseload.caseload(connection, web.vault) if case.id in found]
        rows = in_order(cases, web.now())[:ROWS]
        await _record(connection, request, "caseload:search", rows)
    return await show(request, "found.html", rows=rows, query=query, all_found=len(cases))


async def _find(connection: AsyncConnection, web: Web, query: str) -> set[UUID]:
    return await looking_up.by_name(connection, web.vault, query) | await looking_up.by_number(
        connection, web.vault, canonical_number(query)
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_caseload, "/young-people", methods=["GET"])
    app.add_route(search, "/young-people/search", methods=["POST"])
