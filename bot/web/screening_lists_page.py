"""Training messages: looked through, counted, tried, and proposed to be changed."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.concerns import Category, Concern, Severity
from bot.domain.staff import Permission, allows
from bot.safeguarding_changes.copies import near_copy
from bot.safeguarding_changes.figures import EVERYDAY, counted, label_of
from bot.safeguarding_changes.messages import line_of
from bot.screening.corpus import Kind as Told
from bot.screening.corpus import Message
from bot.storage import handed_over_examples
from bot.storage.safeguarding_changes import Change, Content, Kind
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.screening_cautions import cautions, known_as
from bot.web.screening_page import training_messages
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
    # Which words its writer has thought of, see known_as.
    known: str = ""

    @classmethod
    def of(cls, request: Request) -> "Form":
        """What this request brings."""
        names = ("words", "severity", "label", "language", "reason", "id", "known")
        given = {name: " ".join(filled(request, name).split()) for name in names}
        return cls(**given | {"language": given["language"] if given["language"] in LANGUAGES else "en"})

    def problem(self) -> str:
        """What is missing; empty when nothing is."""
        if not self.words:
            return "words"
        if len(self.words) > LONGEST or len(self.reason) > LONGEST_REASON:
            return "long"
        return "" if self.reason else "reason"


@dataclass(frozen=True)
class Sought:
    """Which training messages are to be listed."""

    words: str = ""
    label: str = ""
    language: str = ""

    @classmethod
    def of(cls, request: Request) -> "Sought":
        """What the address asks for."""
        label, language = request.args.get("label") or "", request.args.get("language") or ""
        return cls(
            (request.args.get("q") or "").strip()[:100],
            label if label in {EVERYDAY, *(one.value for one in Category)} else "",
            language if language in LANGUAGES else "",
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.label or self.language)

    def takes(self, message: Message) -> bool:
        """Whether this is one of them."""
        plain = self.words.casefold()
        return (
            (plain in message.text.casefold() or message.id == self.words)
            and self.label in ("", label_of(message))
            and self.language in ("", message.language.value)
        )


@needs(Permission.PROPOSE_SCREENING)
async def show_corpus(request: Request) -> HTTPResponse:
    """Training messages that were searched for, and the form, begun with one of them if one was chosen."""
    return await _corpus(request, Form())


async def _corpus(
    request: Request,
    form: Form,
    problem: str = "",
    heard: Sequence[Concern] | None = None,
    copied: Message | None = None,
) -> HTTPResponse:
    web, sought = web_of(request), Sought.of(request)
    async with caseload_of(request) as connection:
        handed = []
        if allows(request.ctx.member.role, Permission.EDIT_SCREENING):
            handed = await handed_over_examples.waiting(connection, web.vault)
        messages = await training_messages(request, connection)
    begun = next((one for one in handed if str(one.id) == request.args.get("from")), None)
    if begun and not form.words:
        language = begun.language.value if begun.language.value in LANGUAGES else "en"
        form = Form(begun.words, begun.severity.value, begun.categories[0].value, language)
    held = next((one for one in messages if one.id == (form.id or request.args.get("id"))), None)
    if held and not form.words:
        form = form_of(held)
    new_words = form.words and form.words != (held.text if held else "")
    found = [one for one in messages if sought.takes(one)] if sought else []
    return await show(
        *(request, "screening-corpus.html", 422 if problem else 200),
        found=found[:MOST],
        total=len(found),
        sought=sought,
        figures=counted(messages),
        held=held,
        form=form,
        heard=heard,
        problem=problem,
        copied=copied,
        cautions=cautions(form.words, form.language) if new_words else (),
        known=known_as(form.words, form.language),
        ticked=form.known,
    )


def form_of(held: Message) -> Form:
    """The form as it begins with a message that is there."""
    severity = held.severity.value if held.severity else ""
    return Form(held.text, severity, label_of(held), held.language.value, "", held.id)


@needs(Permission.PROPOSE_SCREENING)
async def change_corpus(request: Request) -> HTTPResponse:
    """Propose a new training message, other words or labels for one, or to delete one; or only hear it."""
    form, removes = Form.of(request), filled(request, "do") == "remove"
    async with caseload_of(request) as connection:
        messages = await training_messages(request, connection)
    held = next((one for one in messages if one.id == form.id), None)
    copied = None
    if not removes and not (held and held.text == form.words):
        copied = await asyncio.to_thread(near_copy, messages, form.words[:LONGEST], held.id if held else "")
    if filled(request, "do") == "try":
        return await _corpus(request, form, heard=await heard_in(request, form.words), copied=copied)
    problem = form.problem() or ("" if removes else _wrong(form, held)) or ("copy" if copied else "")
    if problem or (removes and held is None):
        return await _corpus(request, form, problem or "moved", copied=copied)
    change = _deleted(held) if removes and held else _message(form, held)
    async with caseload_of(request) as connection:
        done = await keep(request, connection, change, form.reason)
    return redirect(f"/safeguarding/changes/{done}", status=303)


def _wrong(form: Form, held: Message | None) -> str:
    if form.label != EVERYDAY and form.label not in {one.value for one in Category}:
        return "label"
    if form.label != EVERYDAY and form.severity not in {one.value for one in Severity}:
        return "severity"
    before = form_of(held) if held else Form()
    same = (before.words, before.label) == (form.words, form.label)
    if same and (form.label == EVERYDAY or before.severity == form.severity):
        return "nothing"
    thought_of = before.words == form.words or form.known == known_as(form.words, form.language)
    return "" if thought_of or not cautions(form.words, form.language) else "cautions"


async def heard_in(request: Request, words: str) -> Sequence[Concern]:
    """What screening hears in words that somebody composed."""
    return await asyncio.to_thread(web_of(request).desk.screen, words) if words else ()


def _message(form: Form, held: Message | None) -> Change:
    """The message as a line of its file; labels other than the first stay only while the first does."""
    name = held.id if held else f"{form.language}-w{hashlib.sha256(form.words.encode()).hexdigest()[:10]}"
    ordinary = form.label == EVERYDAY
    before = line_of(held) if held else {"id": name, "set": "train"}
    labels = {
        "text": form.words,
        "labels": [] if ordinary else [form.label],
        "severity": "none" if ordinary else form.severity,
        "kind": _kind(held, ordinary=ordinary).value,
    }
    order = ("id", "text", "labels", "severity", "kind", "set")
    line = json.dumps({key: (before | labels)[key] for key in order}, ensure_ascii=False)
    language = held.language.value if held else form.language
    file = f"{language}/{_file_of(held, form)}.jsonl"
    base = json.dumps(line_of(held), ensure_ascii=False) if held else ""
    return Change(Kind.CORPUS, name, False, Content(line, base, file))


def _deleted(held: Message) -> Change:
    """The message as it is taken out of its file."""
    line = json.dumps(line_of(held), ensure_ascii=False)
    file = f"{held.language.value}/{label_of(held)}.jsonl"
    return Change(Kind.CORPUS, held.id, True, Content(line, line, file))


def _kind(held: Message | None, *, ordinary: bool) -> Told:
    """How it is told: what was a concern and is none is a hard one, the other way round a hint."""
    harmless = (Told.ORDINARY, Told.HARD_NEGATIVE)
    if held is None:
        return Told.ORDINARY if ordinary else Told.HINT
    if ordinary is (held.kind in harmless):
        return held.kind
    return Told.HARD_NEGATIVE if ordinary else Told.HINT


def _file_of(held: Message | None, form: Form) -> str:
    if held is None:
        return form.label
    return label_of(held)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_corpus, "/safeguarding/corpus", methods=["GET"], name="show_corpus")
    app.add_route(change_corpus, "/safeguarding/corpus", methods=["POST"], name="change_corpus")
