"""Writing a rule: the whole of it as text, tried as it is written, kept as a proposal."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import yaml
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.concerns import Category
from bot.domain.staff import Permission, allows
from bot.safeguarding_changes import objections, overlay, rule_text
from bot.safeguarding_changes.objections import Looked
from bot.safeguarding_changes.overlay import Laid
from bot.safeguarding_changes.rule_text import NotWrittenError, Texts
from bot.storage import audit, safeguarding_checks
from bot.storage import safeguarding_changes as stored
from bot.storage.safeguarding_changes import Change, Content, Kind, Proposal, State
from bot.storage.safeguarding_checks import Said
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.screening_page import in_force, released_of
from bot.web.screening_trials import (
    LOOKS_SECONDS,
    WAITS_SECONDS,
    Rule,
    Trial,
    named_in,
    try_out,
    words_heard,
)
from bot.web.web import caseload_of, web_of

# What a form may ask for that keeps nothing.
TRIES = ("try", "words")
LONGEST_REASON = 2_000
# What a new rule begins with.
EMPTY = """\
id: {category}-new
severity: medium
language: en
patterns:
  - "words to find"
must_fire: ["a message with words to find"]
must_not_fire: ["a message without them"]
"""


@dataclass(frozen=True)
class Form:
    """What the form brought; `more` are examples to add, one a line."""

    text: str = field(repr=False)
    more: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    withdraws: bool = False
    # What its writer saw when they opened the page, see Desk.
    seen: str = ""

    @classmethod
    def of(cls, request: Request) -> "Form":
        """What this request brings."""
        words = {name: filled(request, name).replace("\r\n", "\n") for name in ("text", "more", "reason")}
        return cls(**words, withdraws=filled(request, "do") == "withdraw", seen=filled(request, "seen"))

    @property
    def rule(self) -> str:
        """The rule with the added examples; as written where it cannot be read."""
        more = [line.strip() for line in self.more.splitlines() if line.strip()]
        try:
            return rule_text.with_examples(self.text.strip() + "\n", more)
        except (yaml.YAMLError, ValueError, TypeError):
            return self.text

    @property
    def unfit(self) -> str:
        """Why it must not even be read, or nothing."""
        return "long" if len(self.more) > rule_text.LONGEST else rule_text.unfit(self.text)


@dataclass(frozen=True)
class Desk:
    """One rule being written: as it serves, and the proposal that is edited, if one is."""

    name: str
    file: str
    base: str = field(repr=False)
    held: Proposal | None
    laid: Laid

    @property
    def seen(self) -> str:
        """Another one once somebody wrote the proposal anew, or the rule serves otherwise."""
        served = hashlib.sha256(self.base.encode()).hexdigest()[:16]
        return f"{self.held.edition if self.held else 0}-{served}"


async def _desk(request: Request, connection: AsyncConnection, rule: str) -> Desk:
    """The rule of that name, or of a category a new one, or that of a proposal; raises NotFound."""
    web, serving = web_of(request), await in_force(request, connection)
    change = request.args.get("change")
    held = await stored.one(connection, web.vault, _uuid(change)) if change else None
    if change and (held is None or held.change.target != rule or held.state is not State.OPEN):
        raise NotFound
    if held and not allows(request.ctx.member.role, Permission.EDIT_SCREENING):
        raise NotFound
    if not serving.laid.texts:
        raise NotFound
    if held:
        # Whoever writes it anew answers for the difference from what serves now.
        base = overlay.here(serving.laid.texts, rule)
        return Desk(rule, held.change.content.file, base, held, serving.laid)
    if rule in {f"new-{category.value}" for category in Category}:
        return Desk("", f"{rule.removeprefix('new-')}.yml", "", None, serving.laid)
    try:
        one = rule_text.find(serving.laid.texts, rule)
    except NotWrittenError:
        raise NotFound from None
    return Desk(rule, one.file, one.text, None, serving.laid)


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound from None


def _begun(desk: Desk) -> Form:
    if desk.held:
        return Form(desk.held.change.content.text, reason=desk.held.reason, seen=desk.seen)
    return Form(desk.base or EMPTY.format(category=desk.file.removesuffix(".yml")), seen=desk.seen)


@needs(Permission.PROPOSE_SCREENING)
async def write_rule(request: Request, rule: str) -> HTTPResponse:
    """The rule as text."""
    async with caseload_of(request) as connection:
        desk = await _desk(request, connection, rule)
    return await _show(request, desk, _begun(desk))


@dataclass(frozen=True)
class Tried:
    """What can be said of the rule before it is proposed; `said` are words that were asked for."""

    looked: Looked
    trial: Trial | None = None
    said: Sequence[Said] | None = None


async def _show(
    request: Request, desk: Desk, form: Form, tried: Tried | None = None, problem: str = ""
) -> HTTPResponse:
    wrong = tried.looked.wrong if tried and filled(request, "do") not in TRIES else ()
    trial = tried.trial if tried else None
    return await show(
        *(request, "screening-rule-change.html", 422 if problem or wrong else 200),
        desk=desk,
        form=form,
        wrong=[one.kept() for one in wrong],
        looked=tried.looked if tried else None,
        trial=trial,
        named=named_in(trial, released_of(request)) if trial else {},
        said=tried.said if tried else None,
        problem=problem,
    )


@needs(Permission.PROPOSE_SCREENING)
async def propose_rule(request: Request, rule: str) -> HTTPResponse:
    """Try what was written, or keep it as a proposal if nothing is wrong."""
    form = Form.of(request)
    async with caseload_of(request) as connection:
        desk = await _desk(request, connection, rule)
    if unfit := form.unfit:
        return await _show(request, desk, form, None, unfit)
    name = desk.name or rule_text.name_in(form.rule)
    looked = Looked(())
    if not form.withdraws:
        looked = await asyncio.to_thread(objections.look, desk.laid.texts, name, desk.file, form.rule)
    written = replace(form, text=form.rule, more="")
    if filled(request, "do") in TRIES:
        tried = await _try(request, desk.laid.texts, Rule(name, desk.file, form.rule), looked)
        return await _show(request, desk, written, tried)
    problem = _problem(form, desk)
    if looked.wrong or problem:
        return await _show(request, desk, written, Tried(looked), problem)
    change = Change(Kind.RULE, name, form.withdraws, _content(form, desk))
    async with caseload_of(request) as connection:
        return await _keep(request, connection, desk, change, form.reason)


async def _try(request: Request, texts: Texts, rule: Rule, looked: Looked) -> Tried:
    if not looked.readable:
        return Tried(looked)
    seconds = LOOKS_SECONDS if filled(request, "soon") else WAITS_SECONDS
    trial = await try_out(request, rule, seconds)
    said = None
    if filled(request, "do") == "words" and trial.asked.real:
        said = await words_heard(request, texts, trial.asked)
    return Tried(looked, trial, said)


def _content(form: Form, desk: Desk) -> Content:
    return Content("" if form.withdraws else form.rule, desk.base, desk.file)


def _problem(form: Form, desk: Desk) -> str:
    if not form.reason.strip():
        return "reason"
    if len(form.rule) > rule_text.LONGEST or len(form.reason) > LONGEST_REASON:
        return "long"
    if form.seen not in ("", desk.seen):
        return "moved"
    same = rule_text.fingerprint(form.rule) == rule_text.fingerprint(desk.base)
    return "nothing" if same and not form.withdraws else ""


async def _keep(
    request: Request, connection: AsyncConnection, desk: Desk, change: Change, reason: str
) -> HTTPResponse:
    web = web_of(request)
    if desk.held and desk.held.change.removes == change.removes:
        refused = await stored.write(connection, web.vault, desk.held, change.content, reason, web.now())
        done = desk.held.id
        if refused is None:
            await begin_check(request, connection, done)
            await record(request, connection, "write", done, change)
        return redirect(f"/safeguarding/changes/{done}?refused={refused or ''}", status=303)
    done = await keep(request, connection, change, reason)
    return redirect(f"/safeguarding/changes/{done}", status=303)


async def keep(request: Request, connection: AsyncConnection, change: Change, reason: str) -> UUID:
    """Keep a new proposal; what a lead proposes is checked at once."""
    web = web_of(request)
    done = await stored.propose(connection, web.vault, change, reason.strip(), web.now())
    if allows(request.ctx.member.role, Permission.EDIT_SCREENING):
        await begin_check(request, connection, done)
    await record(request, connection, "propose", done, change)
    return done


async def begin_check(request: Request, connection: AsyncConnection, change: UUID) -> None:
    """Have the worker check it, unless it does already."""
    await safeguarding_checks.ask(connection, change, web_of(request).now())


async def record(
    request: Request, connection: AsyncConnection, what: str, change: UUID, of: Change, **detail: object
) -> None:
    """Write on the audit trail who did what to which change; the reason is on the change's own page."""
    named = {"rule": of.target} if of.kind is Kind.RULE else {}
    web, member = web_of(request), request.ctx.member
    detail |= {"kind": of.kind.value, "removes": of.removes, **named}
    await audit.record(connection, web.now(), member.id, f"safeguarding:{what}", change, **detail)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    one = "/safeguarding/rules/<rule:str>/change"
    app.add_route(write_rule, one, methods=["GET"], name="write_rule")
    app.add_route(propose_rule, one, methods=["POST"], name="propose_rule")
