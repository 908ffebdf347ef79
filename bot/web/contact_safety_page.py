"""What was agreed about reaching a young person: seen, changed, with its history and their consent."""

from functools import cache
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agreed_words import phrases
from bot.domain.contact_profile import Channel, Device, Opening
from bot.domain.languages import Language
from bot.domain.staff import Permission
from bot.scheduling import reschedule
from bot.screening.ordinary import ordinary_texts
from bot.storage import audit, contact_history, contact_profiles, people
from bot.web import contact_form
from bot.web.access import needs
from bot.web.contact_form import Filled
from bot.web.contact_view import reach
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import Web, caseload_of, web_of
from bot.web.young_people import visible

LONGEST_CONSENT = 1000


@needs(Permission.EDIT_CONTACT_SAFETY)
async def show_profile(request: Request, person: UUID) -> HTTPResponse:
    """The agreement as a form, its history, and the history of consent."""
    return await _show(request, person)


async def _show(
    request: Request, person: UUID, status: int = 200, /, *, form: Filled | None = None, **values: object
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        case = await visible(connection, web, person)
        found = await reach(connection, web, person, member.id)
        changes = await contact_history.history(connection, web.vault, found.person)
        consents = await contact_history.consent_history(connection, web.vault, found.person)
        await audit.record(connection, web.now(), member.id, "contact_profile:look", person)
    common = {
        "case": case,
        "safety": found,
        "form": form or contact_form.shown(found.profile, found.person.language),
        "changes": changes,
        "consents": consents,
        "choices": {"device": Device, "opening": Opening, "channel": Channel},
        "openings": openings(web, found.person.language),
        "service_hours": web.settings.contact_hours,
    }
    return await show(request, "contact-safety.html", status, **common | values)


def openings(web: Web, language: Language) -> dict[Opening, str]:
    """How each choice reads to the young person."""
    texts = {one: f"cover.opening_{one}" for one in Opening if one not in (Opening.PLAIN, Opening.OWN)}
    return {
        one: web.content.text(name, language)
        for one, name in ({Opening.PLAIN: "texts.opening"} | texts).items()
    }


@cache
def _everyday() -> frozenset[str]:
    """What comes up in ordinary texts of young people, in both languages."""
    return frozenset().union(*(phrases(text) for text in ordinary_texts()))


@needs(Permission.EDIT_CONTACT_SAFETY)
async def change_profile(request: Request, person: UUID) -> HTTPResponse:
    """Keep what was agreed, unless something is wrong with it; nothing that was typed is lost."""
    web, member = web_of(request), request.ctx.member
    form = contact_form.read(request, _everyday())
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        if not form.problems:
            await _save(request, connection, person, form, member.id)
    if form.problems:
        return await _show(request, person, 400, form=form)
    return redirect(f"/young-people/{person}/contact-safety?done=contact-safety", status=303)


async def _save(
    request: Request, connection: AsyncConnection, person: UUID, form: Filled, member: UUID
) -> None:
    web = web_of(request)
    await people.hold(connection, person)
    one = await people.by_id(connection, person)
    changed = await contact_profiles.save(connection, web.vault, one, form.profile, member, web.now())
    if "safe_hours" in changed:
        await reschedule(connection, web.settings.contact_hours, person, web.now())
    if form.language is not one.language:
        values = (one.language.value, form.language.value)
        key = one.key(web.vault)
        await contact_history.note(connection, key, person, "language_text", values, member, web.now())
        await people.change(connection, person, language=form.language, last_language=form.language)
        changed = [*changed, "language_text"]
    await audit.record(connection, web.now(), member, "contact_profile:change", person, fields=changed)


@needs(Permission.EDIT_CONTACT_SAFETY)
async def record_consent(request: Request, person: UUID) -> HTTPResponse:
    """Write down that they agreed to be texted, or took it back."""
    web, member = web_of(request), request.ctx.member
    choice, detail = filled(request, "given"), filled(request, "detail").strip()
    problem = (
        "choice_needed"
        if choice not in ("yes", "no")
        else "detail_needed"
        if not 0 < len(detail) <= LONGEST_CONSENT
        else None
    )
    if problem:
        said = {"given": choice, "detail": detail}
        return await _show(request, person, 400, consent_problem=problem, said=said)
    async with caseload_of(request) as connection:
        await visible(connection, web, person)
        one = await people.by_id(connection, person)
        await contact_history.record_consent(
            connection, web.vault, one, given=choice == "yes", detail=detail, member=member.id, now=web.now()
        )
        await audit.record(connection, web.now(), member.id, "consent:record", person, given=choice == "yes")
    return redirect(f"/young-people/{person}/contact-safety?done=consent", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    place = "/young-people/<person:uuid>"
    app.add_route(show_profile, f"{place}/contact-safety", methods=["GET"])
    app.add_route(change_profile, f"{place}/contact-safety", methods=["POST"], name="change_contact_safety")
    app.add_route(record_consent, f"{place}/consent", methods=["POST"])
