"""The rota of everybody, week by week: for those who manage duty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert_policy import Policy
from bot.domain.contact_gate import HOME
from bot.domain.ladder import Rung
from bot.domain.rota import Attached, Member, Moment, Reason, Rota, Verdict, resolve
from bot.domain.rota_entries import EntryError, check_duty, moments
from bot.domain.staff import Permission, Role
from bot.domain.working_hours import Shift, whole_days
from bot.storage import audit
from bot.storage import rota as stored
from bot.storage.rota_tables import on_call
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

ON_CALL_ROLES = (Role.DUTY_MANAGER, Role.SAFEGUARDING_LEAD)


@dataclass(frozen=True)
class Cell:
    """One member's day."""

    day: date
    shift: Shift | None
    away: bool
    on_call: bool
    covered_by: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Line:
    """One member's week, and how they stand now."""

    member: Member
    name: str = field(repr=False)
    now: Reason
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Told:
    """Whom a rung would mean now, in one team."""

    team: str
    rung: Rung
    verdicts: Sequence[Verdict]


def week_of(asked: str | None, now: datetime) -> tuple[date, ...]:
    """The seven days, from Monday, around the asked-for day or today."""
    today = now.astimezone(HOME).date()
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        day = today
    day = min(max(day, today - timedelta(days=366)), today + timedelta(days=366))
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=ahead) for ahead in range(7))


def weeks(rota: Rota, names: Mapping[UUID, str], days: Sequence[date], now: datetime) -> list[Line]:
    """Everybody's week, those who manage duty first, then by name."""
    lines = [
        Line(
            member,
            names[member.id],
            _standing(member, rota, now),
            [_cell(member, rota, names, day) for day in days],
        )
        for member in rota.members.values()
    ]
    return sorted(lines, key=lambda line: (line.member.role not in ON_CALL_ROLES, line.name.casefold()))


def _standing(member: Member, rota: Rota, now: datetime) -> Reason:
    if member.on_leave(now):
        return Reason.ON_LEAVE
    if any(duty.member == member.id and duty.span.holds(now) for duty in rota.duties):
        return Reason.ON_CALL
    return Reason.WORKS if member.hours.include(now) else Reason.OUT_OF_HOURS


def _cell(member: Member, rota: Rota, names: Mapping[UUID, str], day: date) -> Cell:
    span = whole_days(day, day)
    covers = [one.cover for one in rota.covers if one.absent == member.id and one.span.meets(span)]
    return Cell(
        day,
        member.hours.on(day),
        away=any(leave.meets(span) for leave in member.leave),
        on_call=any(duty.member == member.id and duty.span.meets(span) for duty in rota.duties),
        covered_by=tuple(names[cover] for cover in covers if cover in names),
    )


def told_now(policy: Policy, rota: Rota, now: datetime) -> list[Told]:
    """Who would be told now where it depends on the rota alone, team by team."""
    return [
        Told(team, rung, [one for one in resolve(rung, Attached(), Moment(rota, now, team)) if one.told])
        for team in policy.teams
        for rung in (Rung.DUTY_MANAGER, Rung.FIRST_LEAD, Rung.LEADS)
    ]


@needs(Permission.OWN_ROTA)
async def show_rota(request: Request) -> HTTPResponse:
    """The week of everybody; those who manage duty can also change it here."""
    return await _show(request)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    now, days = web.now(), week_of(request.args.get("week"), web.now())
    since = min(whole_days(days[0], days[0]).since, now)
    async with caseload_of(request) as connection:
        rota = await stored.read(connection, web.policy, since)
        names = await stored.names(connection, web.vault)
        duties = await stored.entered(connection, on_call, now)
    return await show(
        *(request, "rota.html", status),
        lines=weeks(rota, names, days, now),
        days=days,
        today=now.astimezone(HOME).date(),
        told=told_now(web.policy, rota, now),
        teams={name: team.name for name, team in web.policy.teams.items()},
        names=names,
        leads=[lead for lead in rota.leads if lead in names],
        duties=duties,
        **values,
    )


@needs(Permission.MANAGE_ROTA)
async def add_duty(request: Request) -> HTTPResponse:
    """Put somebody on call."""
    web, by = web_of(request), request.ctx.member
    given = {name: filled(request, name) for name in ("member", "team", "since", "until")}
    try:
        async with caseload_of(request) as connection:
            member = await _add_duty(connection, request, given)
            await audit.record(connection, web.now(), by.id, "rota:on_call", member)
    except EntryError as refused:
        return await _show(request, 422, problem=refused, filled=given)
    return redirect("/rota?done=on-call#on-call", status=303)


async def _add_duty(connection: AsyncConnection, request: Request, given: Mapping[str, str]) -> UUID:
    web = web_of(request)
    rota = await stored.read(connection, web.policy, web.now())
    span = moments(_moment(given["since"]), _moment(given["until"]), web.now())
    member = check_duty(rota, identifier(given["member"]), span)
    team = given["team"] if given["team"] in web.policy.teams else None
    by = request.ctx.member.id
    await stored.enter(connection, on_call, span, by, web.now(), practitioner_id=member, team=team)
    return member


def identifier(written: str) -> UUID | None:
    """An identifier from a form, if it is one."""
    try:
        return UUID(written)
    except ValueError:
        return None


def _moment(written: str) -> datetime | None:
    """A date and time in Wales."""
    try:
        return datetime.fromisoformat(written.strip()).replace(tzinfo=HOME)
    except ValueError:
        return None


@needs(Permission.MANAGE_ROTA)
async def end_duty(request: Request, entry: UUID) -> HTTPResponse:
    """Take somebody off call."""
    web, by = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        ended = await stored.take_back(connection, on_call, entry, web.now())
        if ended is None:
            raise NotFound
        await audit.record(connection, web.now(), by.id, "rota:end_on_call", ended.member)
    return redirect("/rota?done=taken-back#on-call", status=303)


@needs(Permission.MANAGE_ROTA)
async def order_leads(request: Request) -> HTTPResponse:
    """Put one of the leads first; the others keep their order."""
    web, by = web_of(request), request.ctx.member
    first = identifier(filled(request, "lead"))
    async with caseload_of(request) as connection:
        leads = (await stored.read(connection, web.policy, web.now())).leads
        if first is None or first not in leads:
            raise NotFound
        await stored.set_lead_order(connection, [first, *(lead for lead in leads if lead != first)])
        await audit.record(connection, web.now(), by.id, "rota:lead_order", first)
    return redirect("/rota?done=lead-order#leads", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_rota, "/rota", methods=["GET"])
    app.add_route(add_duty, "/rota/on-call", methods=["POST"])
    app.add_route(end_duty, "/rota/on-call/<entry:uuid>/end", methods=["POST"])
    app.add_route(order_leads, "/rota/leads", methods=["POST"])
