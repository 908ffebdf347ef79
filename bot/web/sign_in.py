"""Signing in and out, one's own account, and the language of the pages."""

import re
import secrets
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

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
from bot.web.web import caseload_of, web_of

LANGUAGE_SECONDS = 365 * 24 * 60 * 60


@public
async def show_sign_in(request: Request) -> HTTPResponse:
    """The form; says so when a session ran out."""
    if request.ctx.member:
        return redirect("/", status=303)
    return await _form(request, next=request.args.get("next"), expired=request.args.get("why") == "expired")


@public
async def sign_in(request: Request) -> HTTPResponse:
    """Check what was filled in, and begin a session under a new token."""
    attempt = Attempt(
        username=filled(request, "username").strip()[:100],
        password=filled(request, "password"),
        code=re.sub(r"\s", "", filled(request, "code")),
        address=request.client_ip or "",
    )
    token = secrets.token_urlsafe(32)
    outcome = await check(web_of(request), attempt, token)
    if isinstance(outcome, Refusal):
        status = 429 if outcome is Refusal.TOO_MANY else 401
        return await _form(
            request, status, next=filled(request, "next"), refusal=outcome, username=attempt.username
        )
    await _end_session(request)
    request.ctx.cookies += [Cookie(cookies.SESSION, token), Cookie(cookies.VISIT, None)]
    return redirect(own_place(filled(request, "next")), status=303)


async def _form(request: Request, status: int = 200, **values: object) -> HTTPResponse:
    values["next"] = own_place(str(values["next"] or ""))
    return await show(request, "sign-in.html", status, **values)


async def _end_session(request: Request) -> None:
    if request.ctx.session:
        web = web_of(request)
        async with web.database.transaction() as connection:
            await sign_ins.end(connection, request.ctx.session, web.now())


@needs(Permission.OWN_ACCOUNT)
async def sign_out(request: Request) -> HTTPResponse:
    """End the session here and in the database."""
    await _end_session(request)
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await audit.record(connection, web.now(), member.id, "sign_in:end", member.id)
    request.ctx.cookies.append(Cookie(cookies.SESSION, None))
    return redirect("/sign-in", status=303, headers={"Clear-Site-Data": '"cache", "storage"'})


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
    cares = allows(request.ctx.member.role, Permission.SEE_CASELOAD)
    return redirect("/alerts" if cares else "/account", status=303)


@needs(Permission.OWN_ACCOUNT)
async def show_account(request: Request) -> HTTPResponse:
    """Who is signed in."""
    return await show(request, "account.html")


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(home, "/", methods=["GET"])
    app.add_route(show_sign_in, "/sign-in", methods=["GET"])
    app.add_route(sign_in, "/sign-in", methods=["POST"])
    app.add_route(sign_out, "/sign-out", methods=["POST"])
    app.add_route(change_language, "/language", methods=["POST"])
    app.add_route(show_account, "/account", methods=["GET"])
