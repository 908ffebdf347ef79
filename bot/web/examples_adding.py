"""Adding examples: one or many, a line each, looked through before anything is kept."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.examples.checks import MOST_LINES, Checked, Finding
from bot.examples.editing import addition
from bot.examples.files import ExampleFileError, GoneError, ThereAlreadyError
from bot.storage import audit
from bot.web.access import needs
from bot.web.examples_page import PLACE, language_of, show_in_topic, topic_of
from bot.web.forms import filled
from bot.web.handed_over_page import hand_over
from bot.web.web import caseload_of, web_of

# The box that says that the balance was thought of, beside those that name an example.
BALANCE = "balance"
# In the place of an example's name: every one that sounds like a disclosure.
ALL = "all"


@dataclass(frozen=True)
class Adding:
    """What somebody wants to add, and what the checks say of it."""

    language: Language
    topic: str
    lines: Sequence[str] = field(repr=False)
    checked: Sequence[Checked] = ()
    balance: Finding | None = None
    known: frozenset[str] = frozenset()
    problem: str | None = None

    @property
    def ready(self) -> list[Checked]:
        """Those that may be kept."""
        return [one for one in self.checked if one.may_be_added(self.known)]

    @property
    def stopped(self) -> int:
        """How many cannot be kept, whatever anybody says."""
        return sum(one.stopped for one in self.checked)

    @property
    def thoughtful(self) -> int:
        """How many wait for somebody to say that they have thought of what was found."""
        return len(self.checked) - len(self.ready) - self.stopped

    @property
    def complete(self) -> bool:
        """Whether everything may be kept."""
        balanced = self.balance is None or BALANCE in self.known
        return bool(self.checked) and len(self.ready) == len(self.checked) and balanced


def lines_of(written: str) -> list[str]:
    """One example a line, however it was pasted: with bullets, blanks or spaces."""
    bare = (
        " ".join(line.split()).removeprefix("- ").removeprefix("• ").strip() for line in written.splitlines()
    )
    return [line for line in bare if line]


def known_of(request: Request) -> frozenset[str]:
    """What was overridden knowingly."""
    return frozenset((request.form.getlist("known") if request.form else None) or ())


async def _look(request: Request, topic: str, lines: Sequence[str], problem: str | None = None) -> Adding:
    """The checks of every line; a form without lines, or with too many, has a problem instead."""
    language, known = language_of(request, filled(request, "language")), known_of(request)
    if not lines or len(lines) > MOST_LINES:
        return Adding(language, topic, lines, problem="too_many" if lines else "nothing", known=known)
    async with caseload_of(request) as connection:
        checks = await web_of(request).desk.checks(connection)
    checked = await asyncio.to_thread(checks.all, language, topic, lines)
    balance = checks.too_few(topic, language, len(lines))
    return Adding(language, topic, lines, checked, balance, known, problem)


@needs(Permission.EDIT_EXAMPLES)
async def add_examples(request: Request, topic: str) -> HTTPResponse:
    """Look through what was written; keep it once it was seen and nothing speaks against it."""
    topic_of(request, topic)
    wanted, lines = filled(request, "action"), lines_of(filled(request, "lines"))
    adding = await _look(request, topic, lines)
    if wanted.startswith("hand_over:"):
        return await _hand_over(request, adding, wanted.removeprefix("hand_over:"))
    if wanted == "leave_out":
        kept = [one.example.text for one in adding.checked if not one.stopped]
        return await _show(request, await _look(request, topic, kept))
    if wanted not in ("save", "save_ready") or adding.problem or not adding.ready:
        refused = 422 if adding.problem or wanted == "save" else 200
        return await _show(request, adding, refused)
    if wanted == "save" and not adding.complete:
        return await _show(request, adding, 422, problem="stopped")
    return await _keep(request, adding)


async def _keep(request: Request, adding: Adding) -> HTTPResponse:
    """Keep those that are ready; the others stay in the form."""
    web, by = web_of(request), request.ctx.member.id
    edits = [addition(adding.language, adding.topic, one.example.text) for one in adding.ready]
    try:
        async with caseload_of(request) as connection:
            await web.desk.make(connection, edits, by, web.now())
            await audit.record(connection, web.now(), by, "example:add", adding.topic, count=len(edits))
    except (GoneError, ThereAlreadyError, ExampleFileError):
        return await _show(
            request, await _look(request, adding.topic, adding.lines), 409, problem="overtaken"
        )
    kept = {one.example.text for one in adding.ready}
    if left := [line for line in adding.lines if line not in kept]:
        return await _show(request, await _look(request, adding.topic, left), saved=len(edits))
    address = f"{PLACE}/topics/{adding.topic}?language={adding.language}&done=examples-added"
    return redirect(address, status=303)


async def _hand_over(request: Request, adding: Adding, name: str) -> HTTPResponse:
    """Give the safeguarding leads what sounds like a disclosure, one or all of it; it is not added."""
    grave = [one for one in adding.checked if one.disclosure and name in (one.example.id, ALL)]
    if not grave:
        return await _show(request, adding, 409, problem="overtaken")
    async with caseload_of(request) as connection:
        for one in grave:
            await hand_over(connection, request, one)
    gone = {one.example.text for one in grave}
    again = await _look(request, adding.topic, [line for line in adding.lines if line not in gone])
    return await _show(
        request, again, handed_over=len(grave), problem=None if not again.lines else again.problem
    )


async def _show(request: Request, adding: Adding, status: int = 200, /, **values: object) -> HTTPResponse:
    topic = topic_of(request, adding.topic)
    values = {"problem": adding.problem} | values
    return await show_in_topic(
        request, "examples-add.html", topic, adding.language, status, adding=adding, **values
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(add_examples, f"{PLACE}/topics/<topic:str>/add", methods=["POST"])
