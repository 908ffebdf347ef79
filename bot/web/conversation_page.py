"""One conversation in a person's hands: taking it over, writing with care, handing it back."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import contact, takeovers
from bot.content import helpline_numbers
from bot.domain import sms
from bot.domain.compose import Circumstances, Review, review
from bot.domain.contact_gate import Outgoing, Purpose, verdict
from bot.domain.staff import Permission
from bot.storage import audit, correspondence, messages, people, writing
from bot.storage import takeovers as kept
from bot.takeovers import TakeoverError
from bot.web.access import needs
from bot.web.contact_view import Reach, reach
from bot.web.forms import filled
from bot.web.pages import page, show
from bot.web.web import Web, caseload_of, web_of
from bot.web.young_people import visible

SHOWN = 40
LONGEST_NAME = 40
# After a neutral cover text, somebody may be reading along for so long.
NOT_ALONE_LATELY = timedelta(hours=2)


@dataclass(frozen=True)
class Sheet:
    """The text that is being written, and what came of looking at it; no `review` before anybody asked."""

    text: str
    once: UUID
    review: Review | None = None

    @property
    def segments(self) -> sms.Segments:
        """How it would travel."""
        return sms.segments(self.text)

    @property
    def dear(self) -> tuple[str, ...]:
        """The characters that put it in the dearer alphabet."""
        return sms.dear_characters(self.text)

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text cut so that those characters can be marked."""
        return [(letter, letter in self.dear) for letter in self.text]


@needs(Permission.WRITE_AS_PERSON)
async def show_conversation(request: Request, person: UUID) -> HTTPResponse:
    """The last texts, who holds the conversation, and the form for whoever does."""
    return await _show(request, person)


async def _show(
    request: Request, person: UUID, status: int = 200, /, *, sheet: Sheet | None = None, **values: object
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        found = await reach(connection, web, person, member.id)
        texts = await correspondence.latest(connection, found.person.key(web.vault), person, SHOWN)
        writers = await writing.writers(connection, web.vault, person)
        if sheet is None:
            draft = await writing.draft(connection, web.vault, found.person, member.id)
            sheet = Sheet(draft, uuid4())
        await audit.record(connection, web.now(), member.id, "conversation:look", person)
    common = {
        "case": case,
        "safety": found,
        "texts": texts,
        "writers": writers,
        "sheet": sheet,
        "counting": sms.rules(),
        "pence": web.settings.sms_part_pence,
        "own_name": found.profile.details.worker_name or member.name.split()[0],
        "idle": timedelta(minutes=web.settings.takeover_idle_minutes),
        "told": lambda which, name: _told(web, found, which, name),
    }
    return await show(request, "conversation.html", status, **common | values)


def _told(web: Web, found: Reach, which: str, name: str) -> str:
    """What they are sent when somebody takes over or hands back."""
    form = f"cover.{which}_neutral" if found.state.covered else f"cover.{which}"
    return web.content.text(form, found.person.last_language, worker=name)


@needs(Permission.WRITE_AS_PERSON, alive=False)
async def show_texts(request: Request, person: UUID) -> HTTPResponse:
    """Only the texts, for a page that is open. What was not on it yet counts as a look."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        key = (await people.by_id(connection, person)).key(web.vault)
        texts = await correspondence.latest(connection, key, person, SHOWN)
        writers = await writing.writers(connection, web.vault, person)
        if texts and str(texts[-1].id) != request.args.get("after"):
            await audit.record(connection, web.now(), member.id, "conversation:look", person)
    return page(request, "_conversation-texts.html", case=case, texts=texts, writers=writers)


@needs(Permission.WRITE_AS_PERSON)
async def take_over(request: Request, person: UUID) -> HTTPResponse:
    """Let this member of staff write from now on."""
    web, member = web_of(request), request.ctx.member
    name = " ".join(filled(request, "shown_name").split())
    if not 0 < len(name) <= LONGEST_NAME:
        return await _show(request, person, 400, refused="name_needed", name=name[:LONGEST_NAME])
    try:
        async with caseload_of(request) as connection:
            await visible(connection, web, person)
            one = await people.by_id(connection, person)
            confirmed = filled(request, "take_it") == "yes"
            await takeovers.take_over(connection, web, one, member.id, name, web.now(), confirmed=confirmed)
    except TakeoverError as refused:
        return await _show(request, person, 409, refused=refused.reason, name=name)
    return redirect(f"/young-people/{person}/conversation?done=taken-over", status=303)


@needs(Permission.WRITE_AS_PERSON)
async def hand_back(request: Request, person: UUID) -> HTTPResponse:
    """Let the computer answer again."""
    web, member = web_of(request), request.ctx.member
    try:
        async with caseload_of(request) as connection:
            await visible(connection, web, person)
            one = await people.by_id(connection, person)
            await takeovers.hand_back(connection, web, one, member.id, web.now())
    except TakeoverError as refused:
        return await _show(request, person, 409, refused=refused.reason)
    return redirect(f"/young-people/{person}/conversation?done=handed-back", status=303)


def _written(request: Request) -> Sheet:
    try:
        once = UUID(filled(request, "once"))
    except ValueError:
        once = uuid4()
    return Sheet(filled(request, "text").replace("\r\n", "\n").strip(), once)


async def keep_what_was_written(request: Request) -> str | None:
    """After the sign-in ran out while somebody wrote: keep it for them; where they find it again."""
    web, sheet = web_of(request), _written(request)
    person = UUID(str(request.match_info["person"]))
    async with web.database.transaction() as connection:
        member = await writing.whose_form(connection, request.ctx.session, web.now())
    if member is None or not sheet.text:
        return None
    async with web.database.transaction(user=member) as connection:
        try:
            one = await people.by_id(connection, person)
        except LookupError:
            return None
        await writing.keep_draft(connection, web.vault, one, member, sheet.text, web.now())
        await audit.record(connection, web.now(), member, "draft:keep", person)
    return f"/young-people/{person}/conversation"


@needs(Permission.WRITE_AS_PERSON, expired=keep_what_was_written)
async def write(request: Request, person: UUID) -> HTTPResponse:
    """Look at a text, and send it when nothing stops it and every caution was confirmed."""
    web, member, sheet = web_of(request), request.ctx.member, _written(request)
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        found = await reach(connection, web, person, member.id)
        sheet = replace(sheet, review=review(sheet.text, await _circumstances(connection, web, found)))
        await writing.keep_draft(connection, web.vault, found.person, member.id, sheet.text, web.now())
    if not found.mine:
        return await _show(request, person, 409, sheet=sheet, refused="not_yours")
    confirmed = filled(request, "confirmed").split(",")
    assert sheet.review
    if filled(request, "step") != "send" or not sheet.review.ready(confirmed):
        status = 400 if sheet.review.problem or sheet.review.blocked else 200
        return await _show(request, person, status, sheet=sheet, looked=True)
    return await _send(request, person, sheet)


async def _send(request: Request, person: UUID, sheet: Sheet) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    try:
        async with caseload_of(request) as connection:
            one = await people.by_id(connection, person)
            await takeovers.write(connection, web, one, member.id, sheet.text, sheet.once, web.now())
            await writing.forget_draft(connection, person, member.id)
    except TakeoverError as refused:
        return await _show(request, person, 409, sheet=sheet, refused=refused.reason)
    assert sheet.review
    done = "text-held" if sheet.review.held_until else "text-sent"
    return redirect(f"/young-people/{person}/conversation?done={done}", status=303)


async def _circumstances(connection: AsyncConnection, web: Web, found: Reach) -> Circumstances:
    now = web.now()
    outgoing = Outgoing(Purpose.PERSON, now, await kept.last_wrote(connection, found.person.id))
    return Circumstances(
        verdict=verdict(outgoing, found.state, web.settings.contact_hours, now),
        safe_hour=found.safe_now,
        device=found.profile.device,
        was_not_alone=await messages.said_since(
            connection, found.person.id, Purpose.COVER, now - NOT_ALONE_LATELY
        ),
        consent=found.consent,
        names=await writing.others_names(connection, web.vault, found.person.id),
        known_numbers=_helplines(),
    )


@cache
def _helplines() -> frozenset[str]:
    return helpline_numbers()


@needs(Permission.WRITE_AS_PERSON)
async def ask_who(request: Request, person: UUID) -> HTTPResponse:
    """Ask, in words that tell nothing, whether it is them who holds the phone."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        if case.pause_reason not in contact.DOUBTS:
            raise NotFound
        one = await people.by_id(connection, person)
        await contact.say(
            connection,
            web,
            one,
            web.content.text("cover.identity", one.last_language),
            purpose=Purpose.IDENTITY,
            language=one.last_language,
            author="service",
            now=web.now(),
            answers=await kept.last_inbound(connection, person),
            neutral=True,
            written_by=member.id,
        )
        await audit.record(connection, web.now(), member.id, "young_person:ask_who", person)
    return redirect(f"/young-people/{person}/conversation?done=asked-who", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    place = "/young-people/<person:uuid>"
    app.add_route(show_conversation, f"{place}/conversation", methods=["GET"])
    app.add_route(show_texts, "/live/conversations/<person:uuid>", methods=["GET"])
    app.add_route(take_over, f"{place}/take-over", methods=["POST"])
    app.add_route(hand_back, f"{place}/hand-back", methods=["POST"])
    app.add_route(write, f"{place}/write", methods=["POST"])
    app.add_route(ask_who, f"{place}/ask-who", methods=["POST"])
