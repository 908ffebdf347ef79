"""Training messages and locked disclosures: looked through, and proposed to be changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.concerns import Category, Severity
from bot.domain.staff import Permission, allows
from bot.safeguarding_changes.released import Released
from bot.screening.corpus import CorpusError, Message
from bot.screening.corpus import Kind as Told
from bot.storage import handed_over_examples
from bot.storage.safeguarding_changes import Change, Content, Kind
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.screening_page import in_force, released_of
from bot.web.screening_rule_page import LONGEST_REASON, keep
from bot.web.web import caseload_of, web_of

MOST = 50
LONGEST = 1_000
LANGUAGES = ("en", "cy", "mixed")


@dataclass(frozen=True)
class Form:
    """A training message or a disclosure, as it was sent."""

    words: str = field(default="", repr=False)
    severity: str = ""
    label: str = ""
    language: str = "en"
    reason: str = field(default="", repr=False)
    id: str = ""

    @classmethod
    def of(cls, request: Request) -> "Form":
        """What this request brings."""
        names = ("words", "severity", "label", "language", "reason", "id")
        given = {name: " ".join(filled(request, name).split()) for name in names}
        return cls(**given | {"language": given["language"] if given["language"] in LANGUAGES else "en"})

    def problem(self) -> str:
        """What is missing; empty when nothing is."""
        if not self.words:
            return "words"
        if len(self.words) > LONGEST or len(self.reason) > LONGEST_REASON:
            return "long"
        return "" if self.reason else "reason"


def _line(message: Message) -> dict[str, Any]:
    """A message as its file has it."""
    return {
        "id": message.id,
        "text": message.text,
        "labels": [label.value for label in message.labels],
        "severity": message.severity.value if message.severity else "none",
        "kind": message.kind.value,
        "set": message.part.value if message.part else "train",
    }


@needs(Permission.PROPOSE_SCREENING)
async def show_corpus(request: Request) -> HTTPResponse:
    """Training messages that hold what was searched for."""
    return await _corpus(request, Form())


async def _corpus(request: Request, form: Form, problem: str = "") -> HTTPResponse:
    web, sought = web_of(request), (request.args.get("q") or "").strip()[:100]
    async with caseload_of(request) as connection:
        handed = []
        if allows(request.ctx.member.role, Permission.EDIT_SCREENING):
            handed = await handed_over_examples.waiting(connection, web.vault)
    begun = next((one for one in handed if str(one.id) == request.args.get("from")), None)
    if begun and not problem:
        language = begun.language.value if begun.language.value in LANGUAGES else "en"
        form = Form(begun.words, begun.severity.value, begun.categories[0].value, language)
    found, total = _search(released_of(request), sought)
    return await show(
        *(request, "screening-corpus.html", 422 if problem else 200),
        found=found,
        total=total,
        sought=sought,
        form=form,
        problem=problem,
    )


def _search(released: Released, sought: str) -> tuple[list[Message], int]:
    """The first messages that hold these words or have this id, and how many there are."""
    try:
        messages = released.messages() if sought else ()
    except CorpusError:
        return [], 0
    plain = sought.casefold()
    found = [one for one in messages if plain in one.text.casefold() or one.id == sought]
    return found[:MOST], len(found)


@needs(Permission.PROPOSE_SCREENING)
async def change_corpus(request: Request) -> HTTPResponse:
    """Propose a new training message, or other labels for one."""
    form = Form.of(request)
    held = next((one for one in released_of(request).messages() if one.id == form.id), None)
    words = held.text if held else form.words
    form = Form(words, form.severity, form.label, form.language, form.reason, form.id)
    ordinary = form.label == "none"
    known = ordinary or form.label in {one.value for one in Category}
    problem = form.problem() or ("" if known else "label")
    if not problem and not ordinary and form.severity not in {one.value for one in Severity}:
        problem = "severity"
    if problem:
        return await _corpus(request, form, problem)
    async with caseload_of(request) as connection:
        done = await keep(request, connection, _message(form, held), form.reason)
    return redirect(f"/safeguarding/changes/{done}", status=303)


def _message(form: Form, held: Message | None) -> Change:
    """The message as a line of its file; labels other than the first stay only while the first does."""
    name = held.id if held else f"{form.language}-w{hashlib.sha256(form.words.encode()).hexdigest()[:10]}"
    ordinary = form.label == "none"
    before = (
        _line(held) if held else {"id": name, "text": form.words, "kind": Told.HINT.value, "set": "train"}
    )
    labels = {
        "labels": [] if ordinary else [form.label],
        "severity": "none" if ordinary else form.severity,
        "kind": Told.ORDINARY.value if ordinary and not held else before["kind"],
    }
    order = ("id", "text", "labels", "severity", "kind", "set")
    line = json.dumps({key: (before | labels)[key] for key in order}, ensure_ascii=False)
    language = held.language.value if held else form.language
    file = f"{language}/{_file_of(held, form)}.jsonl"
    base = json.dumps(_line(held), ensure_ascii=False) if held else ""
    return Change(Kind.CORPUS, name, False, Content(line, base, file))


def _file_of(held: Message | None, form: Form) -> str:
    if held is None:
        return form.label
    return held.labels[0].value if held.labels else "none"


@needs(Permission.PROPOSE_SCREENING)
async def show_locked(request: Request) -> HTTPResponse:
    """The disclosures that every change must go on hearing."""
    return await _locked(request, Form())


async def _locked(request: Request, form: Form, problem: str = "") -> HTTPResponse:
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
    status = 422 if problem else 200
    return await show(
        request, "screening-locked.html", status, locked=serving.locked, form=form, problem=problem
    )


@needs(Permission.PROPOSE_SCREENING)
async def change_locked(request: Request) -> HTTPResponse:
    """Propose to lock a disclosure, or to take one off the list."""
    form, removes = Form.of(request), filled(request, "do") == "remove"
    async with caseload_of(request) as connection:
        serving = await in_force(request, connection)
        held: Mapping[str, str] = {one.text: one.severity.value for one in serving.locked}
        problem = form.problem() or _wrong(form, held, removes=removes)
        if not problem:
            severity = held.get(form.words, form.severity)
            name = hashlib.sha256(form.words.encode()).hexdigest()[:20]
            base = form.words if removes else ""
            change = Change(Kind.LOCKED, name, removes, Content(form.words, base, severity=severity))
            done = await keep(request, connection, change, form.reason)
    if problem:
        return await _locked(request, form, problem)
    return redirect(f"/safeguarding/changes/{done}", status=303)


def _wrong(form: Form, held: Mapping[str, str], *, removes: bool) -> str:
    if removes:
        return "" if form.words in held else "words"
    if form.words in held:
        return "known"
    return "" if form.severity in ("emergency", "high", "medium") else "severity"


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_corpus, "/safeguarding/corpus", methods=["GET"], name="show_corpus")
    app.add_route(change_corpus, "/safeguarding/corpus", methods=["POST"], name="change_corpus")
    app.add_route(show_locked, "/safeguarding/locked", methods=["GET"], name="show_locked")
    app.add_route(change_locked, "/safeguarding/locked", methods=["POST"], name="change_locked")
