"""By which number and e-mail address somebody is told, for administrators to change."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import NoticeKind
from bot.domain.agencies import email_problem
from bot.domain.staff import Permission
from bot.storage import accounts, audit, notices, staff
from bot.storage.staff import StaffMember
from bot.web.access import needs
from bot.web.forms import filled
from bot.web.numbers import NumberError, read_number
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

LONGEST = 200


@dataclass(frozen=True)
class Addresses:
    """The two fields, as they were sent."""

    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    @classmethod
    def of(cls, request: Request) -> "Addresses":
        """What this request brings."""
        return cls(*(filled(request, name).strip()[:LONGEST] for name in ("phone", "email")))

    def problems(self) -> dict[str, str]:
        """Field -> what is wrong with it; both may be empty."""
        found = {}
        try:
            read_number(self.phone)
        except NumberError:
            found["phone"] = "phone_wrong"
        if self.email and email_problem(self.email):
            found["email"] = "email_wrong"
        return found


@needs(Permission.MANAGE_ACCOUNTS)
async def ask_addresses(request: Request, account: UUID) -> HTTPResponse:
    """What are they now?"""
    async with caseload_of(request) as connection:
        whose = await _whose(connection, request, account)
    return await _form(request, whose, Addresses(whose.phone or "", whose.email or ""), {})


async def _whose(connection: AsyncConnection, request: Request, account: UUID) -> StaffMember:
    vault = web_of(request).vault
    if not await accounts.accounts(connection, vault, account):
        raise NotFound
    return await staff.by_id(connection, vault, account)


async def _form(
    request: Request, whose: StaffMember, given: Addresses, problems: dict[str, str]
) -> HTTPResponse:
    status = 422 if problems else 200
    return await show(
        request, "account-addresses.html", status, account=whose, given=given, problems=problems
    )


@needs(Permission.MANAGE_ACCOUNTS)
async def change_addresses(request: Request, account: UUID) -> HTTPResponse:
    """Tell somebody by another number or address from now on; they see on their pages that it was changed."""
    given = Addresses.of(request)
    problems = given.problems()
    async with caseload_of(request) as connection:
        whose = await _whose(connection, request, account)
        if not problems:
            await _change(connection, request, account, given)
    if problems:
        return await _form(request, whose, given, problems)
    return redirect(f"/accounts/{account}?done=changed", status=303)


async def _change(connection: AsyncConnection, request: Request, account: UUID, given: Addresses) -> None:
    web, member = web_of(request), request.ctx.member
    phone, email = read_number(given.phone), given.email or None
    await accounts.change_addresses(connection, web.vault, account, phone, email)
    await notices.tell(connection, account, NoticeKind.ADDRESSES_CHANGED, web.now())
    await audit.record(connection, web.now(), member.id, "account:change_addresses", account)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    one = "/accounts/<account:uuid>/addresses"
    app.add_route(ask_addresses, one, methods=["GET"], name="ask_addresses")
    app.add_route(change_addresses, one, methods=["POST"], name="change_addresses")
