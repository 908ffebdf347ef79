"""Signing in and out, and the language of the pages."""

import re
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.accounts import Method
from bot.domain.languages import Language
from bot.domain.staff import Permission, allows
from bot.storage import audit, sign_ins
from bot.web import cookies
from bot.web.access import needs, public
from bot.web.authentication import Attempt, Refusal
from bot.web.authentication import sign_in as check
from bot.web.cookies import Cookie
from bot.web.forms import filled, own_place
from bot.web.languages import known
from bot.web.pages import show
from bot.web.passkeys import can_be_used
from bot.web.sessions import end_session, hand_over, new_token
from bot.web.visitors import visitor
from bot.web.web import caseload_of, web_of

LANGUAGE_SECONDS = 365 * 24 * 60 * 60
FIRST_PAGES = (
    (Permission.SEE_CASELOAD, "/alerts"),
    (Permission.MANAGE_ACCOUNTS, "/accounts"),
    (Permission.EDIT_EXAMPLES, "/trainers/examples"),
    (Permission.OWN_ACCOUNT, "/account"),
)


@public
async def show_sign_in(request: Request) -> HTTPResponse:
    """The form; says so when a session ran out."""
    if request.ctx.member:
        return redirect("/", status=303)
    return await _form(request, next=request.args.get("next"), why=request.args.get("why"))


@public
async def sign_in(request: Request) -> HTTPResponse:
    """Check what was filled in, and begin a session under a new token."""
    attempt = Attempt(
        username=filled(request, "username").strip()[:100],
        password=filled(request, "password"),
        code=re.sub(r"\s", "", filled(request, "code")),
        visitor=visitor(request),
    )
    token = new_token()
    outcome = await check(web_of(request), attempt, token)
    if isinstance(outcome, Refusal):
        status = 429 if outcome is Refusal.TOO_MANY else 401
        return await _form(
            request, status, next=filled(request, "next"), refusal=outcome, username=attempt.username
        )
    await hand_over(request, token)
    return redirect(own_place(filled(request, "next")), status=303)


async def _form(request: Request, status: int = 200, **values: object) -> HTTPResponse:
    values["next"] = own_place(str(values["next"] or ""))
    settings = web_of(request).settings
    values |= {"organisation": settings.identity_name, "organised": bool(settings.identity_issuer)}
    return await show(request, "sign-in.html", status, passkeys=can_be_used(web_of(request)), **values)


async def sign_in_problem(request: Request, refusal: str, status: int = 401) -> HTTPResponse:
    """The form again, after a sign-in by other means did not succeed."""
    return await _form(request, status, next=filled(request, "next"), refusal=refusal)


@needs(Permission.OWN_ACCOUNT)
async def sign_out(request: Request) -> HTTPResponse:
    """End the session here and in the database."""
    await end_session(request)
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await audit.record(connection, web.now(), member.id, "sign_in:end", member.id)
    request.ctx.cookies.append(Cookie(cookies.SESSION, None))
    elsewhere = "?why=signed-out" if member.method is Method.ORGANISATION else ""
    return redirect(f"/sign-in{elsewhere}", status=303, headers={"Clear-Site-Data": '"cache", "storage"'})


@public
async def change_language(request: Request) -> HTTPResponse:
    """Show every page in this language from now on: in this browser, and wherever this account signs in."""
    chosen = known(filled(request, "to")) or Language.ENGLISH
    if request.ctx.member:
        async with caseload_of(request) as connection:
            await sign_ins.change_language(connection, request.ctx.member.id, chosen)
    request.ctx.cookies.append(Cookie(cookies.LANGUAGE, chosen, LANGUAGE_SECONDS))
    return redirect(own_place(filled(request, "next")), status=303)


@needs(Permission.OWN_ACCOUNT)
async def home(request: Request) -> HTTPResponse:
    """The first page for this role."""
    first = next(page for permission, page in FIRST_PAGES if allows(request.ctx.member.role, permission))
    return redirect(first, status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(home, "/", methods=["GET"])
    app.add_route(show_sign_in, "/sign-in", methods=["GET"])
    app.add_route(sign_in, "/sign-in", methods=["POST"])
    app.add_route(sign_out, "/sign-out", methods=["POST"])
    app.add_route(change_language, "/language", methods=["POST"])
