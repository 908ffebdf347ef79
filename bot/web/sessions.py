"""The session of a browser: handing it a new token, and taking the old one away."""

import secrets

from sanic import Request

from bot.storage import sign_ins
from bot.web import cookies
from bot.web.access import still_signed_in
from bot.web.cookies import Cookie
from bot.web.web import web_of


def new_token() -> str:
    """A session's token; every sign-in gets a new one, so that one planted before stays worthless."""
    return secrets.token_urlsafe(32)


async def hand_over(request: Request, token: str) -> None:
    """Give this browser a session that has begun, in place of whatever it had."""
    await end_session(request)
    request.ctx.session = token
    request.ctx.member = await still_signed_in(request)
    request.ctx.cookies += [Cookie(cookies.SESSION, token), Cookie(cookies.VISIT, None)]


async def end_session(request: Request) -> None:
    """End this browser's session in the database."""
    if request.ctx.session:
        web = web_of(request)
        async with web.database.transaction() as connection:
            await sign_ins.end(connection, request.ctx.session, web.now())
