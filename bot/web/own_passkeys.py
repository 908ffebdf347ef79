"""One's own passkeys: made, named and removed."""

from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.staff import Permission
from bot.storage import accounts, identities
from bot.storage import passkeys as stored
from bot.web import passkeys
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.own_account import account_page, changed, confirmed
from bot.web.passkeys import LONGEST_NAME, PasskeyError
from bot.web.web import web_of


@needs(Permission.OWN_ACCOUNT)
async def options(request: Request) -> HTTPResponse:
    """What the browser needs to make one."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        present = await stored.of(connection, web.vault, member.id)
        [account] = await accounts.accounts(connection, web.vault, member.id)
    return await passkeys.ask_to_register(
        request, member.id, account.username, [passkey.credential_id for passkey in present]
    )


@needs(Permission.OWN_ACCOUNT)
async def add(request: Request) -> HTTPResponse:
    """Keep the passkey that the browser made."""
    web, member = web_of(request), request.ctx.member
    if problem := await confirmed(request):
        return await account_page(request, 422, problem=problem)
    try:
        made = await passkeys.made_by(request, member.id, filled(request, "credential"))
        async with web.database.transaction(user=member.id) as connection:
            await passkeys.keep(connection, web, member.id, made, _name(request))
            await changed(connection, request, NoticeKind.PASSKEY_ADDED, "account:add_passkey")
    except (PasskeyError, IntegrityError):
        return await account_page(request, 422, problem="passkey_not_made")
    return redirect("/account?done=passkey", status=303)


def _name(request: Request) -> str:
    return filled(request, "name").strip()[:LONGEST_NAME] or "Hafan"


@needs(Permission.OWN_ACCOUNT)
async def rename(request: Request, passkey: UUID) -> HTTPResponse:
    """Call it something that its owner knows it by."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        if not await stored.rename(connection, web.vault, member.id, passkey, _name(request)):
            raise NotFound
    return redirect("/account?done=changed", status=303)


@needs(Permission.OWN_ACCOUNT)
async def remove(request: Request, passkey: UUID) -> HTTPResponse:
    """Forget it, unless it is the only way in."""
    web, member = web_of(request), request.ctx.member
    async with web.database.transaction(user=member.id) as connection:
        if passkey not in {one.id for one in await stored.of(connection, web.vault, member.id)}:
            raise NotFound
        if await _is_only_way_in(connection, member.id):
            return await account_page(request, 422, problem="only_way_in")
        await stored.remove(connection, member.id, passkey)
        await changed(connection, request, NoticeKind.PASSKEY_REMOVED, "account:remove_passkey")
    return redirect("/account?done=changed", status=303)


async def _is_only_way_in(connection: AsyncConnection, member: UUID) -> bool:
    return (
        await stored.count(connection, member) == 1
        and await accounts.password_hash(connection, member) is None
        and not await identities.is_linked(connection, member)
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(options, "/account/passkeys/options", methods=["POST"], name="own_passkey_options")
    app.add_route(add, "/account/passkeys", methods=["POST"], name="add_passkey")
    app.add_route(rename, "/account/passkeys/<passkey:uuid>/name", methods=["POST"], name="rename_passkey")
    app.add_route(remove, "/account/passkeys/<passkey:uuid>/remove", methods=["POST"], name="remove_passkey")
