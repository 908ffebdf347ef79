"""Adding a session or a note to a young person's record."""

from datetime import date
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.case_notes import NoteKind
from bot.domain.contact_gate import HOME
from bot.domain.staff import Permission
from bot.storage import audit, case_notes, kept_forms, people
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.kept_forms import keeping
from bot.web.web import Web, caseload_of, web_of
from bot.web.young_people import show_person, visible

LONGEST = 8000


def _given(request: Request) -> dict[str, str]:
    return {name: filled(request, name).strip() for name in ("kind", "day", "month", "year", "body")}


def _page_of(request: Request) -> str:
    return f"/young-people/{request.match_info['person']}"


async def _key(connection: AsyncConnection, web: Web, request: Request) -> bytes:
    person = UUID(str(request.match_info["person"]))
    await visible(connection, web, person)
    return (await people.by_id(connection, person)).key(web.vault)


@needs(Permission.WRITE_NOTES, expired=keeping(_key, _page_of, _given))
async def add_note(request: Request, person: UUID) -> HTTPResponse:
    """Keep a session that was held, or a note."""
    given = _given(request)
    today = web_of(request).now().astimezone(HOME).date()
    held_on = _date(given)
    problems = _problems(given, held_on, today)
    if problems or held_on is None:
        return await show_person(request, person, 422, problems=problems, given=given)
    await _keep(request, person, NoteKind(given["kind"]), held_on, given["body"])
    return redirect(f"/young-people/{person}?done=noted", status=303)


def _date(given: dict[str, str]) -> date | None:
    try:
        return date(int(given["year"]), int(given["month"]), int(given["day"]))
    except ValueError:
        return None


def _problems(given: dict[str, str], held_on: date | None, today: date) -> dict[str, str]:
    """What is wrong with each field."""
    wrong = {
        "kind": "note_kind_needed" if given["kind"] not in list(NoteKind) else None,
        "day": "date_needed" if held_on is None else "date_to_come" if held_on > today else None,
        "body": "note_needed" if not given["body"] else "note_long" if len(given["body"]) > LONGEST else None,
    }
    return {field: problem for field, problem in wrong.items() if problem}


async def _keep(request: Request, person: UUID, kind: NoteKind, held_on: date, body: str) -> None:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        key = (await people.by_id(connection, person)).key(web.vault)
        note = await case_notes.add(
            connection,
            key,
            person=person,
            kind=kind,
            held_on=held_on,
            body=body,
            member=member.id,
            now=web.now(),
        )
        await kept_forms.forget(connection, member.id, _page_of(request))
        await audit.record(connection, web.now(), member.id, "case_note:add", note, young_person=str(person))


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this form."""
    app.add_route(add_note, "/young-people/<person:uuid>/notes", methods=["POST"])
