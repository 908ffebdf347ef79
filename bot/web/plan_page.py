"""A young person's plan of check-ins, and their one-to-one sessions."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.check_in_plans import load_plans
from bot.domain.check_in_plan import CheckInPlan
from bot.domain.schedule import SessionKind
from bot.domain.staff import Permission
from bot.scheduling import reschedule
from bot.storage import audit, contact_history, meetings, people, plans
from bot.storage.people import YoungPerson
from bot.web import plan_form
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.pages import show
from bot.web.plan_form import FilledPlan
from bot.web.session_form import AHEAD, BACK, FilledDate, read_date
from bot.web.web import Web, caseload_of, web_of
from bot.web.young_people import visible


@needs(Permission.PLAN_CHECK_INS)
async def show_plan(request: Request, person: UUID) -> HTTPResponse:
    """The plan as a form, or another one to begin from, and the sessions around now."""
    return await _show(request, person)


async def _show(
    request: Request,
    person: UUID,
    status: int = 200,
    /,
    *,
    form: FilledPlan | None = None,
    day: FilledDate | None = None,
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        one = await people.by_id(connection, person)
        plan = await plans.of(connection, web.vault, one)
        values = {
            "case": case,
            "plan": plan,
            "due": await plans.next_due(connection, person),
            "meetings": await around_now(connection, web, person=person),
            "spoken": one.language,
            "form": form or plan_form.shown(_begun_from(request, plan)),
            "given": day.typed if day else None,
            "session_problems": {"day": day.problem} if day else {},
        }
        await audit.record(connection, web.now(), member.id, "plan:look", person)
    return await show(request, "plan.html", status, **values)


def _begun_from(request: Request, plan: CheckInPlan) -> CheckInPlan:
    """The ready-made plan that was asked for, with the goals that there are; otherwise theirs."""
    ready = load_plans().get(request.args.get("from") or "")
    return replace(ready.plan, goals=plan.goals) if ready else plan


async def around_now(
    connection: AsyncConnection, web: Web, *, person: UUID | None = None, session: UUID | None = None
) -> list[meetings.Meeting]:
    """The sessions that can be added or cancelled, the latest first."""
    first, last = web.today - BACK, web.today + AHEAD
    found = await meetings.between(connection, web.vault, first, last, person=person, session=session)
    return found[::-1]


@needs(Permission.PLAN_CHECK_INS)
async def change_plan(request: Request, person: UUID) -> HTTPResponse:
    """Keep the plan, unless something is wrong with it; nothing that was typed is lost."""
    web, member = web_of(request), request.ctx.member
    form = plan_form.read(request, frozenset(load_plans()))
    if form.problems:
        return await _show(request, person, 422, form=form)
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        await people.hold(connection, person)
        one = await people.by_id(connection, person)
        await plans.save(connection, web.vault, one, form.plan, member.id, web.now())
        await _speak(connection, request, one)
        await reschedule(connection, web.settings.contact_hours, person, web.now())
        await audit.record(connection, web.now(), member.id, "plan:change", person, plan=form.plan.name)
    return redirect(f"/young-people/{person}/plan?done=plan", status=303)


async def _speak(connection: AsyncConnection, request: Request, person: YoungPerson) -> None:
    """Keep the language that was chosen, with its history."""
    web, member = web_of(request), request.ctx.member
    language = known(filled(request, "language"))
    if language and language is not person.language:
        values, key = (person.language.value, language.value), person.key(web.vault)
        await contact_history.note(connection, key, person.id, "language_text", values, member.id, web.now())
        await people.change(connection, person.id, language=language, last_language=language)


@needs(Permission.PLAN_CHECK_INS)
async def add_session(request: Request, person: UUID) -> HTTPResponse:
    """Write down a one-to-one session that was held or is planned."""
    web, member = web_of(request), request.ctx.member
    day = read_date(request, web.today)
    if day.problem or day.day is None:
        return await _show(request, person, 422, day=day)
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        await people.hold(connection, person)
        session = await meetings.add(
            connection, SessionKind.ONE_TO_ONE, day.day, [person], member.id, web.now()
        )
        await reschedule(connection, web.settings.contact_hours, person, web.now())
        await audit.record(connection, web.now(), member.id, "session:add", session)
    return redirect(f"/young-people/{person}/plan?done=session", status=303)


@needs(Permission.PLAN_CHECK_INS)
async def cancel_session(request: Request, person: UUID, meeting: UUID) -> HTTPResponse:
    """Let a session not take place for this young person; of a group it still does for the others."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        if not await around_now(connection, web, person=person, session=meeting):
            raise NotFound
        await people.hold(connection, person)
        await meetings.cancel(connection, meeting, [person], member.id, web.now())
        await reschedule(connection, web.settings.contact_hours, person, web.now())
        await audit.record(connection, web.now(), member.id, "session:cancel", meeting)
    return redirect(f"/young-people/{person}/plan?done=session-cancelled", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    place = "/young-people/<person:uuid>"
    app.add_route(show_plan, f"{place}/plan", methods=["GET"])
    app.add_route(change_plan, f"{place}/plan", methods=["POST"])
    app.add_route(add_session, f"{place}/sessions", methods=["POST"])
    app.add_route(cancel_session, f"{place}/sessions/<meeting:uuid>/cancel", methods=["POST"])
