"""One alert: what was found, the words around it, what was done, and what a person does now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import alerts
from bot.alerts import AlertActionError, Outcome
from bot.domain.follow_up import FalseAlarm
from bot.domain.staff import Permission
from bot.seen import ToSay, to_say
from bot.storage import audit, caseload, cases, correspondence, false_alarms, kept_forms, live, reading
from bot.storage.caseload import Case
from bot.storage.correspondence import Text, UnknownText
from bot.storage.reading import AlertSummary, Ending, Event, Evidence
from bot.web.access import needs
from bot.web.alert_list import Climb, climb_of
from bot.web.evidence import Piece, pieces
from bot.web.follow_up import FollowUp, follow_up_of
from bot.web.forms import filled
from bot.web.kept_forms import keeping, kept_for
from bot.web.one_alert import key_of, key_of_asked, visible_alert
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

BEFORE, AFTER = 3, 40
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Line:
    """One message of the conversation, cut where its evidence lies."""

    text: Text | UnknownText
    pieces: tuple[Piece, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class View:
    """All that the page shows. Without a `case` and a `number` the words are not this reader's to see."""

    alert: AlertSummary
    climb: Climb | None
    evidence: Sequence[Evidence]
    conversation: Sequence[Line]
    number: str | None
    case: Case | None
    events: Sequence[Event]
    ending: Ending | None
    follow_up: FollowUp
    to_say: ToSay | None
    seen: int


@needs(Permission.ACT_ON_ALERTS)
async def show_alert(request: Request, reference: str) -> HTTPResponse:
    """The page of one alert."""
    return await _show(request, reference)


async def _show(request: Request, reference: str, status: int = 200, /, **values: object) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert = await visible_alert(connection, web, reference)
        view = await _read(connection, web, alert, member.id)
        kept = await kept_for(connection, request, await key_of(connection, web, alert))
        await audit.record(connection, web.now(), member.id, "alert:look", view.alert.id)
    template = "drill-alert.html" if view.alert.drill else "alert.html"
    return await show(request, template, status, view=view, outcomes=Outcome, **{"filled": kept} | values)


async def _read(connection: AsyncConnection, web: Web, alert: AlertSummary, member: UUID) -> View:
    key = await key_of(connection, web, alert)
    found = await reading.evidence(connection, alert.id)
    unknown = await _unknown_text(connection, web, alert)
    person = alert.young_person_id
    case = await caseload.case(connection, web.vault, person) if person else None
    return View(
        # Read first: what happens while the page is put together must count as news for it.
        seen=await live.last_event(connection, alert.reference),
        alert=alert,
        climb=climb_of(alert, web.policy, web.now()),
        evidence=found,
        conversation=_cut(
            [unknown] if unknown else await _conversation(connection, alert, key, found), found
        ),
        number=unknown.number if unknown else None,
        case=case,
        events=await reading.events(connection, web.vault, alert.id),
        ending=await reading.ending(connection, web.vault, alert.id, key),
        follow_up=await follow_up_of(connection, web, alert.id, key),
        to_say=await _to_say(connection, web, alert, case, member),
    )


async def _to_say(
    connection: AsyncConnection, web: Web, alert: AlertSummary, case: Case | None, member: UUID
) -> ToSay | None:
    """What the young person is told as soon as somebody takes this alert."""
    if case is None or alert.acknowledged_at is not None:
        return None
    return await to_say(connection, web, alert.id, member, web.now())


async def _conversation(
    connection: AsyncConnection, alert: AlertSummary, key: bytes | None, found: Sequence[Evidence]
) -> list[Text]:
    if key is None or alert.young_person_id is None:
        return []
    evidence = {concern.message_id for concern in found if concern.message_id}
    return await correspondence.around(connection, key, alert.young_person_id, evidence, BEFORE, AFTER)


async def _unknown_text(connection: AsyncConnection, web: Web, alert: AlertSummary) -> UnknownText | None:
    if alert.unknown_message_id is None:
        return None
    found = await correspondence.from_unknown_numbers(connection, web.vault, only=alert.unknown_message_id)
    return found[0] if found else None


def _cut(texts: Sequence[Text | UnknownText], found: Sequence[Evidence]) -> list[Line]:
    return [
        _line(text, [one for one in found if text.id in (one.message_id, one.unknown_message_id)])
        for text in texts
    ]


def _line(text: Text | UnknownText, found: Sequence[Evidence]) -> Line:
    return Line(text, pieces(text.body, [one.span for one in found if one.span]), tuple(found))


@needs(Permission.ACT_ON_ALERTS)
async def acknowledge(request: Request, reference: str) -> HTTPResponse:
    """Take the alert: nobody else is told of it from now on."""
    web, member = web_of(request), request.ctx.member
    try:
        async with caseload_of(request) as connection:
            alert = await visible_alert(connection, web, reference)
            await alerts.acknowledge(connection, alert.id, member.id, web.now())
    except AlertActionError as refused:
        return await _show(request, reference, 409, refused=refused.reason)
    return redirect(f"/alerts/{alert.reference}?done=acknowledged", status=303)


def _given(request: Request) -> dict[str, str]:
    return {name: filled(request, name) for name in ("outcome", "false_alarm", "note")}


def _page_of(request: Request) -> str:
    return f"/alerts/{request.match_info['reference']}"


@needs(Permission.ACT_ON_ALERTS, expired=keeping(key_of_asked, _page_of, _given))
async def close(request: Request, reference: str) -> HTTPResponse:
    """End the alert with what was done."""
    given = _given(request)
    problem = _problem(**given)
    if problem:
        return await _show(request, reference, 422, problem=problem, filled=given)
    try:
        return await _close(request, reference, **given)
    except AlertActionError as refused:
        return await _refused_to_close(request, reference, refused.reason, given)


def _problem(outcome: str, false_alarm: str, note: str) -> str | None:
    if outcome not in list(Outcome):
        return "outcome_needed"
    if outcome == Outcome.NOT_A_CONCERN and false_alarm not in list(FalseAlarm):
        return "false_alarm_needed"
    return "note_too_long" if len(note) > LONGEST_NOTE else None


async def _close(request: Request, reference: str, outcome: str, false_alarm: str, note: str) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        alert = await visible_alert(connection, web, reference)
        key = await key_of(connection, web, alert)
        if key is None:
            raise NotFound
        if outcome == Outcome.NOT_A_CONCERN:
            await cases.change(connection, alert.id, outcome_reason=false_alarm)
        await alerts.close(connection, key, alert.id, member.id, Outcome(outcome), note, web.now())
        if outcome == Outcome.NOT_A_CONCERN:
            await false_alarms.count(connection, alert.id, FalseAlarm(false_alarm), web.now())
        await kept_forms.forget(connection, member.id, _page_of(request))
    return redirect(f"/alerts/{alert.reference}?done=closed", status=303)


async def _refused_to_close(
    request: Request, reference: str, reason: str, given: dict[str, str]
) -> HTTPResponse:
    if reason == "reason_needed":
        return await _show(request, reference, 422, problem=reason, filled=given)
    return await _show(request, reference, 409, refused=reason, filled=given)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_alert, "/alerts/<reference:str>", methods=["GET"])
    app.add_route(acknowledge, "/alerts/<reference:str>/acknowledge", methods=["POST"])
    app.add_route(close, "/alerts/<reference:str>/close", methods=["POST"], name="close_alert")
