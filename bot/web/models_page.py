"""Models: what serves and what did, training a candidate, and how far that is."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import empty, redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.examples.editing import Edit, Files, differences
from bot.examples.files import ExampleFileError
from bot.promotion.comparison import macro_f1
from bot.promotion.deciding import Desk
from bot.promotion.promoting import Refusal
from bot.promotion.steps import Step
from bot.promotion.swapping import Means, UnfinishedSwapError, settle
from bot.promotion.versions import Report, Store, Version
from bot.storage import audit, model_requests, model_runs
from bot.storage.model_requests import Swap
from bot.storage.model_runs import Run
from bot.web.access import needs
from bot.web.models_wording import Wrong
from bot.web.pages import page, show
from bot.web.web import Web, caseload_of, web_of

PLACE = "/trainers/models"


@dataclass(frozen=True)
class Line:
    """One version on the list; `right` is how often it is right, by language."""

    version: Version
    objections: int
    right: Mapping[Language, float]


def store_of(request: Request) -> Store:
    """The versions that this service keeps."""
    return Store(web_of(request).settings.models_folder)


def desk_of(request: Request) -> Desk:
    """Where whoever is signed in decides about models, at this moment."""
    web = web_of(request)
    return Desk(store_of(request), web.vault, request.ctx.member.id, web.now())


def means_of(request: Request) -> Means:
    """What a change of the serving model works with, as whoever is signed in."""
    return Means(store_of(request), partial(caseload_of, request), web_of(request).now())


async def left_unfinished(request: Request) -> bool:
    """Finish or drop what was left half done when a process died; whether it cannot be finished even now."""
    try:
        await settle(means_of(request))
    except UnfinishedSwapError:
        return True
    return False


async def edits_of(request: Request, connection: AsyncConnection, run: Run | None) -> list[Edit]:
    """What a training added to the files that are released now."""
    if run is None or not run.changes:
        return []
    return await _edits(web_of(request), connection, run.changes) or []


async def _edits(web: Web, connection: AsyncConnection, changes: Files) -> list[Edit] | None:
    """Changed files, example by example; None when one was made unreadable, as by a text editor."""
    shipped = await web.desk.files.shipped(connection)
    try:
        return await asyncio.to_thread(differences, shipped, {**shipped, **changes})
    except ExampleFileError:
        return None


async def learned(web: Web, connection: AsyncConnection) -> frozenset[Edit]:
    """The changes that the model has learned which serves now; each waits on for its release."""
    serving = await asyncio.to_thread(Store(web.settings.models_folder).serving)
    run = await model_runs.of_version(connection, serving.id) if serving else None
    if run is None or not run.changes:
        return frozenset()
    return frozenset(await _edits(web, connection, run.changes) or ())


def right_by_language(report: Report) -> dict[Language, float]:
    """The mean of the topics' figures for each language, as far as it was measured."""
    spoken = {one.language for one in report.heard}
    return {
        language: macro_f1(one for one in report.heard if one.language is language)
        for language in (Language.ENGLISH, Language.WELSH)
        if language in spoken
    }


def _lines(store: Store) -> list[Line]:
    found = []
    for version in store.versions():
        report = store.report(version.id)
        found.append(Line(version, len(report.objections), right_by_language(report)))
    return found


@needs(Permission.SEE_MODELS)
async def show_models(request: Request) -> HTTPResponse:
    """Every version, what is being trained, and what served when."""
    unfinished = await left_unfinished(request)
    return await _show(request, refusal=Refusal.UNFINISHED if unfinished else None)


async def _show(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    store, vault = store_of(request), web_of(request).vault
    lines, serving, before = await asyncio.to_thread(
        lambda: (_lines(store), store.serving(), store.previous())
    )
    async with caseload_of(request) as connection:
        changes = await web_of(request).desk.changes(connection)
        edits = await _edits(web_of(request), connection, changes)
        shown = {
            "told": await model_requests.told(connection, vault, request.ctx.member.id),
            "serving": serving,
            "before": before,
            "learned": await learned(web_of(request), connection),
            "run": await model_runs.newest(connection),
            "people": await _people(request, connection),
            "requests": [one for one in await model_requests.requests(connection, vault) if not one.decision],
            "swaps": _swaps(await model_requests.swaps(connection), [line.version for line in lines]),
        }
    return await show(request, "models.html", status, lines=lines, edits=edits, **shown, **values)


def _swaps(written: Sequence[Swap], versions: Sequence[Version]) -> list[Swap]:
    """What served when: as these pages wrote it down, and from the manifests what they know nothing of."""
    of_all = [
        Swap(
            at=promotion.at,
            kind="rolled_back" if promotion.asked_by == promotion.approved_by else "promoted",
            version=version.id,
            before=None,
            by=promotion.approved_by,
            request_id=None,
        )
        for version in versions
        for promotion in version.promotions
    ]
    known = {(swap.version, swap.at) for swap in written}
    elsewhere = [swap for swap in of_all if (swap.version, swap.at) not in known]
    return sorted([*written, *elsewhere], key=lambda swap: swap.at, reverse=True)


async def _people(request: Request, connection: AsyncConnection) -> Mapping[str, str]:
    return await model_requests.people(connection, web_of(request).vault)


@needs(Permission.TRAIN_MODELS)
async def start(request: Request) -> HTTPResponse:
    """Train a candidate from the examples as they are now."""
    now = web_of(request).now()
    async with caseload_of(request) as connection:
        changes = await web_of(request).desk.changes(connection)
        run = await model_runs.start(connection, changes, now)
        if run is not None:
            await audit.record(connection, now, request.ctx.member.id, "model:train", run)
    if run is None:
        return await _show(request, 409, problem=Wrong.ALREADY_TRAINING)
    return redirect(f"{PLACE}/runs/{run}", status=303)


@needs(Permission.SEE_MODELS)
async def show_run(request: Request, run: UUID) -> HTTPResponse:
    """How far a training is; once it is done, what came of it."""
    async with caseload_of(request) as connection:
        found, people = await _run(connection, run), await _people(request, connection)
    if found.version:
        return redirect(f"{PLACE}/versions/{found.version}", status=303)
    return await show(request, "models-run.html", people=people, **_progress(request, found))


@needs(Permission.SEE_MODELS, alive=False)
async def show_progress(request: Request, run: UUID) -> HTTPResponse:
    """What an open page of a training asks every other second."""
    async with caseload_of(request) as connection:
        found = await _run(connection, run)
    if not found.lasts:
        return empty(200, headers={"HX-Refresh": "true"})
    return page(request, "_models-progress.html", **_progress(request, found))


def _progress(request: Request, run: Run) -> dict[str, object]:
    return {"run": run, "steps": _steps(run), "unheard_of": run.unheard_of(web_of(request).now())}


async def _run(connection: AsyncConnection, run: UUID) -> Run:
    found = await model_runs.one(connection, run)
    if found is None:
        raise NotFound
    return found


def _steps(run: Run) -> Sequence[tuple[Step, str, int]]:
    """Each step, whether it is done, under way or to come, and its share in hundredths."""
    order = list(Step)
    here = order.index(Step(run.step)) if run.step in order else -1
    state = {True: "done", False: "later"}
    return [
        (step, "now" if place == here else state[place < here], round(run.share * 100))
        for place, step in enumerate(order)
    ]


@needs(Permission.TRAIN_MODELS)
async def cancel(request: Request, run: UUID) -> HTTPResponse:
    """End a training."""
    now = web_of(request).now()
    async with caseload_of(request) as connection:
        if await model_runs.cancel(connection, run, now):
            await audit.record(connection, now, request.ctx.member.id, "model:cancel", run)
        await _run(connection, run)
    return redirect(f"{PLACE}/runs/{run}", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_models, PLACE, methods=["GET"])
    app.add_route(start, f"{PLACE}/train", methods=["POST"])
    app.add_route(show_run, f"{PLACE}/runs/<run:uuid>", methods=["GET"])
    app.add_route(show_progress, f"{PLACE}/runs/<run:uuid>/progress", methods=["GET"])
    app.add_route(cancel, f"{PLACE}/runs/<run:uuid>/cancel", methods=["POST"])
