"""Recording what was done about an alert, and correcting what was recorded."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import follow_up
from bot.domain.follow_up import LONGEST_NOTE, ActionKind, problems, read
from bot.domain.staff import Permission
from bot.follow_up import FollowUpError, OnAlert
from bot.storage import audit, kept_forms
from bot.storage.reading import AlertSummary
from bot.web import moments
from bot.web.access import needs
from bot.web.follow_up import FollowUp, follow_up_of
from bot.web.forms import filled
from bot.web.kept_forms import keeping, kept_for
from bot.web.one_alert import key_of, key_of_asked, visible_alert
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

_FIELDS = ("kind", "reached", "means", "whom", "when", "note")


def _given(request: Request) -> dict[str, str]:
    given = {name: filled(request, name) for name in _FIELDS}
    acknowledged = given["kind"] == ActionKind.AGENCY_ACKNOWLEDGED
    return given | {"agency": filled(request, "agency_acknowledged" if acknowledged else "agency")}


async def writable(
    connection: AsyncConnection, web: Web, reference: str, member: UUID
) -> tuple[AlertSummary, OnAlert]:
    """The alert, and where to record; raises NotFound for whoever no longer sees the young person."""
    alert = await visible_alert(connection, web, reference)
    key = await key_of(connection, web, alert)
    if key is None:
        raise NotFound
    return alert, OnAlert(alert.id, alert.young_person_id, member, key)


def _form_of(request: Request) -> str:
    return f"/alerts/{request.match_info['reference']}/actions/new"


@needs(Permission.FOLLOW_UP)
async def ask_action(request: Request, reference: str) -> HTTPResponse:
    """The form by itself."""
    return await _ask(request, reference, {}, {})


async def _ask(
    request: Request, reference: str, given: dict[str, str], found: dict[str, str], status: int = 200
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert, where = await writable(connection, web, reference, member.id)
        done = await follow_up_of(connection, web, alert.id, where.key)
        given = given or await kept_for(connection, request, where.key)
        await audit.record(connection, web.now(), member.id, "alert:look", alert.id)
    return await show(
        request, "action.html", status, alert=alert, follow_up=done, given=given, problems=found
    )


@needs(Permission.FOLLOW_UP, expired=keeping(key_of_asked, _form_of, _given))
async def record(request: Request, reference: str) -> HTTPResponse:
    """Record one action."""
    web, member, given = web_of(request), request.ctx.member, _given(request)
    when = moments.read(given["when"])
    async with caseload_of(request) as connection:
        alert, where = await writable(connection, web, reference, member.id)
        found = problems(given, when, web.agencies.all, alert.opened_at, web.now())
        if alert.acknowledged_at is None:
            found |= {"kind": "not_acknowledged"}
        if not found and when:
            agency = web.agencies.all.get(given["agency"])
            await follow_up.record(connection, web.clocks, where, read(given, when), agency, web.now())
            await kept_forms.forget(connection, member.id, _form_of(request))
    if found:
        return await _ask(request, reference, given, found, 422)
    return redirect(f"/alerts/{alert.reference}?done=recorded#done-so-far", status=303)


@needs(Permission.FOLLOW_UP)
async def ask_correction(request: Request, reference: str, action: UUID) -> HTTPResponse:
    """What was wrong about an action?"""
    return await _ask_correction(request, reference, action, "", None)


async def _ask_correction(
    request: Request, reference: str, action: UUID, note: str, problem: str | None, status: int = 200
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert, where = await writable(connection, web, reference, member.id)
        done = await follow_up_of(connection, web, alert.id, where.key)
        kept = await kept_for(connection, request, where.key)
        await audit.record(connection, web.now(), member.id, "alert:look", alert.id)
    earlier = done.action(action)
    if earlier is None:
        raise NotFound
    shown = {"alert": alert, "follow_up": done, "earlier": earlier, "problem": problem}
    return await show(request, "correction.html", status, note=note or kept.get("note", ""), **shown)


@needs(
    Permission.FOLLOW_UP,
    expired=keeping(
        key_of_asked, lambda request: request.path, lambda request: {"note": filled(request, "note")}
    ),
)
async def correct(request: Request, reference: str, action: UUID) -> HTTPResponse:
    """Record a correction, which names the action."""
    note, withdraws = filled(request, "note"), filled(request, "withdraws") == "yes"
    problem = _note_problem(note)
    if problem is None:
        try:
            return await _correct(request, reference, action, note, withdraws)
        except FollowUpError as refused:
            problem = refused.reason
    return await _ask_correction(request, reference, action, note, problem, 422)


def _note_problem(note: str) -> str | None:
    if not note.strip():
        return "correction_needed"
    return "note_too_long" if len(note) > LONGEST_NOTE else None


async def _correct(
    request: Request, reference: str, action: UUID, note: str, withdraws: bool
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert, where = await writable(connection, web, reference, member.id)
        done: FollowUp = await follow_up_of(connection, web, alert.id, where.key)
        earlier = done.action(action)
        if earlier is None:
            raise NotFound
        await follow_up.correct(
            connection,
            web.clocks,
            where,
            earlier,
            done.actions,
            note=note,
            withdraws=withdraws,
            now=web.now(),
        )
        await kept_forms.forget(connection, member.id, request.path)
    return redirect(f"/alerts/{alert.reference}?done=corrected#done-so-far", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(ask_action, "/alerts/<reference:str>/actions/new", methods=["GET"])
    app.add_route(record, "/alerts/<reference:str>/actions", methods=["POST"], name="record_action")
    one = "/alerts/<reference:str>/actions/<action:uuid>/correct"
    app.add_route(ask_correction, one, methods=["GET"])
    app.add_route(correct, one, methods=["POST"], name="correct_action")
