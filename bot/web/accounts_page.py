"""Accounts, for administrators: who may sign in, as what, and no word of any young person."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import redirect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.accounts import AccountRefusal, AccountState, NoticeKind
from bot.domain.contact_gate import Purpose
from bot.domain.ladder import Means
from bot.domain.languages import Language
from bot.domain.staff import Permission, Role
from bot.storage import (
    accounts,
    arrangements,
    audit,
    invitations,
    messages,
    notices,
    queue,
    sign_ins,
    staff,
)
from bot.storage.accounts import Account, NewAccount
from bot.telling import CHANNELS
from bot.web.access import needs
from bot.web.addresses_page import Addresses
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.numbers import read_number
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

LONGEST = 100


@dataclass(frozen=True)
class Filled:
    """The form of a new account, as it was sent."""

    username: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    addresses: Addresses = field(default_factory=Addresses)
    role: str = ""
    language: str = ""

    @classmethod
    def of(cls, request: Request) -> "Filled":
        """What this request brings."""
        return cls(
            **{name: filled(request, name).strip()[:LONGEST] for name in ("username", "name")},
            addresses=Addresses.of(request),
            role=filled(request, "role"),
            language=filled(request, "language"),
        )

    def problems(self) -> dict[str, str]:
        """Field -> what is wrong with it."""
        found = {
            "name": "" if self.name else "name_needed",
            "username": "" if self.username else "username_needed",
            "role": "" if self.role in list(Role) else "role_needed",
        }
        return {name: problem for name, problem in found.items() if problem} | self.addresses.problems()

    def account(self) -> NewAccount:
        """The account that a form without problems asks for."""
        language = known(self.language) or Language.ENGLISH
        phone, email = read_number(self.addresses.phone), self.addresses.email or None
        return NewAccount(self.username, self.name, phone, email, Role(self.role), language)


@needs(Permission.MANAGE_ACCOUNTS)
async def show_accounts(request: Request) -> HTTPResponse:
    """Everybody."""
    web = web_of(request)
    async with caseload_of(request) as connection:
        found = await accounts.accounts(connection, web.vault)
    return await show(request, "accounts.html", accounts_found=found)


@needs(Permission.MANAGE_ACCOUNTS)
async def show_new_account(request: Request) -> HTTPResponse:
    """The form for an invitation."""
    return await show(request, "account-new.html", given=Filled(), problems={})


@needs(Permission.MANAGE_ACCOUNTS)
async def add_account(request: Request) -> HTTPResponse:
    """Add an account that nobody can sign in to yet, and show the link that opens it."""
    web, member, given = web_of(request), request.ctx.member, Filled.of(request)
    problems = given.problems()
    if problems:
        return await show(request, "account-new.html", 422, given=given, problems=problems)
    try:
        async with caseload_of(request) as connection:
            added = await accounts.add_invited(connection, web.vault, given.account(), web.now())
            invited = await _invite(connection, request, added)
            await audit.record(
                connection, web.now(), member.id, "account:invite", added, role=given.account().role.value
            )
    except IntegrityError:
        problems = {"username": "username_taken"}
        return await show(request, "account-new.html", 422, given=given, problems=problems)
    return await _show_link(request, added, invited)


@dataclass(frozen=True)
class Invited:
    """A link, and the address that it is mailed to if there is one."""

    link: str = field(repr=False)
    email: str | None = field(repr=False)


async def _invite(connection: AsyncConnection, request: Request, account: UUID) -> Invited:
    """Make the link, and put it on its way to whoever has an e-mail address."""
    web, by = web_of(request), request.ctx.member
    token = await invitations.invite(connection, web.vault, account, by.id, web.now())
    link = f"{web.settings.public_address}/invitation/{token}"
    whose = await staff.by_id(connection, web.vault, account)
    if whose.email:
        dispatch = await messages.tell(
            *(connection, web.vault, f"invitation:{uuid4()}"),
            web.content.text("notifications.invitation", whose.language, url=link),
            purpose=Purpose.INVITATION,
            channel=CHANNELS[Means.EMAIL],
            now=web.now(),
            practitioner_id=account,
        )
        assert dispatch
        await queue.enqueue(connection, queue.SEND, dispatch)
    return Invited(link, whose.email)


async def _show_link(request: Request, account: UUID, invited: Invited) -> HTTPResponse:
    async with caseload_of(request) as connection:
        found = await _account(connection, request, account)
    until = web_of(request).now() + invitations.LASTS
    return await show(request, "account-invited.html", account=found, invited=invited, until=until)


async def _account(connection: AsyncConnection, request: Request, account: UUID) -> Account:
    found = await accounts.accounts(connection, web_of(request).vault, account)
    if not found:
        raise NotFound
    return found[0]


@needs(Permission.MANAGE_ACCOUNTS)
async def show_one(request: Request, account: UUID) -> HTTPResponse:
    """One account, and what can be done with it."""
    return await _one(request, account)


async def _one(request: Request, account: UUID, status: int = 200, /, **values: object) -> HTTPResponse:
    web = web_of(request)
    async with caseload_of(request) as connection:
        values |= {
            "account": await _account(connection, request, account),
            "reached": await staff.by_id(connection, web.vault, account),
            "held": len(await arrangements.holdings(connection, account, web.now())),
            "sessions": await sign_ins.sessions(connection, account, web.limits, web.now()),
            "invited_until": await invitations.waits_until(connection, account, web.now()),
        }
    return await show(request, "account-one.html", status, roles=Role, states=AccountState, **values)


@needs(Permission.MANAGE_ACCOUNTS)
async def change_role(request: Request, account: UUID) -> HTTPResponse:
    """Give another role: not oneself, and never the last of a role that the service cannot be without."""
    web, member, wanted = web_of(request), request.ctx.member, filled(request, "role")
    if wanted not in list(Role):
        return await _one(request, account, 422, refused="role_needed")
    async with caseload_of(request) as connection:
        before = await _account(connection, request, account)
        refusal = await accounts.change_role(connection, account, Role(wanted), web.now())
        if refusal is None:
            await notices.tell(connection, account, NoticeKind.ROLE_CHANGED, web.now())
            await audit.record(
                *(connection, web.now(), member.id, "account:change_role", account),
                before=before.role.value,
                after=wanted,
            )
    return await _answer(request, account, refusal)


async def _answer(request: Request, account: UUID, refusal: AccountRefusal | None) -> HTTPResponse:
    if refusal:
        return await _one(request, account, 409, refused=refusal)
    return redirect(f"/accounts/{account}?done=changed", status=303)


@needs(Permission.MANAGE_ACCOUNTS)
async def deactivate(request: Request, account: UUID) -> HTTPResponse:
    """Close an account whose owner holds nothing any more; otherwise everything is handed over first."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await _account(connection, request, account)
        refusal = await accounts.deactivate(connection, account, web.now())
        if refusal is None:
            await audit.record(connection, web.now(), member.id, "account:deactivate", account)
    if refusal is AccountRefusal.STILL_HOLDS:
        return redirect(f"/accounts/{account}/hand-over", status=303)
    return await _answer(request, account, refusal)


@needs(Permission.MANAGE_ACCOUNTS)
async def invite_again(request: Request, account: UUID) -> HTTPResponse:
    """A new link: for whoever never came, has lost everything they sign in with, or comes back."""
    web, member = web_of(request), request.ctx.member
    if account == member.id:
        return await _one(request, account, 409, refused=AccountRefusal.OWN_ACCOUNT)
    async with caseload_of(request) as connection:
        await _account(connection, request, account)
        invited = await _invite(connection, request, account)
        await audit.record(connection, web.now(), member.id, "account:invite", account)
    return await _show_link(request, account, invited)


@needs(Permission.MANAGE_ACCOUNTS)
async def revoke_invitation(request: Request, account: UUID) -> HTTPResponse:
    """End the links that somebody has."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await _account(connection, request, account)
        await invitations.revoke(connection, account, web.now())
        await audit.record(connection, web.now(), member.id, "account:revoke_invitation", account)
    return redirect(f"/accounts/{account}?done=changed", status=303)


@needs(Permission.MANAGE_ACCOUNTS)
async def end_sessions(request: Request, account: UUID) -> HTTPResponse:
    """Sign somebody out everywhere."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        await _account(connection, request, account)
        await sign_ins.end_sessions(connection, account, web.now())
        await audit.record(connection, web.now(), member.id, "account:end_session", account)
    return redirect(f"/accounts/{account}?done=signed-out", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    one = "/accounts/<account:uuid>"
    app.add_route(show_accounts, "/accounts", methods=["GET"])
    app.add_route(show_new_account, "/accounts/new", methods=["GET"])
    app.add_route(add_account, "/accounts", methods=["POST"])
    app.add_route(show_one, one, methods=["GET"], name="show_one_account")
    app.add_route(change_role, f"{one}/role", methods=["POST"], name="change_role")
    app.add_route(deactivate, f"{one}/deactivate", methods=["POST"], name="deactivate_account")
    app.add_route(invite_again, f"{one}/invitation", methods=["POST"])
    app.add_route(revoke_invitation, f"{one}/invitation/revoke", methods=["POST"])
    app.add_route(end_sessions, f"{one}/sessions/end", methods=["POST"], name="end_account_sessions")
