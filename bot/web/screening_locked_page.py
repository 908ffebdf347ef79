"""Locked disclosures: listed, tried, and proposed to be locked, weighed otherwise or taken off."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.concerns import Concern
from bot.domain.staff import Permission
from bot.storage.safeguarding_changes import Change, Content, Kind
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.screening_lists_page import Form, heard_in
from bot.web.screening_page import in_force
from bot.web.screening_rule_page import keep
from bot.web.web import caseload_of

LEVELS = ("emergency", "high", "medium")


@needs(Permission.PROPOSE_SCREENING)
async def show_locked(request: Request) -> HTTPResponse:
    """The disclosures that every change must go on hearing; the form is begun with one, if one was chosen."""
    return await _locked(request, Form())


async def _locked(
    request: Request, form: Form, problem: str = "", heard: Sequence[Concern] | None = None
) -> HTTPResponse:
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
    name = request.args.get("name")
    held = next((one for one in serving.locked if name_of(one.text) == name), None)
    if held and not form.words:
        form = Form(held.text, held.severity.value)
    return await show(
        *(request, "screening-locked.html", 422 if problem else 200),
        locked=[(name_of(one.text), one) for one in serving.locked],
        levels={level: sum(one.severity.value == level for one in serving.locked) for level in LEVELS},
        on_list=form.words in {one.text for one in serving.locked},
        form=form,
        heard=heard,
        problem=problem,
    )


def name_of(words: str) -> str:
    """What a disclosure is called in addresses: its words stand in none."""
    return hashlib.sha256(words.encode()).hexdigest()[:20]


@needs(Permission.PROPOSE_SCREENING)
async def change_locked(request: Request) -> HTTPResponse:
    """Propose to lock a disclosure, to weigh it otherwise, or to take it off the list; or only try it."""
    form, removes = Form.of(request), filled(request, "do") == "remove"
    if filled(request, "do") == "try":
        return await _locked(request, form, heard=await heard_in(request, form.words))
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
        held: Mapping[str, str] = {one.text: one.severity.value for one in serving.locked}
        problem = form.problem() or _wrong(form, held, removes=removes)
        if not problem:
            severity = held[form.words] if removes else form.severity
            base = form.words if form.words in held else ""
            content = Content(form.words, base, severity=severity)
            change = Change(Kind.LOCKED, name_of(form.words), removes, content)
            done = await keep(request, connection, change, form.reason)
    if problem:
        return await _locked(request, form, problem)
    return redirect(f"/safeguarding/changes/{done}", status=303)


def _wrong(form: Form, held: Mapping[str, str], *, removes: bool) -> str:
    if removes:
        return "" if form.words in held else "words"
    if form.severity not in LEVELS:
        return "severity"
    return "known" if held.get(form.words) == form.severity else ""


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_locked, "/safeguarding/locked", methods=["GET"], name="show_locked")
    app.add_route(change_locked, "/safeguarding/locked", methods=["POST"], name="change_locked")
