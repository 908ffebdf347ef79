"""What practitioners let go, for trainers: rewritten as an example, taken as it is, or left out.

Nothing here knows, or can ask, whose words these were.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.review import LONGEST_EXAMPLE, Audience, Outcome, WhyDropped
from bot.domain.staff import Permission
from bot.examples.checks import Checked
from bot.examples.files import ExampleFileError, GoneError, ThereAlreadyError
from bot.examples.library import Example
from bot.redaction import has_marks
from bot.storage import audit, review
from bot.storage.review import Released
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.handed_over_page import hand_over
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

PLACE = "/trainers/review"


@dataclass(frozen=True)
class Answer:
    """What a trainer filled in."""

    do: str
    text: str = field(repr=False)
    topic: str
    reason: str
    knowingly: bool

    @property
    def passes_on(self) -> bool:
        """Whether the message itself is for the leads, who settle it then."""
        return self.do == "drop" and self.reason == WhyDropped.SENSITIVE

    @property
    def outcome(self) -> Outcome:
        """What becomes of a message that is settled here."""
        return {"drop": Outcome.DROPPED, "accept": Outcome.ACCEPTED}.get(self.do, Outcome.REWRITTEN)

    @property
    def done(self) -> str:
        """What the next page says of it."""
        if self.passes_on:
            return "review-handed-over"
        said = {"drop": "review-dropped", "hand_over": "review-example-handed-over"}
        return said.get(self.do, "review-proposed")

    def problems(self, one: Released, topics: frozenset[str]) -> dict[str, str]:
        """What is missing or cannot be, by field."""
        if self.do == "drop":
            return {} if self.reason in list(WhyDropped) else {"reason": "reason"}
        text = self.example(one)
        wrong = "marks" if has_marks(text) else "" if text else "text"
        found = {"text": wrong} if wrong else {}
        return found if self.topic in topics else found | {"topic": "topic"}

    def example(self, one: Released) -> str:
        """The words that would become an example."""
        return one.text if self.do == "accept" else self.text


def read(request: Request) -> Answer:
    """The form."""
    return Answer(
        do=filled(request, "do"),
        text=" ".join(filled(request, "text").split())[: LONGEST_EXAMPLE + 1],
        topic=filled(request, "topic"),
        reason=filled(request, "reason"),
        knowingly=filled(request, "knowingly") == "yes",
    )


@needs(Permission.REVIEW_RELEASED)
async def show_review_queue(request: Request) -> HTTPResponse:
    """Everything that waits, and how much of this month's is done."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        waiting = await review.waiting(connection, web.vault, Audience.TRAINERS)
        done = await review.outcomes(connection, web.today)
        seen = [str(one.id) for one in waiting]
        await audit.record(connection, web.now(), member.id, "review:look", "released", released=seen)
    return await show(
        request, "review-queue.html", messages=waiting, done_so_far=done, topics=web.desk.topics
    )


@needs(Permission.REVIEW_RELEASED)
async def show_released_one(request: Request, released: UUID) -> HTTPResponse:
    """One message with what can be made of it."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        one = await review.one(connection, web.vault, released, Audience.TRAINERS)
        if one is None:
            raise NotFound
        await audit.record(connection, web.now(), member.id, "review:look", released)
    return await _show(request, one)


async def _show(
    request: Request,
    one: Released,
    status: int = 200,
    /,
    *,
    answer: Answer | None = None,
    problems: dict[str, str] | None = None,
    checked: Checked | None = None,
) -> HTTPResponse:
    topics = web_of(request).desk.topics
    suggested = next((topic for topic, _ in one.topics if topic in topics), "")
    return await show(
        *(request, "review-one.html", status),
        one=one,
        answer=answer or Answer("", "", suggested, "", knowingly=False),
        problems=problems or {},
        checked=checked,
        marked=has_marks(one.text),
        topics=topics,
    )


@needs(Permission.REVIEW_RELEASED)
async def decide_released(request: Request, released: UUID) -> HTTPResponse:
    """Make an example of it, or leave it out; either way it goes from the list."""
    web, answer = web_of(request), read(request)
    async with caseload_of(request) as connection:
        one = await review.one(connection, web.vault, released, Audience.TRAINERS)
    if one is None:
        return redirect(f"{PLACE}?done=review-gone", status=303)
    if problems := answer.problems(one, frozenset(web.desk.topics)):
        return await _show(request, one, 422, answer=answer, problems=problems)
    try:
        async with caseload_of(request) as connection:
            checked = await _settle(connection, request, one, answer)
    except (GoneError, ThereAlreadyError, ExampleFileError):
        return await _show(request, one, 409, answer=answer, problems={"text": "gone"})
    if checked:
        problem = "findings" if checked.findings else "fine"
        return await _show(request, one, 422, answer=answer, problems={"text": problem}, checked=checked)
    return redirect(f"{PLACE}?done={answer.done}", status=303)


async def _settle(
    connection: AsyncConnection, request: Request, one: Released, answer: Answer
) -> Checked | None:
    """Add the example and take the message off the list, both or neither; what stood in the way, if any."""
    web, member = web_of(request), request.ctx.member
    if answer.do != "drop" and (refused := await _propose(connection, request, one, answer)):
        return refused
    if answer.passes_on:
        settled = await review.pass_to_leads(connection, one.id)
    else:
        reason = answer.reason if answer.do == "drop" else ""
        settled = await review.settle(connection, one.id, answer.outcome, web.today, reason)
    if not settled:
        raise GoneError
    outcome = "passed_on" if answer.passes_on else answer.outcome
    await audit.record(connection, web.now(), member.id, "review:decide", one.id, outcome=outcome)
    return None


async def _propose(
    connection: AsyncConnection, request: Request, one: Released, answer: Answer
) -> Checked | None:
    """Add the example, or hand it over to the leads; what stood in the way, if neither was done."""
    web = web_of(request)
    if answer.do == "hand_over":
        return await _hand_over(connection, request, Example(one.language, answer.topic, answer.text))
    checked = await web.desk.propose(
        connection,
        answer.topic,
        one.language,
        answer.example(one),
        request.ctx.member.id,
        now=web.now(),
        knowingly=answer.knowingly,
    )
    return None if checked.may_be_added({checked.example.id} if answer.knowingly else ()) else checked


async def _hand_over(connection: AsyncConnection, request: Request, example: Example) -> Checked | None:
    """Words that do not sound like a disclosure (any more) are shown with what else was found in them."""
    checks = await web_of(request).desk.checks(connection)
    checked = await asyncio.to_thread(checks, example)
    return None if await hand_over(connection, request, checked) else checked


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_review_queue, PLACE, methods=["GET"])
    app.add_route(show_released_one, f"{PLACE}/<released:uuid>", methods=["GET"])
    app.add_route(decide_released, f"{PLACE}/<released:uuid>", methods=["POST"])
