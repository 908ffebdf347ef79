"""Examples that sound like a disclosure: handed over by trainers, answered by leads, read by trainers."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, Role
from bot.examples.checks import Checked
from bot.storage import accounts, audit, handed_over_examples
from bot.storage.handed_over_examples import Answer, Answered
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

PLACE = "/trainers/handed-over"
LONGEST_NOTE = 300


async def hand_over(connection: AsyncConnection, request: Request, one: Checked) -> bool:
    """Give the leads what sounds like a disclosure, once; false for anything else. It is not added."""
    web, by, found = web_of(request), request.ctx.member.id, one.disclosure
    if found is None or found.severity is None:
        return False
    example = one.example
    for waiting in await handed_over_examples.waiting(connection, web.vault):
        if (waiting.language, waiting.topic, waiting.words) == (
            example.language,
            example.topic,
            example.text,
        ):
            return True
    handed = await handed_over_examples.add(
        connection,
        web.vault,
        words=example.text,
        language=example.language,
        topic=example.topic,
        severity=found.severity,
        categories=[concern.category for concern in found.concerns],
        by=by,
        now=web.now(),
    )
    await audit.record(connection, web.now(), by, "example:hand_over", handed)
    return True


@needs(Permission.EDIT_EXAMPLES)
async def show_handed_over(request: Request) -> HTTPResponse:
    """What this trainer handed over: the answers first, then what waits."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        answered = await handed_over_examples.of_trainer(connection, web.vault, member.id)
        waiting = await handed_over_examples.waiting(connection, web.vault)
        names = await accounts.names(connection, web.vault, (Role.SAFEGUARDING_LEAD,), active=False)
        held = await web.desk.library(connection)
        await handed_over_examples.see(connection, web.now())
        await audit.record(connection, web.now(), member.id, "example:answers", member.id)
    return await show(
        request,
        "handed-over.html",
        answered=answered,
        waiting_here=waiting,
        there={(one.language, one.topic, one.text) for one in held.examples},
        names=names,
        topics=web.desk.topics,
    )


@needs(Permission.EDIT_SCREENING)
async def answer_handed_over(request: Request, handed: UUID) -> HTTPResponse:
    """A lead says that an example is harmless and may be added, or that it belongs to safeguarding."""
    web, by, chosen = web_of(request), request.ctx.member.id, filled(request, "answer")
    if chosen not in list(Answer):
        raise NotFound
    note = " ".join(filled(request, "note").split())[:LONGEST_NOTE]
    async with caseload_of(request) as connection:
        waiting = await handed_over_examples.waiting(connection, web.vault)
        one = next((one for one in waiting if one.id == handed), None)
        said = Answered(Answer(chosen), note, by, web.now())
        if one is None or not await handed_over_examples.answer(connection, web.vault, one, said):
            raise NotFound
        await audit.record(connection, web.now(), by, "safeguarding:settle", handed, answer=chosen)
    return redirect("/safeguarding?done=answered#handed-over", status=303)


@needs(Permission.EDIT_SCREENING)
async def take_answer_back(request: Request, handed: UUID) -> HTTPResponse:
    """A lead no longer holds an example for harmless: it waits for an answer again."""
    web, by = web_of(request), request.ctx.member.id
    async with caseload_of(request) as connection:
        if not await handed_over_examples.take_back(connection, handed):
            raise NotFound
        await audit.record(connection, web.now(), by, "safeguarding:answer_back", handed)
    return redirect("/safeguarding?done=answer-taken-back#handed-over", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_handed_over, PLACE, methods=["GET"])
    app.add_route(answer_handed_over, "/safeguarding/handed-over/<handed:uuid>", methods=["POST"])
    app.add_route(take_answer_back, "/safeguarding/handed-over/<handed:uuid>/take-back", methods=["POST"])
