"""Handing over what somebody holds, before an account is closed or somebody's work changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, Role
from bot.storage import accounts, arrangements, audit
from bot.storage.accounts import Account
from bot.storage.arrangements import Holding
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

HOLDERS = (Role.PRACTITIONER, Role.DUTY_MANAGER, Role.SAFEGUARDING_LEAD)


@dataclass(frozen=True)
class Leaving:
    """Whose things are handed over, what they are and who may take them. An administrator reads no names."""

    account: Account
    holdings: list[Holding]
    successors: Mapping[UUID, str] = field(repr=False)
    names: Mapping[UUID, str] = field(repr=False)


async def _read(connection: AsyncConnection, request: Request, account: UUID) -> Leaving:
    web = web_of(request)
    found = await accounts.accounts(connection, web.vault, account)
    if not found:
        raise NotFound
    successors = await accounts.names(connection, web.vault, HOLDERS)
    successors.pop(account, None)
    listed = await arrangements.roster(connection, web.vault)
    held = await arrangements.holdings(connection, account, web.now())
    return Leaving(found[0], held, successors, {person: one.name for person, one in listed.items()})


@needs(Permission.HAND_OVER)
async def show_hand_over(request: Request, account: UUID) -> HTTPResponse:
    """Everything that they hold, each with a choice of who takes it."""
    async with caseload_of(request) as connection:
        leaving = await _read(connection, request, account)
    return await show(request, "hand-over.html", leaving=leaving, chosen={}, problem=None)


@needs(Permission.HAND_OVER)
async def hand_over(request: Request, account: UUID) -> HTTPResponse:
    """Hand everything over at once, or nothing: half a caseload without a holder is what this prevents."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        leaving = await _read(connection, request, account)
        chosen = {one.id: _successor(request, leaving, one) for one in leaving.holdings}
        if None in chosen.values():
            return await show(
                request, "hand-over.html", 422, leaving=leaving, chosen=chosen, problem="choose_everybody"
            )
        for one in leaving.holdings:
            successor = chosen[one.id]
            assert successor
            if not await arrangements.hand_over(connection, one, account, successor, web.now()):
                raise NotFound
        await audit.record(
            connection, web.now(), member.id, "account:hand_over", account, things=len(leaving.holdings)
        )
    to = f"/accounts/{account}" if member.role is Role.ADMINISTRATOR else "/assignments"
    return redirect(f"{to}?done=handed-over", status=303)


def _successor(request: Request, leaving: Leaving, one: Holding) -> UUID | None:
    """Who takes one thing: chosen for it alone, or for everything."""
    chosen = filled(request, f"to-{one.id}") or filled(request, "everything")
    return next((member for member in leaving.successors if str(member) == chosen), None)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    page = "/accounts/<account:uuid>/hand-over"
    app.add_route(show_hand_over, page, methods=["GET"])
    app.add_route(hand_over, page, methods=["POST"])
