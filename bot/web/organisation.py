"""Signing in at an organisation's identity provider: matched by a linked subject, never by an address."""

import secrets
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import Method, NoticeKind
from bot.domain.staff import Permission
from bot.storage import audit, ceremonies, identities, invitations, notices
from bot.web import cookies
from bot.web.access import needs, public, still_signed_in
from bot.web.authentication import ANYBODY, Refusal, enter, may_try
from bot.web.cookies import Cookie
from bot.web.forms import filled, own_place
from bot.web.identity_provider import IdentityProvider, ProviderDownError, Question, TokenRefusedError
from bot.web.pages import show
from bot.web.sessions import hand_over, new_token
from bot.web.sign_in import sign_in_problem
from bot.web.visitors import Visitor, visitor
from bot.web.web import web_of

RETURN_PATH = "/sign-in/organisation/return"
KIND = "organisation"
RETURN_SECONDS = int(ceremonies.LASTS.total_seconds())
DOWN, REFUSED, STALE, NOT_LINKED = "provider_down", "provider_refused", "provider_state", "not_linked"


class NotLinkedError(Exception):
    """Nobody here is linked with that subject, or it is somebody else's."""


def _provider(request: Request) -> IdentityProvider:
    provider: IdentityProvider | None = request.app.ctx.identity_provider
    if provider is None:
        raise NotFound
    return provider


async def start(request: Request, purpose: str, **known: str) -> str:
    """The provider's address for this browser; `known` comes back with whoever returns from there."""
    web = web_of(request)
    question = Question(
        secrets.token_urlsafe(32), secrets.token_urlsafe(48), web.settings.public_address + RETURN_PATH
    )
    state, here = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    address = await _provider(request).start_address(question, state)
    payload = {"nonce": question.nonce, "verifier": question.verifier, "purpose": purpose, **known}
    async with web.database.transaction() as connection:
        await ceremonies.begin(connection, web.vault, KIND, f"{state}:{here}", payload, web.now())
    request.ctx.cookies.append(Cookie(cookies.RETURN, here, RETURN_SECONDS))
    return address


@public
async def sign_in(request: Request) -> HTTPResponse:
    """Off to the provider."""
    try:
        place = own_place(request.args.get("next"))
        return redirect(await start(request, "sign-in", next=place), status=303)
    except ProviderDownError:
        return await sign_in_problem(request, DOWN, 503)


@needs(Permission.OWN_ACCOUNT)
async def link(request: Request) -> HTTPResponse:
    """Off to the provider, to link the account there with this one."""
    _provider(request)
    try:
        address = await start(request, "link", next="/account", session=request.ctx.session)
    except ProviderDownError:
        return redirect("/account?problem=provider_down", status=303)
    return await show(request, "onward.html", to=address)


@needs(Permission.OWN_ACCOUNT)
async def unlink(request: Request) -> HTTPResponse:
    """Forget the link."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        if not await identities.unlink(connection, member.id):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "account:unlink", member.id)
    return redirect("/account?done=changed", status=303)


@public
async def come_back(request: Request) -> HTTPResponse:
    """Whoever returns from the provider, with its answer to a question that was asked in this browser."""
    web, who = web_of(request), visitor(request)
    if not await may_try(web, who):
        return await sign_in_problem(request, Refusal.TOO_MANY, 429)
    asked = await _asked(request)
    if asked is None:
        return await sign_in_problem(request, STALE)
    token = new_token()
    try:
        await _finish(request, asked, who, token)
    except ProviderDownError:
        return await sign_in_problem(request, DOWN, 503)
    except (TokenRefusedError, NotLinkedError) as wrong:
        async with web.database.transaction() as connection:
            await audit.record(connection, web.now(), ANYBODY, "sign_in:refuse", "unknown")
        return await sign_in_problem(request, REFUSED if isinstance(wrong, TokenRefusedError) else NOT_LINKED)
    if asked["purpose"] != "link":
        await hand_over(request, token)
    # Our strict cookies do not travel in a chain of redirects that began elsewhere: this page begins anew.
    return await show(request, "onward.html", to=own_place(asked.get("next")))


async def _asked(request: Request) -> dict[str, Any] | None:
    """What this browser was asked with this state, once."""
    web, here = web_of(request), cookies.read(request, cookies.RETURN)
    request.ctx.cookies.append(Cookie(cookies.RETURN, None))
    token = f"{request.args.get('state', '')}:{here}"
    async with web.database.transaction() as connection:
        return await ceremonies.finish(connection, web.vault, KIND, token, web.now())


async def _finish(request: Request, asked: dict[str, Any], who: Visitor, token: str) -> None:
    web, provider = web_of(request), _provider(request)
    question = Question(asked["nonce"], asked["verifier"], web.settings.public_address + RETURN_PATH)
    subject = await provider.subject(request.args.get("code", ""), question, web.now())
    async with web.database.transaction() as connection:
        found = await identities.whose(connection, web.vault, provider.issuer, subject)
    if asked["purpose"] == "link":
        await _link(request, asked["session"], subject)
    elif asked["purpose"] == "join":
        await _join(request, asked["invitation"], subject, who, token)
    elif found is None:
        raise NotLinkedError
    else:
        async with web.database.transaction(user=found) as connection:
            await enter(connection, web, found, who, token, Method.ORGANISATION)


async def _link(request: Request, session: str, subject: str) -> None:
    """Only while the session that asked goes on."""
    web = web_of(request)
    member = await still_signed_in(request, session=session)
    if member is None:
        raise NotLinkedError
    async with web.database.transaction(user=member.id) as connection:
        await _keep(connection, request, member.id, subject)
        await notices.tell(connection, member.id, NoticeKind.ORGANISATION_LINKED, web.now())


async def _join(request: Request, invitation: str, subject: str, who: Visitor, token: str) -> None:
    """An invited person chose to sign in this way."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        found = await invitations.find(connection, web.vault, invitation, web.now())
    if found is None:
        raise NotLinkedError
    async with web.database.transaction(user=found.member) as connection:
        if await invitations.use(connection, invitation, web.now()) is None:
            raise NotLinkedError
        await _keep(connection, request, found.member, subject)
        await enter(connection, web, found.member, who, token, Method.ORGANISATION)


async def _keep(connection: AsyncConnection, request: Request, member: UUID, subject: str) -> None:
    web = web_of(request)
    issuer = _provider(request).issuer
    try:
        await identities.link(connection, web.vault, member, issuer, subject, web.now())
    except IntegrityError:
        raise NotLinkedError from None
    await audit.record(connection, web.now(), member, "account:link", member)


@public
async def sign_out_there(request: Request) -> HTTPResponse:
    """Off to the provider's own sign-out, after ours."""
    here = web_of(request).settings.public_address + "/sign-in"
    try:
        return redirect(await _provider(request).end_address(here) or "/sign-in", status=303)
    except ProviderDownError:
        return await sign_in_problem(request, DOWN, 503)


@public
async def join(request: Request, token: str) -> HTTPResponse:
    """Off to the provider, to accept an invitation by the account there."""
    web = web_of(request)
    _provider(request)
    async with web.database.transaction() as connection:
        if await invitations.find(connection, web.vault, token, web.now()) is None:
            raise NotFound
    try:
        address = await start(request, "join", next=filled(request, "next") or "/account", invitation=token)
    except ProviderDownError:
        return await sign_in_problem(request, DOWN, 503)
    return await show(request, "onward.html", to=address)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(sign_in, "/sign-in/organisation", methods=["GET"], name="organisation_sign_in")
    app.add_route(come_back, RETURN_PATH, methods=["GET"])
    app.add_route(sign_out_there, "/sign-out/organisation", methods=["GET"])
    app.add_route(link, "/account/organisation", methods=["POST"], name="organisation_link")
    app.add_route(unlink, "/account/organisation/unlink", methods=["POST"], name="organisation_unlink")
    app.add_route(join, "/invitation/<token:str>/organisation", methods=["POST"], name="organisation_join")
