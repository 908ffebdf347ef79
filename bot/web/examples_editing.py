"""One example: changed, moved to another topic, removed. Two people at once are shown to each other."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect

from bot.domain.languages import Language
from bot.domain.staff import Permission, Role
from bot.examples.checks import Checked, Finding
from bot.examples.editing import Edit, Kind, removal
from bot.examples.files import ExampleFileError, GoneError, ThereAlreadyError
from bot.examples.library import Example, Library
from bot.storage import accounts, audit, example_changes
from bot.web.access import needs
from bot.web.examples_adding import BALANCE, known_of
from bot.web.examples_page import PLACE, examples_of, show_in_topic, topic_of
from bot.web.forms import filled
from bot.web.handed_over_page import hand_over
from bot.web.languages import known
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

DONE = {Kind.CHANGED: "example-changed", Kind.MOVED: "example-moved", Kind.REMOVED: "example-removed"}


@dataclass(frozen=True)
class Form:
    """An example as it was when the form was made, and what is wanted of it."""

    before: Example
    above: str = field(repr=False)
    below: str = field(repr=False)
    text: str = field(repr=False)
    to: str

    @property
    def after(self) -> Example:
        """The example as it is wanted."""
        return Example(self.before.language, self.to, self.text)


def _fresh(held: Library, example: Example) -> Form:
    return Form(example, *held.neighbours(example), example.text, example.topic)


def _sent(request: Request, name: str) -> Form:
    """What the form brought; one whose parts do not fit together leads nowhere."""
    topics = web_of(request).desk.topics
    language = known(filled(request, "language")) or Language.ENGLISH
    before = Example(language, filled(request, "topic"), filled(request, "before"))
    to = filled(request, "to")
    if before.id != name or to not in topics or before.topic not in topics:
        raise NotFound
    text = " ".join(filled(request, "text").split())
    return Form(before, filled(request, "above"), filled(request, "below"), text, to)


@needs(Permission.EDIT_EXAMPLES)
async def show_example(request: Request, example: str) -> HTTPResponse:
    """One example as a form."""
    held = await examples_of(request)
    found = held.by_id(example)
    if found is None:
        raise NotFound
    return await _show(request, _fresh(held, found))


@needs(Permission.EDIT_EXAMPLES)
async def change_example(request: Request, example: str) -> HTTPResponse:
    """Keep what was wanted of it, unless it was changed meanwhile or something speaks against it."""
    form = _sent(request, example)
    held = await examples_of(request)
    if form.before not in held.examples:
        return await _conflict(request, held, form)
    if filled(request, "action") == "remove":
        return await _remove(request, form)
    if form.after == form.before:
        return await _show(request, form)
    checked, balance = await _checked(request, form)
    if checked.disclosure and filled(request, "action") == "hand_over":
        return await _hand_over(request, form, checked)
    looking, known_too = filled(request, "action") == "check", known_of(request)
    refused = not checked.may_be_added(known_too) or (balance and BALANCE not in known_too)
    if looking or refused:
        return await _show(request, form, 200 if looking else 422, checked=checked, balance=balance)
    edit = Edit(form.before.language, form.before.topic, form.before.text, form.text, form.to)
    return await _make(request, form, edit)


async def _checked(request: Request, form: Form) -> tuple[Checked, Finding | None]:
    async with caseload_of(request) as connection:
        checks = await web_of(request).desk.checks(connection)
    moved = form.to != form.before.topic
    balance = checks.too_few(form.before.topic, form.before.language, -1) if moved else None
    return await asyncio.to_thread(checks, form.after, form.before), balance


async def _hand_over(request: Request, form: Form, checked: Checked) -> HTTPResponse:
    """Give the leads the words that were wanted; what is there stays until they have answered."""
    async with caseload_of(request) as connection:
        await hand_over(connection, request, checked)
    return _onward(form.before.topic, form.before.language, "example-handed-over")


async def _remove(request: Request, form: Form) -> HTTPResponse:
    async with caseload_of(request) as connection:
        checks = await web_of(request).desk.checks(connection)
    balance = checks.too_few(form.before.topic, form.before.language, -1)
    if balance and BALANCE not in known_of(request):
        return await _show(request, form, 422, balance=balance)
    return await _make(request, form, removal(form.before.language, form.before.topic, form.before.text))


async def _make(request: Request, form: Form, edit: Edit) -> HTTPResponse:
    web, by = web_of(request), request.ctx.member.id
    try:
        async with caseload_of(request) as connection:
            await web.desk.make(connection, [edit], by, web.now())
            await audit.record(connection, web.now(), by, f"example:{edit.kind}", edit.to)
    except (GoneError, ThereAlreadyError):
        return await _conflict(request, await examples_of(request), form)
    except ExampleFileError:
        return await _show(request, form, 422, problem="last")
    return _onward(edit.to, edit.language, DONE[edit.kind])


def _onward(topic: str, language: Language, done: str) -> HTTPResponse:
    return redirect(f"{PLACE}/topics/{topic}?language={language}&done={done}", status=303)


def now_there(held: Library, form: Form) -> Example | None:
    """What became of an example: where it moved to, or what stands between its neighbours now."""
    before = form.before
    moved = (one for one in held.same(before.text) if one.language is before.language)
    if found := next((one for one in moved if one.text == before.text), None):
        return found
    here = held.of(before.topic, before.language)
    at = next((place for place, one in enumerate(here) if one.text == form.above), -1)
    if (form.above and at < 0) or at + 1 >= len(here) or here[at + 1].text == form.below:
        return None
    return here[at + 1]


async def _conflict(request: Request, held: Library, form: Form) -> HTTPResponse:
    """Both versions side by side, whose the other is, and the trainer's words ready to be kept in a form."""
    there, removing = now_there(held, form), filled(request, "action") == "remove"
    if removing and there is None:
        return _onward(form.before.topic, form.before.language, "example-gone-before")
    last, web = there or form.before, web_of(request)
    async with caseload_of(request) as connection:
        authors = await example_changes.authors(connection)
        names = await accounts.names(connection, web.vault, (Role.TRAINER,), active=False)
    return await show(
        *(request, "examples-conflict.html", 409),
        form=form,
        removing=removing,
        there=there,
        author=authors.get((last.language, last.topic, last.text)),
        names=names,
        onward=_fresh(held, there) if there else None,
        topics=web_of(request).desk.topics,
    )


async def _show(request: Request, form: Form, status: int = 200, /, **values: object) -> HTTPResponse:
    topic, spoken = topic_of(request, form.before.topic), form.before.language
    return await show_in_topic(
        *(request, "examples-one.html", topic, spoken, status),
        form=form,
        known=known_of(request),
        **values,
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_example, f"{PLACE}/one/<example:str>", methods=["GET"])
    app.add_route(change_example, f"{PLACE}/one/<example:str>", methods=["POST"])
