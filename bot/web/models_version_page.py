"""One model: where it came from, what stands against it, and whether it is to serve."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission
from bot.promotion.promoting import PromotionRefusedError, Refusal, promote, refusals
from bot.promotion.reexamination import Decisions, examine_again
from bot.promotion.versions import Report, Store, UnknownVersionError, Version
from bot.safeguarding_changes.overlay import lay_locked
from bot.safeguarding_changes.serving import Screening
from bot.screening.gate import load_locked
from bot.storage import audit, handed_over_examples, model_requests, model_runs, safeguarding_changes
from bot.storage.model_requests import Decision
from bot.storage.model_requests import Request as Asked
from bot.web import models_wording
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.models_page import PLACE, edits_of, right_by_language, store_of
from bot.web.models_wording import Wrong
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

LONGEST_REASON = 1000


@dataclass(frozen=True)
class Shown:
    """A version with what is known about it; `refused` is why it may not serve, whoever asks."""

    version: Version
    report: Report
    refused: Sequence[Refusal]


class RefusedError(Exception):
    """What was asked for is refused; the reason is one that `models_wording` has words for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def look_up(request: Request, version: str) -> Shown:
    """A version by its name, or not found."""
    try:
        return await asyncio.to_thread(_read, store_of(request), version)
    except UnknownVersionError:
        raise NotFound from None


def _read(store: Store, name: str) -> Shown:
    version = store.version(name)
    return Shown(version, store.report(name), refusals(store, version, store.serving()))


@needs(Permission.SEE_MODELS)
async def show_version(request: Request, version: str) -> HTTPResponse:
    """Its manifest, the objections, and the way to promote it."""
    return await _show(request, await look_up(request, version))


async def _show(request: Request, shown: Shown, status: int = 200, /, **values: object) -> HTTPResponse:
    web, name = web_of(request), shown.version.id
    async with caseload_of(request) as connection:
        run = await model_runs.of_version(connection, name)
        edits = await edits_of(request, connection, run)
        requests = await model_requests.requests(connection, web.vault, name)
        people = await model_requests.people(connection, web.vault)
    return await show(
        *(request, "models-version.html", status),
        version=shown.version,
        report=shown.report,
        refused=shown.refused,
        right=right_by_language(shown.report),
        objections=[models_wording.objection(one, request.ctx.language) for one in shown.report.objections],
        edits=edits,
        requests=requests,
        open_request=next((one for one in requests if one.decision is None), None),
        people=people,
        **values,
    )


@needs(Permission.TRAIN_MODELS)
async def ask(request: Request, version: str) -> HTTPResponse:
    """Ask that a candidate serve; what the gate refuses cannot even be asked for."""
    web, shown = web_of(request), await look_up(request, version)
    reason = filled(request, "reason").strip()
    if wrong := _wrong(reason):
        return await _show(request, shown, 422, problem=wrong, form="ask", reason=reason)
    if shown.refused:
        return await _refuse(request, shown, shown.refused[0])
    async with caseload_of(request) as connection:
        refused = await model_requests.ask(connection, web.vault, version, reason, web.now())
        if refused is None:
            await audit.record(connection, web.now(), request.ctx.member.id, "model:ask", version)
    if refused:
        return await _refuse(request, shown, refused)
    return redirect(f"{PLACE}/versions/{version}?done=model-asked", status=303)


@needs(Permission.APPROVE_PROMOTION)
async def decide(request: Request, version: str) -> HTTPResponse:
    """Approve what a colleague asked for, which lets it serve, or decline it."""
    shown = await look_up(request, version)
    answer, decision = filled(request, "reason").strip(), filled(request, "decision")
    wrong = _wrong(answer) if decision in list(Decision) else Wrong.DECISION_NEEDED
    if wrong:
        given = {"reason": answer, "decision": decision}
        return await _show(request, shown, 422, problem=wrong, form="decide", **given)
    try:
        async with caseload_of(request) as connection:
            await _decide(request, connection, version, Decision(decision), answer)
    except RefusedError as refused:
        return await _refuse(request, await look_up(request, version), refused.reason)
    done = "model-promoted" if decision == Decision.APPROVED else "model-declined"
    return redirect(f"{PLACE}/versions/{version}?done={done}", status=303)


async def _decide(
    request: Request, connection: AsyncConnection, version: str, decision: Decision, answer: str
) -> None:
    """All of it or nothing: what cannot serve is not approved either. Raises RefusedError."""
    web, by = web_of(request), request.ctx.member.id
    asked = await model_requests.requests(connection, web.vault, version)
    open_one = next((one for one in asked if one.decision is None), None)
    if open_one is None:
        raise RefusedError("unknown")
    refused = await model_requests.decide(connection, web.vault, open_one.id, decision, answer, web.now())
    if refused:
        raise RefusedError(refused)
    if decision is Decision.APPROVED:
        leads = await _decisions(request, connection)
        await asyncio.to_thread(examine_again, store_of(request), version, leads)
        await _promote(request, connection, open_one, by)
    await audit.record(connection, web.now(), by, f"model:{_VERBS[decision]}", version)


async def _decisions(request: Request, connection: AsyncConnection) -> Decisions:
    """What safeguarding leads decided up to this moment; rules that do not compile serve nowhere."""
    web = web_of(request)
    changes = await safeguarding_changes.approved(connection, web.vault)
    version = await safeguarding_changes.version(connection)
    if isinstance(screen := web.desk.screen, Screening):
        await asyncio.to_thread(screen.take_up, changes, version)
    locked = lay_locked(load_locked(), changes)
    return Decisions(screen, locked, await handed_over_examples.cleared(connection))


_VERBS = {Decision.APPROVED: "promote", Decision.DECLINED: "decline"}


async def _promote(request: Request, connection: AsyncConnection, asked: Asked, by: UUID) -> None:
    store, now = store_of(request), web_of(request).now()
    before = await asyncio.to_thread(store.serving)
    asker, approver = str(asked.asked_by), str(by)
    try:
        await asyncio.to_thread(promote, store, asked.version, asker, approver, now)
    except PromotionRefusedError as refused:
        raise RefusedError(refused.refusal) from refused
    served = before.id if before else None
    await model_requests.swapped(connection, "promoted", asked.version, served, asked.id, now)


async def _refuse(request: Request, shown: Shown, reason: str) -> HTTPResponse:
    """Say why not, and write down that somebody tried."""
    web, version = web_of(request), shown.version.id
    async with caseload_of(request) as connection:
        by = request.ctx.member.id
        await audit.record(connection, web.now(), by, "model:refuse", version, reason=str(reason))
    return await _show(request, shown, 409, refusal=str(reason))


def _wrong(reason: str) -> Wrong | None:
    if not reason:
        return Wrong.REASON_NEEDED
    return Wrong.REASON_TOO_LONG if len(reason) > LONGEST_REASON else None


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    place = f"{PLACE}/versions/<version:str>"
    app.add_route(show_version, place, methods=["GET"])
    app.add_route(ask, f"{place}/ask", methods=["POST"])
    app.add_route(decide, f"{place}/decide", methods=["POST"])
