"""One's own account: by what one signs in, where one is signed in, and what one was told about it."""

import base64
import binascii
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyotp
import segno
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.staff import Permission
from bot.storage import accounts, audit, identities, notices, passkeys, recovery_codes, sign_ins
from bot.storage.encryption import SealBrokenError, seal, unseal
from bot.web.access import needs
from bot.web.authentication import check_password, may_try_account, new_hash
from bot.web.forms import filled, own_place
from bot.web.pages import show
from bot.web.passkeys import can_be_used
from bot.web.passwords import PasswordError, code_step
from bot.web.web import Web, web_of

# Somebody without a password has just proved who they are when they signed in no longer ago than this.
FRESH = timedelta(minutes=10)


async def confirmed(request: Request) -> str | None:
    """What keeps this request from changing how the account is opened; None when its owner sent it."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction() as connection:
        stored = await accounts.password_hash(connection, member.id)
    if stored is None:
        return None if web.now() - member.since <= FRESH else "sign_in_again"
    if not await may_try_account(web, member.id):
        return "too_many"
    return None if await check_password(stored, filled(request, "current")) else "current_wrong"


async def changed(connection: AsyncConnection, request: Request, kind: NoticeKind, action: str) -> None:
    """Tell the owner, and the trail, that the account is opened differently now."""
    web, member = web_of(request), request.ctx.member
    await notices.tell(connection, member.id, kind, web.now())
    await audit.record(connection, web.now(), member.id, action, member.id)


@needs(Permission.OWN_ACCOUNT)
async def show_account(request: Request) -> HTTPResponse:
    """Everything about the account on one page."""
    return await account_page(request, problem=request.args.get("problem"))


async def account_page(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    """The page, with what went wrong on it."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        values |= {
            "passkeys": await passkeys.of(connection, web.vault, member.id),
            "codes_left": await recovery_codes.left(connection, member.id),
            "sessions": await sign_ins.sessions(connection, member.id, web.limits, web.now()),
            "has_password": await accounts.password_hash(connection, member.id) is not None,
            "linked": await identities.is_linked(connection, member.id),
        }
    settings = web.settings
    values |= {"organised": bool(settings.identity_issuer), "organisation": settings.identity_name}
    return await show(request, "account.html", status, passkeys_possible=can_be_used(web), **values)


@needs(Permission.OWN_ACCOUNT)
async def show_password(request: Request) -> HTTPResponse:
    """The form for a new password."""
    return await _password_form(request)


async def _password_form(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction() as connection:
        stored = await accounts.password_hash(connection, member.id)
    return await show(request, "account-password.html", status, has_password=stored is not None, **values)


@needs(Permission.OWN_ACCOUNT)
async def change_password(request: Request) -> HTTPResponse:
    """Take a new password, and sign out everywhere else."""
    web, member = web_of(request), request.ctx.member
    problem = await confirmed(request)
    if not problem and filled(request, "password") != filled(request, "again"):
        problem = "not_the_same"
    if problem:
        return await _password_form(request, 422, problem=problem)
    try:
        hashed = await new_hash(filled(request, "password"))
    except PasswordError:
        return await _password_form(request, 422, problem="password_length")
    async with web.database.transaction(user=member.id) as connection:
        await accounts.set_password(connection, member.id, hashed)
        await sign_ins.end_sessions(connection, member.id, web.now(), but=member.sign_in)
        await changed(connection, request, NoticeKind.PASSWORD_CHANGED, "account:change_password")
    return redirect("/account?done=password", status=303)


@needs(Permission.OWN_ACCOUNT)
async def show_authenticator(request: Request) -> HTTPResponse:
    """A new secret for an authenticator app, as a code to scan."""
    return await _authenticator_form(request, pyotp.random_base32())


async def _authenticator_form(
    request: Request, secret: str, status: int = 200, /, **values: object
) -> HTTPResponse:
    web, member = web_of(request), request.ctx.member
    kept = base64.b64encode(seal(web.vault.service_key(), secret, _place(request))).decode()
    async with web.database.transaction() as connection:
        [account] = await accounts.accounts(connection, web.vault, member.id)
    values |= {"has_password": account.has_password, "kept": kept, "secret": secret}
    return await show(
        request, "account-authenticator.html", status, picture=picture(secret, account.username), **values
    )


def picture(secret: str, username: str) -> str:
    """The code that an authenticator app scans, as an image within the page: no other address serves it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Hafan")
    return segno.make(address, micro=False).svg_inline(scale=5, border=4, svgclass="hafan-qr", lineclass=None)


def _place(request: Request) -> str:
    return f"authenticator:{request.ctx.member.sign_in}"


@needs(Permission.OWN_ACCOUNT)
async def change_authenticator(request: Request) -> HTTPResponse:
    """Use the new authenticator from now on; one of its codes proves that it works."""
    web, member = web_of(request), request.ctx.member
    try:
        kept = base64.b64decode(filled(request, "kept"), validate=True)
        secret = unseal(web.vault.service_key(), kept, _place(request))
    except (binascii.Error, SealBrokenError):
        return redirect("/account/authenticator", status=303)
    problem = await confirmed(request)
    step = code_step(secret, filled(request, "code").replace(" ", ""), web.now())
    if problem or step is None:
        return await _authenticator_form(request, secret, 422, problem=problem or "code_wrong")
    async with web.database.transaction(user=member.id) as connection:
        await accounts.set_totp(connection, web.vault, member.id, secret, step)
        await changed(connection, request, NoticeKind.AUTHENTICATOR_CHANGED, "account:change_authenticator")
    return redirect("/account?done=changed", status=303)


@needs(Permission.OWN_ACCOUNT)
async def renew_codes(request: Request) -> HTTPResponse:
    """Ten new recovery codes, shown this once."""
    web, member = web_of(request), request.ctx.member
    if problem := await confirmed(request):
        return await account_page(request, 422, problem=problem)
    async with web.database.transaction(user=member.id) as connection:
        codes = await recovery_codes.renew(connection, web.vault, member.id, web.now())
        await audit.record(connection, web.now(), member.id, "account:renew_codes", member.id)
    return await show(request, "recovery-codes.html", codes=codes, next="/account")


@needs(Permission.OWN_ACCOUNT)
async def end_session(request: Request, session: UUID) -> HTTPResponse:
    """Sign out in one other place."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        if not await sign_ins.end_sessions(connection, member.id, web.now(), only=session):
            raise NotFound
        await audit.record(connection, web.now(), member.id, "account:end_session", member.id)
    return redirect("/account?done=signed-out", status=303)


@needs(Permission.OWN_ACCOUNT)
async def end_other_sessions(request: Request) -> HTTPResponse:
    """Sign out everywhere but here."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        await sign_ins.end_sessions(connection, member.id, web.now(), but=member.sign_in)
        await audit.record(connection, web.now(), member.id, "account:end_session", member.id)
    return redirect("/account?done=signed-out", status=303)


@needs(Permission.OWN_ACCOUNT)
async def dismiss(request: Request, notice: UUID) -> HTTPResponse:
    """Take a notice off one's pages."""
    web: Web = web_of(request)
    member = request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        if not await notices.dismiss(connection, member.id, notice, web.now()):
            raise NotFound
    return redirect(own_place(filled(request, "next")), status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_account, "/account", methods=["GET"])
    app.add_route(show_password, "/account/password", methods=["GET"])
    app.add_route(change_password, "/account/password", methods=["POST"])
    app.add_route(show_authenticator, "/account/authenticator", methods=["GET"])
    app.add_route(change_authenticator, "/account/authenticator", methods=["POST"])
    app.add_route(renew_codes, "/account/recovery-codes", methods=["POST"])
    app.add_route(end_session, "/account/sessions/<session:uuid>/end", methods=["POST"], name="end_session")
    app.add_route(end_other_sessions, "/account/sessions/end-others", methods=["POST"])
    app.add_route(dismiss, "/notices/<notice:uuid>/seen", methods=["POST"], name="dismiss_notice")
