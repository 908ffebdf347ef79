"""Many examples of a topic at once: moved to another, or removed, all or none of them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.examples.checks import Checked, Finding
from bot.examples.editing import Edit, removal
from bot.examples.files import ExampleFileError, GoneError, ThereAlreadyError
from bot.examples.library import Example, Library
from bot.storage import audit
from bot.web.access import needs
from bot.web.examples_adding import BALANCE, known_of
from bot.web.examples_editing import DONE
from bot.web.examples_page import PLACE, examples_of, language_of, show_in_topic, show_leaf, topic_of
from bot.web.forms import filled
from bot.web.handed_over_page import hand_over
from bot.web.web import caseload_of, web_of


@dataclass(frozen=True)
class Many:
    """What somebody wants of the examples that they ticked, and what the checks say of it."""

    language: Language
    topic: str
    # Nothing when they are to be removed.
    to: str | None
    checked: Sequence[Checked] = field(repr=False)
    balance: Finding | None
    known: frozenset[str]

    @property
    def stopped(self) -> bool:
        """Whether something cannot be moved, whatever anybody says."""
        return any(one.stopped for one in self.checked)

    @property
    def complete(self) -> bool:
        """Whether nothing speaks against it that was not thought of."""
        balanced = self.balance is None or BALANCE in self.known
        return balanced and all(one.may_be_added(self.known) for one in self.checked)

    @property
    def edits(self) -> list[Edit]:
        """The same as changes."""
        texts = [one.example.text for one in self.checked]
        if self.to is None:
            return [removal(self.language, self.topic, text) for text in texts]
        return [Edit(self.language, self.topic, text, text, self.to) for text in texts]

    def before(self, checked: Checked) -> Example:
        """The example as it is now."""
        return replace(checked.example, topic=self.topic)


def _ticked(request: Request) -> list[str]:
    return list(dict.fromkeys((request.form.getlist("example") if request.form else None) or ()))


@needs(Permission.EDIT_EXAMPLES)
async def change_examples(request: Request, topic: str) -> HTTPResponse:
    """Move or remove what was ticked, unless something speaks against it."""
    topic_of(request, topic)
    names, wanted, to = _ticked(request), filled(request, "action"), filled(request, "to")
    held = await examples_of(request)
    if not names:
        return await _back(request, topic, held, 422, "none_ticked")
    chosen = [one for one in map(held.by_id, names) if one and one.topic == topic]
    if len(chosen) < len(names) or len({one.language for one in chosen}) > 1:
        return await _back(request, topic, held, 409, "overtaken")
    removing = wanted == "remove"
    if not removing and (to == topic or to not in web_of(request).desk.topics):
        return await _back(request, topic, held, 422, "nowhere")
    many = await _look(request, chosen, None if removing else to)
    if wanted.startswith("hand_over:"):
        return await _hand_over(request, many, wanted.removeprefix("hand_over:"))
    if wanted == "leave_out":
        return await _rest(request, many, [one for one in many.checked if not one.stopped])
    return await (_make(request, many) if many.complete else _show(request, many, 422))


async def _look(request: Request, chosen: Sequence[Example], to: str | None) -> Many:
    """The checks of each as one of its new topic; those that go with it are no copies of it."""
    async with caseload_of(request) as connection:
        checks = await web_of(request).desk.checks(connection)
    first = chosen[0]
    balance = checks.too_few(first.topic, first.language, -len(chosen))
    if to is None:
        checked = [Checked(one, ()) for one in chosen]
    else:
        going = set(chosen)
        staying = Library(tuple(one for one in checks.library.examples if one not in going))
        apart = replace(checks, library=staying)
        wanted = [replace(one, topic=to) for one in chosen]
        checked = await asyncio.to_thread(lambda: [apart(one) for one in wanted])
    return Many(first.language, first.topic, to, checked, balance, known_of(request))


async def _make(request: Request, many: Many) -> HTTPResponse:
    web, by, edits = web_of(request), request.ctx.member.id, many.edits
    try:
        async with caseload_of(request) as connection:
            await web.desk.make(connection, edits, by, web.now())
            kind, to = edits[0].kind, edits[0].to
            await audit.record(connection, web.now(), by, f"example:{kind}", to, count=len(edits))
    except (GoneError, ThereAlreadyError):
        return await _back(request, many.topic, await examples_of(request), 409, "overtaken")
    except ExampleFileError:
        return await _back(request, many.topic, await examples_of(request), 422, "last_many")
    return redirect(f"{PLACE}/topics/{to}?language={many.language}&done={DONE[kind]}", status=303)


async def _hand_over(request: Request, many: Many, name: str) -> HTTPResponse:
    """Give the leads one that sounds like a disclosure; it stays where it is until they have answered."""
    grave = next((one for one in many.checked if one.disclosure and one.example.id == name), None)
    if grave is None:
        return await _show(request, many, 409)
    async with caseload_of(request) as connection:
        await hand_over(connection, request, grave)
    rest = [one for one in many.checked if one is not grave]
    return await _rest(request, many, rest, done="example-handed-over")


async def _rest(request: Request, many: Many, left: Sequence[Checked], done: str = "") -> HTTPResponse:
    """What is left of those that were ticked, looked at again; the list when nothing is."""
    if not left:
        address = f"{PLACE}/topics/{many.topic}?language={many.language}"
        return redirect(f"{address}&done={done}" if done else address, status=303)
    again = await _look(request, [many.before(one) for one in left], many.to)
    return await _show(request, again, handed_over=bool(done))


async def _back(request: Request, topic: str, held: Library, status: int, problem: str) -> HTTPResponse:
    """The list again, with what was ticked, and what to do."""
    spoken = language_of(request, filled(request, "language"))
    ticked, to = frozenset(_ticked(request)), filled(request, "to")
    return await show_leaf(
        *(request, topic_of(request, topic), held, spoken, filled(request, "page"), status),
        problem=problem,
        ticked=ticked,
        to=to,
    )


async def _show(request: Request, many: Many, status: int = 200, /, **values: object) -> HTTPResponse:
    topic = topic_of(request, many.topic)
    return await show_in_topic(
        request, "examples-many.html", topic, many.language, status, many=many, **values
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(change_examples, f"{PLACE}/topics/<topic:str>/many", methods=["POST"])
