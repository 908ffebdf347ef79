"""Signing in with a passkey: what somebody has and what unlocks it, in one step and bound to this site."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.accounts import Method
from bot.storage import accounts, audit
from bot.storage import passkeys as stored
from bot.web import passkeys
from bot.web.access import public
from bot.web.authentication import ANYBODY, Refusal, enter, may_sign_in_here, may_try
from bot.web.forms import filled, own_place
from bot.web.passkeys import PasskeyError
from bot.web.sessions import hand_over, new_token
from bot.web.sign_in import sign_in_problem
from bot.web.visitors import Visitor, visitor
from bot.web.web import web_of


@public
async def options(request: Request) -> HTTPResponse:
    """The challenge that a passkey must sign."""
    return await passkeys.ask_to_sign_in(request)


@public
async def sign_in(request: Request) -> HTTPResponse:
    """Begin a session for whoever's passkey signed the challenge."""
    web, who = web_of(request), visitor(request)
    if not await may_try(web, who):
        return await sign_in_problem(request, Refusal.TOO_MANY, 429)
    token = new_token()
    try:
        refusal = await _begin(request, who, token)
    except PasskeyError:
        refusal = "passkey"
    if refusal:
        async with web.database.transaction() as connection:
            await audit.record(connection, web.now(), ANYBODY, "sign_in:refuse", "unknown")
        return await sign_in_problem(request, refusal)
    await hand_over(request, token)
    return redirect(own_place(filled(request, "next")), status=303)


async def _begin(request: Request, who: Visitor, token: str) -> str | None:
    web = web_of(request)
    known, used = await passkeys.whose(request, filled(request, "credential"))
    async with web.database.transaction(user=known.member) as connection:
        [account] = await accounts.accounts(connection, web.vault, known.member)
        if not may_sign_in_here(web, account.role):
            return Refusal.ELSEWHERE
        await stored.note_use(connection, known.id, used, web.now())
        await enter(connection, web, known.member, who, token, Method.PASSKEY)
    return None


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(options, "/sign-in/passkey/options", methods=["POST"], name="passkey_sign_in_options")
    app.add_route(sign_in, "/sign-in/passkey", methods=["POST"], name="passkey_sign_in")
