"""What screening hears: the rules, what waits for leads, what was decided, and the patch for the files."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Category
from bot.domain.staff import Permission, allows
from bot.examples.patch import patch
from bot.safeguarding_changes import rule_text
from bot.safeguarding_changes.messages import lay_messages
from bot.safeguarding_changes.overlay import Laid, lay, lay_locked
from bot.safeguarding_changes.released import Released, exported
from bot.safeguarding_changes.rule_text import NotWrittenError, Shown
from bot.screening import RuleError
from bot.screening.corpus import CorpusError, Message
from bot.screening.gate import GateError, Locked
from bot.screening.loading import load_texts
from bot.storage import accounts, audit, handed_over_examples
from bot.storage import safeguarding_changes as stored
from bot.storage.safeguarding_changes import Change, State
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

LONGEST_SEARCH = 100
HARMLESS_SHOWN = 50


@dataclass(frozen=True)
class InForce:
    """Everything in force: the files, and what leads approved beyond them."""

    laid: Laid
    locked: Sequence[Locked]
    approved: Sequence[Change]
    files: str
    # Why what is written cannot serve, with file and line; the last good rules serve then.
    refused: str = ""


def released_of(request: Request) -> Released:
    """The files that this service was released with."""
    released: Released = request.app.ctx.released
    return released


async def in_force(request: Request, connection: AsyncConnection) -> InForce:
    """What serves, as this page's process has it."""
    approved = await stored.approved(connection, web_of(request).vault)
    return await asyncio.to_thread(_read, released_of(request), approved)


def _read(released: Released, approved: Sequence[Change]) -> InForce:
    """What is written now; where that cannot be read, nothing but why."""
    try:
        laid = lay(released.texts(), approved)
        locked = lay_locked(released.locked(), approved)
        if refused := _refused(tuple(laid.texts.items())):
            # Raises where not even the place of each rule can be told.
            rule_text.shown(laid.texts)
        return InForce(laid, locked, approved, released.print_of(), refused)
    except (RuleError, GateError, NotWrittenError) as wrong:
        return InForce(Laid({}, [], []), [], approved, "", str(wrong))


@lru_cache(maxsize=2)
def _refused(texts: tuple[tuple[str, str], ...]) -> str:
    """Why rules as they are written cannot serve; compiled once, while they stay the same."""
    try:
        load_texts(dict(texts))
    except RuleError as wrong:
        return str(wrong)
    return ""


async def training_messages(request: Request, connection: AsyncConnection) -> Sequence[Message]:
    """Those of the files with what leads approved; none where no file can be read: a training says where."""
    approved = await stored.approved(connection, web_of(request).vault)
    try:
        messages = await asyncio.to_thread(released_of(request).messages)
    except CorpusError:
        return ()
    return lay_messages(messages, approved)


_RULE = re.compile(r"rule '([\w-]+)'")


def broken(serving: InForce) -> dict[str, str] | None:
    """Why the rules that are written do not serve, and which rule is to be mended, if one is named."""
    if not serving.refused:
        return None
    named = _RULE.search(serving.refused)
    known = named and any(f"id: {named[1]}" in text for text in serving.laid.texts.values())
    return {"why": serving.refused, "rule": named[1] if named and known else ""}


@needs(Permission.PROPOSE_SCREENING)
async def show_screening(request: Request) -> HTTPResponse:
    """What waits, what was decided, and the way to everything else."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        waiting = await stored.proposals(connection, web.vault, [State.OPEN])
        decided = await stored.proposals(
            connection, web.vault, [State.APPROVED, State.REFUSED, State.TAKEN_BACK], 30
        )
        serving = await in_force(request, connection)
        handed, harmless = [], []
        if allows(member.role, Permission.EDIT_SCREENING):
            handed = await handed_over_examples.waiting(connection, web.vault)
            harmless = await handed_over_examples.harmless(connection, web.vault, HARMLESS_SHOWN)
        names = await accounts.names(connection, web.vault, active=False)
    return await show(
        request,
        "screening.html",
        begun=waiting,
        decided=decided,
        laid=serving.laid,
        broken=broken(serving),
        handed=handed,
        harmless=harmless,
        names=names,
        topics=web.desk.topics,
    )


@needs(Permission.PROPOSE_SCREENING)
async def show_rules(request: Request) -> HTTPResponse:
    """Every rule by category, or those that hold what was searched for."""
    sought = (request.args.get("q") or "").strip()[:LONGEST_SEARCH]
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
    rules = await asyncio.to_thread(rule_text.shown, serving.laid.texts)
    found = [one for one in rules if sought.casefold() in f"{one.id} {one.text}".casefold()]
    groups = [(Category(name), list(some)) for name, some in groupby(found, lambda one: one.category)]
    return await show(
        request,
        "screening-rules.html",
        groups=groups,
        sought=sought,
        total=len(found),
        broken=broken(serving),
    )


@needs(Permission.PROPOSE_SCREENING)
async def show_rule(request: Request, rule: str) -> HTTPResponse:
    """One rule, in readable form."""
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
    one = await rule_called(rule, serving.laid)
    changed = any(change.target == rule for change in serving.laid.pending)
    return await show(request, "screening-rule.html", rule=one, changed=changed)


async def rule_called(name: str, laid: Laid) -> Shown:
    """The rule of that name in force; raises NotFound."""
    rules = await asyncio.to_thread(rule_text.shown, laid.texts)
    for one in rules:
        if one.id == name:
            return one
    raise NotFound


@needs(Permission.EDIT_SCREENING)
async def export(request: Request) -> HTTPResponse:
    """What was approved and the files do not say yet, as a patch that git takes."""
    web, released = web_of(request), released_of(request)
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
        await audit.record(connection, web.now(), request.ctx.member.id, "safeguarding:export", "all")
    files = await asyncio.to_thread(exported, released, serving.laid.texts, serving.approved)
    diff = await asyncio.to_thread(patch, released.files(), files)
    name = f"hafan-safeguarding-{web.now():%Y-%m-%d}.patch"
    return text(diff, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.ctx.released = Released()
    app.add_route(show_screening, "/safeguarding", methods=["GET"])
    app.add_route(show_rules, "/safeguarding/rules", methods=["GET"])
    app.add_route(show_rule, "/safeguarding/rules/<rule:str>", methods=["GET"])
    app.add_route(export, "/safeguarding/patch", methods=["GET"], name="safeguarding_patch")
