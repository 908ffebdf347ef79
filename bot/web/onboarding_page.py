"""Adding a young person on one page: filled in, rehearsed, and only then started."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import onboarding
from bot.domain.contact_gate import ContactState, safe_week
from bot.domain.contact_profile import ContactProfile, Device, Opening
from bot.domain.languages import Language
from bot.domain.schedule import Reason
from bot.domain.staff import Permission
from bot.onboarding import Adding, NewYoungPerson
from bot.scheduling import reschedule
from bot.storage import audit, contact_history, contact_profiles, people, plans
from bot.web import contact_form, onboarding_form, rehearsal
from bot.web.access import needs
from bot.web.contact_safety_page import openings
from bot.web.forms import filled
from bot.web.onboarding_form import AT_ONCE, NewPerson
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of

# The first check-in follows the first text, and not the other way round.
AFTER_THE_FIRST = timedelta(minutes=2)


@needs(Permission.ADD_YOUNG_PERSON)
async def show_new(request: Request) -> HTTPResponse:
    """The form; its language is offered and not presumed."""
    return await _show(request, NewPerson(contact=contact_form.shown(ContactProfile(), Language.ENGLISH)))


async def _show(request: Request, given: NewPerson, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    values |= {
        "given": given,
        "choices": {"device": Device, "opening": Opening},
        "openings": openings(web, given.language or request.ctx.language),
        "service_hours": web.settings.contact_hours,
        "first_texts": rehearsal.first_texts(web.content),
    }
    return await show(request, "young-person-new.html", status, **values)


@needs(Permission.ADD_YOUNG_PERSON)
async def add_young_person(request: Request) -> HTTPResponse:
    """Rehearse what was filled in; start it once that was seen, and nothing of it has changed since."""
    web, given = web_of(request), onboarding_form.read(request)
    async with caseload_of(request) as connection:
        taken = await people.whose_number(connection, web.vault, given.phone) if given.phone else None
        if taken:
            # Whoever tries number after number leaves a trace.
            await audit.record(
                connection, web.now(), request.ctx.member.id, "young_person:refuse", "number", of=taken
            )
    problems = dict(given.problems) | ({"phone": f"number_of_{taken}"} if taken else {})
    if problems or (given.contact and given.contact.problems):
        return await _show(request, given, 422, problems=problems)
    if filled(request, "step") == "start" and filled(request, "rehearsed") == given.fingerprint:
        return await _start(request, given)
    return await _rehearse(request, given)


async def _rehearse(request: Request, given: NewPerson) -> HTTPResponse:
    web = web_of(request)
    _, plan, profile = given.chosen
    steps = rehearsal.rehearse(web.content, plan, profile)
    changed = filled(request, "step") == "start"
    opens = _opens(web, profile, web.now())
    return await _show(request, given, problems={}, steps=steps, opens=opens, changed=changed)


def _opens(web: Web, profile: ContactProfile, now: datetime) -> datetime | None:
    """When the first text leaves."""
    return safe_week(ContactState(safe_hours=profile.safe_hours), web.settings.contact_hours).opens(now)


async def _start(request: Request, given: NewPerson) -> HTTPResponse:
    web, member, now = web_of(request), request.ctx.member, web_of(request).now()
    language, plan, _ = given.chosen
    new = NewYoungPerson(given.name, given.phone, language, plan)
    try:
        async with caseload_of(request) as connection:
            hours = web.settings.contact_hours
            person = await onboarding.add(connection, web.vault, hours, new, Adding(member.id), now)
            await _agree(connection, request, await people.by_id(connection, person), given)
            await audit.record(connection, now, member.id, "consent:record", person, given=True)
    except IntegrityError:
        # Somebody else added the same number a moment ago.
        return await _show(request, given, 422, problems={"phone": "number_of_young_person"})
    return redirect(f"/young-people/{person}?done=added", status=303)


async def _agree(
    connection: AsyncConnection, request: Request, person: people.YoungPerson, given: NewPerson
) -> None:
    """Keep what was agreed, then put the first text on its way through the gate."""
    web, member, now = web_of(request), request.ctx.member, web_of(request).now()
    _, _, profile = given.chosen
    await contact_profiles.save(connection, web.vault, person, profile, member.id, now)
    await contact_history.record_consent(
        connection, web.vault, person, given=True, detail=given.consent, member=member.id, now=now
    )
    await onboarding.send_first(
        connection, web, web.content, person, covered=given.covered, member=member.id, now=now
    )
    await _plan_first(connection, web, person.id, given, now)


async def _plan_first(
    connection: AsyncConnection, web: Web, person: UUID, given: NewPerson, now: datetime
) -> None:
    """Let the first check-in come in the hours that were agreed, and after the first text."""
    _, _, profile = given.chosen
    after = (_opens(web, profile, now) or now) + AFTER_THE_FIRST
    due = await reschedule(connection, web.settings.contact_hours, person, now)
    if given.first == AT_ONCE or (due and due.at < after):
        await plans.wish_for(connection, person, after, Reason.FIRST)
        await reschedule(connection, web.settings.contact_hours, person, now)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add this page."""
    app.add_route(show_new, "/young-people/new", methods=["GET"], name="new_young_person")
    app.add_route(add_young_person, "/young-people/new", methods=["POST"])
