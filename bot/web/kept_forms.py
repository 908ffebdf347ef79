"""Words that were written when the sign-in ran out: kept sealed, and in the form again after signing in."""

from collections.abc import Awaitable, Callable, Mapping

from sanic import Request
from sanic.exceptions import NotFound
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audit, kept_forms, writing
from bot.web.web import Web, web_of

# Opens the words of whom a form is about; raises NotFound, or gives nothing, for whoever does not see them.
KeyOf = Callable[[AsyncConnection, Web, Request], Awaitable[bytes | None]]


def keeping(
    key_of: KeyOf, place_of: Callable[[Request], str], given_of: Callable[[Request], Mapping[str, str]]
) -> Callable[[Request], Awaitable[str | None]]:
    """For `needs(expired=...)`: keep a form for the page at `place_of`, which shows it again."""

    async def keep(request: Request) -> str | None:
        web, given, place = web_of(request), given_of(request), place_of(request)
        async with web.database.transaction() as connection:
            member = await writing.whose_form(connection, request.ctx.session, web.now())
        if member is None or not any(given.values()):
            return None
        async with web.database.transaction(user=member) as connection:
            try:
                key = await key_of(connection, web, request)
            except NotFound:
                return None
            if key is None:
                return None
            await kept_forms.keep(connection, key, member, place, given, web.now())
            await audit.record(connection, web.now(), member, "form:keep", member)
        return place

    return keep


async def kept_for(connection: AsyncConnection, request: Request, key: bytes | None) -> dict[str, str]:
    """What the reader had filled in on this page when their sign-in ran out."""
    if key is None or request.method != "GET":
        return {}
    return await kept_forms.kept(connection, key, request.ctx.member.id, request.path)
