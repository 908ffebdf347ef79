"""The page behind an invitation: an invited person makes the account their own."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import Method
from bot.storage import accounts, audit, identities, invitations, recovery_codes, sign_ins
from bot.storage import passkeys as stored
from bot.storage.invitations import Invitation
from bot.web import cookies, passkeys
from bot.web.access import public
from bot.web.authentication import enter, may_sign_in_here, new_hash
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.own_account import picture
from bot.web.pages import show
from bot.web.passkeys import LONGEST_NAME, NewKey, PasskeyError
from bot.web.passwords import PasswordError, code_step
from bot.web.sessions import hand_over, new_token
from bot.web.visitors import visitor
from bot.web.web import web_of


async def _found(request: Request, token: str) -> Invitation:
    """The same answer for a link that was used, revoked or ran out as for one that never was."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        found = await invitations.find(connection, web.vault, token, web.now())
    if found is None:
        raise NotFound
    return found


@public
async def show_invitation(request: Request, token: str) -> HTTPResponse:
    """The ways to make the account one's own."""
    return await _form(request, token, await _found(request, token))


async def _form(
    request: Request, token: str, found: Invitation, status: int = 200, /, **values: object
) -> HTTPResponse:
    web = web_of(request)
    here = may_sign_in_here(web, found.role)
    if known(cookies.read(request, cookies.LANGUAGE)) is None:
        # Whoever was invited in Welsh is met in Welsh, whatever their browser says.
        request.ctx.language = found.language
    values |= {
        "invitation": found,
        "link": f"/invitation/{token}",
        "picture": picture(found.totp_secret, found.username) if here else None,
        "here": here,
        "passkeys": here and passkeys.can_be_used(web),
        "organised": bool(web.settings.identity_issuer),
        "organisation": web.settings.identity_name,
    }
    return await show(request, "invitation.html", status, **values)


@public
async def accept(request: Request, token: str) -> HTTPResponse:
    """Begin with a password and an authenticator app."""
    web, found = web_of(request), await _found(request, token)
    if not may_sign_in_here(web, found.role):
        raise NotFound
    step = code_step(found.totp_secret, filled(request, "code").replace(" ", ""), web.now())
    problem = "not_the_same" if filled(request, "password") != filled(request, "again") else None
    problem = "code_wrong" if step is None else problem
    if problem or step is None:
        return await _form(request, token, found, 422, problem=problem)
    try:
        hashed = await new_hash(filled(request, "password"))
    except PasswordError:
        return await _form(request, token, found, 422, problem="password_length")
    return await _begin(request, token, found, hashed, step, None)


@public
async def options(request: Request, token: str) -> HTTPResponse:
    """What the browser needs to make a passkey for the account."""
    found = await _found(request, token)
    if not may_sign_in_here(web_of(request), found.role):
        raise NotFound
    return await passkeys.ask_to_register(request, found.member, found.username, ())


@public
async def accept_by_passkey(request: Request, token: str) -> HTTPResponse:
    """Begin with a passkey alone."""
    found = await _found(request, token)
    if not may_sign_in_here(web_of(request), found.role):
        raise NotFound
    try:
        made = await passkeys.made_by(request, found.member, filled(request, "credential"))
        return await _begin(request, token, found, None, 0, made)
    except (PasskeyError, IntegrityError):
        return await _form(request, token, found, 422, problem="passkey_not_made")


async def _begin(
    request: Request, token: str, found: Invitation, hashed: str | None, step: int, made: NewKey | None
) -> HTTPResponse:
    """Replace whatever opened the account before, sign in, and show the recovery codes once."""
    web, session = web_of(request), new_token()
    async with web.database.transaction(user=found.member) as connection:
        if await invitations.use(connection, token, web.now()) is None:
            raise NotFound
        await _forget_old_ways(connection, request, found)
        await accounts.set_password(connection, found.member, hashed)
        secret = found.totp_secret if hashed else None
        await accounts.set_totp(connection, web.vault, found.member, secret, step)
        if made:
            await passkeys.keep(connection, web, found.member, made, _name(request))
        codes = await recovery_codes.renew(connection, web.vault, found.member, web.now()) if hashed else []
        await enter(connection, web, found.member, visitor(request), session, Method.INVITATION)
        await audit.record(connection, web.now(), found.member, "account:accept", found.member)
    await hand_over(request, session)
    if not codes:
        return await show(request, "onward.html", to="/account")
    return await show(request, "recovery-codes.html", codes=codes, next="/")


def _name(request: Request) -> str:
    return filled(request, "name").strip()[:LONGEST_NAME] or "Hafan"


async def _forget_old_ways(connection: AsyncConnection, request: Request, found: Invitation) -> None:
    """An invitation is also for whoever has lost everything: what a thief may hold opens nothing."""
    await stored.remove(connection, found.member)
    await identities.unlink(connection, found.member)
    await sign_ins.end_sessions(connection, found.member, web_of(request).now())


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    page = "/invitation/<token:str>"
    app.add_route(show_invitation, page, methods=["GET"])
    app.add_route(accept, page, methods=["POST"], name="accept_invitation")
    app.add_route(options, f"{page}/passkey/options", methods=["POST"], name="invited_passkey_options")
    app.add_route(accept_by_passkey, f"{page}/passkey", methods=["POST"])
