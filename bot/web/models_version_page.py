"""One model: where it came from, what stands against it, and whether it is to serve."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission
from bot.promotion import deciding
from bot.promotion.deciding import LONGEST_REASON, Answer
from bot.promotion.promoting import PromotionRefusedError, Refusal, refusals
from bot.promotion.reexamination import Decisions
from bot.promotion.swapping import UnfinishedSwapError, swap
from bot.promotion.versions import Report, Store, UnknownVersionError, Version
from bot.safeguarding_changes.overlay import lay_locked
from bot.safeguarding_changes.serving import Screening
from bot.screening.gate import load_locked
from bot.storage import audit, handed_over_examples, model_requests, model_runs, safeguarding_changes
from bot.storage.model_requests import Decision
from bot.web import models_wording
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.models_page import (
    PLACE,
    desk_of,
    edits_of,
    left_unfinished,
    means_of,
    right_by_language,
    store_of,
)
from bot.web.models_wording import Wrong
from bot.web.pages import show
from bot.web.web import caseload_of, web_of


@dataclass(frozen=True)
class Shown:
    """A version with what is known about it; `refused` is why it may not serve, whoever asks."""

    version: Version
    report: Report
    refused: Sequence[Refusal]


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
    unfinished = await left_unfinished(request)
    shown = await look_up(request, version)
    async with caseload_of(request) as connection:
        by, now = request.ctx.member.id, web_of(request).now()
        await model_requests.see(connection, by, version, now)
    return await _show(request, shown, refusal=Refusal.UNFINISHED if unfinished else None)


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
    shown, reason = await look_up(request, version), filled(request, "reason").strip()
    if wrong := _wrong(reason):
        return await _show(request, shown, 422, problem=wrong, form="ask", reason=reason)
    try:
        async with caseload_of(request) as connection:
            await deciding.ask(connection, desk_of(request), version, reason)
    except PromotionRefusedError as refused:
        return await _refuse(request, shown, refused.refusal)
    return redirect(f"{PLACE}/versions/{version}?done=model-asked", status=303)


@needs(Permission.APPROVE_PROMOTION)
async def decide(request: Request, version: str) -> HTTPResponse:
    """Approve what a colleague asked for, which lets it serve, or decline it."""
    shown = await look_up(request, version)
    reason, decision = filled(request, "reason").strip(), filled(request, "decision")
    wrong = _wrong(reason) if decision in list(Decision) else Wrong.DECISION_NEEDED
    if wrong:
        given = {"reason": reason, "decision": decision}
        return await _show(request, shown, 422, problem=wrong, form="decide", **given)
    desk = desk_of(request)
    answer = Answer(Decision(decision), reason, partial(_decisions, request))
    try:
        await swap(means_of(request), lambda connection: deciding.decide(connection, desk, version, answer))
    except PromotionRefusedError as refused:
        return await _refuse(request, await look_up(request, version), refused.refusal)
    except UnfinishedSwapError:
        return await _show(request, await look_up(request, version), 503, refusal=Refusal.UNFINISHED)
    done = "model-promoted" if decision == Decision.APPROVED else "model-declined"
    return redirect(f"{PLACE}/versions/{version}?done={done}", status=303)


async def _decisions(request: Request, connection: AsyncConnection) -> Decisions:
    """What safeguarding leads decided up to this moment; rules that do not compile serve nowhere."""
    web = web_of(request)
    changes = await safeguarding_changes.approved(connection, web.vault)
    version = await safeguarding_changes.version(connection)
    if isinstance(screen := web.desk.screen, Screening):
        await asyncio.to_thread(screen.take_up, changes, version)
    locked = lay_locked(load_locked(), changes)
    return Decisions(screen, locked, await handed_over_examples.cleared(connection))


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
