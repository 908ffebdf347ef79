"""Letting a message go to trainers: redacted, read through and confirmed by whoever works with its writer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.review import Audience, Refused
from bot.domain.staff import Permission
from bot.promotion.parsing import ParsingError
from bot.storage import audit, releases
from bot.storage.releases import Candidate
from bot.web import release_form
from bot.web.access import needs
from bot.web.forms import filled, own_place
from bot.web.pages import show
from bot.web.release_form import ReleaseForm
from bot.web.web import Web, caseload_of, web_of

SHOWN = 50


@dataclass(frozen=True)
class Opened:
    """A message and its form, as this request has them."""

    message: Candidate
    form: ReleaseForm
    released: bool


@needs(Permission.RELEASE_MESSAGES)
async def show_candidates(request: Request) -> HTTPResponse:
    """What may be worth letting go, and what is with trainers now."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        waiting = await releases.candidates(connection, web.vault, SHOWN)
        mine = await releases.of_mine(connection, web.vault, SHOWN)
        seen = [str(one.message) for one in waiting]
        await audit.record(connection, web.now(), member.id, "release:look", "candidates", messages=seen)
    return await show(request, "releases.html", candidates=waiting, mine=mine)


@needs(Permission.RELEASE_MESSAGES)
async def mark_misunderstood(request: Request, message: UUID) -> HTTPResponse:
    """Note that the assistant misunderstood this one, for whoever decides about it later."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await releases.mark_misunderstood(connection, message, member.id, web.now()):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "message:misunderstood", message)
    return redirect(f"{own_place(filled(request, 'next') or '/releases')}?done=misunderstood", status=303)


@needs(Permission.RELEASE_MESSAGES)
async def show_release(request: Request, message: UUID) -> HTTPResponse:
    """The message as it would go out, with what it was beside it."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        opened = await _open(connection, request, message)
        await audit.record(connection, web.now(), member.id, "message:release_look", message)
    return await _show(request, opened)


async def _open(connection: AsyncConnection, request: Request, message: UUID) -> Opened:
    web = web_of(request)
    found = await releases.candidate(connection, web.vault, message)
    if found is None:
        raise NotFound
    record = await releases.words_of_the_record(connection, web.vault, found.person, web.now())
    form = release_form.read(request, found, record, frozenset(web.desk.topics))
    return Opened(found, form, await releases.is_released(connection, message))


async def _show(
    request: Request, opened: Opened, status: int = 200, /, *, problems: dict[str, str] | None = None
) -> HTTPResponse:
    return await show(
        *(request, "release.html", status),
        message=opened.message,
        form=opened.form,
        released=opened.released,
        problems=problems or {},
        topics=web_of(request).desk.topics,
        days=web_of(request).settings.release_days,
    )


@needs(Permission.RELEASE_MESSAGES)
async def release_message(request: Request, message: UUID) -> HTTPResponse:
    """Let it go once it was read through; or show it again with further words masked."""
    async with caseload_of(request) as connection:
        opened = await _open(connection, request, message)
    if filled(request, "step") != "release":
        missed = {"by_hand": "not_there"} if opened.form.by_hand else {}
        return await _show(request, opened, 422 if missed else 200, problems=missed)
    if problems := _problems(opened.form):
        return await _show(request, opened, 422, problems=problems)
    outcome = await _let_go(request, opened)
    if outcome != "released":
        return await _show(request, opened, 409, problems={"release": Refused(outcome)})
    return redirect("/releases?done=released", status=303)


def _problems(form: ReleaseForm) -> dict[str, str]:
    found: dict[str, str] = {}
    if form.language is None:
        found["language"] = "language"
    if form.by_hand:
        found["by_hand"] = "not_there"
    elif not form.says_something:
        found["by_hand"] = "empty"
    if not form.confirmed:
        found["confirmed"] = Refused.NOT_CONFIRMED
    return found


async def _let_go(request: Request, opened: Opened) -> str:
    web, member, form = web_of(request), request.ctx.member, opened.form
    assert form.language
    topics = await _topics(web, form)
    async with caseload_of(request) as connection:
        outcome, _ = await releases.release(
            connection,
            web.vault,
            opened.message.message,
            form.redacted,
            language=form.language,
            topics=topics,
            audience=form.audience,
            now=web.now(),
            today=web.today,
            keep=timedelta(days=web.settings.release_days),
        )
        # The trail names the message and never what became of it: nothing on it leads from one to the other.
        detail = {"audience": form.audience, "outcome": outcome}
        await audit.record(
            connection, web.now(), member.id, "message:release", opened.message.message, **detail
        )
    return outcome


async def _topics(web: Web, form: ReleaseForm) -> list[tuple[str, float | None]]:
    """The practitioner's own idea, then the assistant's guesses about the redacted words."""
    own: list[tuple[str, float | None]] = [(form.topic, None)] if form.topic else []
    if form.audience is Audience.LEADS:
        return own
    try:
        guessed = await web.parsing.parse(form.redacted.lstrip("/"))
    except ParsingError:
        return own
    return [*own, *guessed[:3]]


@needs(Permission.RELEASE_MESSAGES)
async def set_aside(request: Request, message: UUID) -> HTTPResponse:
    """Leave it where it is."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await releases.set_aside(connection, message, web.now()):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "message:set_aside", message)
    return redirect("/releases?done=set-aside", status=303)


@needs(Permission.RELEASE_MESSAGES)
async def take_back(request: Request, released: UUID) -> HTTPResponse:
    """Fetch back what was let go, as long as it is there."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        if not await releases.take_back(connection, released):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "release:take_back", released)
    return redirect("/releases?done=release-taken-back", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_candidates, "/releases", methods=["GET"])
    app.add_route(mark_misunderstood, "/messages/<message:uuid>/misunderstood", methods=["POST"])
    app.add_route(show_release, "/messages/<message:uuid>/release", methods=["GET"])
    app.add_route(release_message, "/messages/<message:uuid>/release", methods=["POST"])
    app.add_route(set_aside, "/messages/<message:uuid>/set-aside", methods=["POST"])
    app.add_route(take_back, "/releases/<released:uuid>/take-back", methods=["POST"])
