"""The audit trail, for safeguarding leads: who did and saw what, and whether anybody tampered with it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from bot.domain.contact_gate import HOME
from bot.domain.staff import Permission
from bot.storage import accounts, arrangements, audit, audit_trail, break_glass
from bot.storage.audit_trail import Search
from bot.web.access import needs
from bot.web.pages import show
from bot.web.web import caseload_of, web_of

PAGE = 50
MOST_PAGES = 200


@dataclass(frozen=True)
class Asked:
    """The search form, as it was sent; what cannot be read counts as empty."""

    person: str
    member: str
    action: str
    since: str
    until: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """What this address asks for."""
        return cls(
            *(request.args.get(name) or "" for name in ("person", "member", "action", "since", "until"))
        )

    @property
    def search(self) -> Search:
        """Both days are included."""
        until = _day(self.until)
        return Search(
            _uuid(self.person),
            _uuid(self.member),
            self.action or None,
            _morning(_day(self.since)),
            _morning(until + timedelta(days=1)) if until else None,
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _morning(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), HOME) if day else None


def _page(request: Request) -> int:
    asked = request.args.get("page") or "1"
    return min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and int(asked) else 1


@needs(Permission.REVIEW_ACCESS)
async def show_trail(request: Request) -> HTTPResponse:
    """What was found, a page at a time. Looking here is on the trail too."""
    web, member, asked, page = web_of(request), request.ctx.member, Asked.of(request), _page(request)
    async with caseload_of(request) as connection:
        found, more = await audit_trail.entries(connection, asked.search, page=page, size=PAGE)
        staff = await accounts.names(connection, web.vault, active=False)
        listed = await arrangements.roster(connection, web.vault)
        values = {
            "names": {str(one): name for one, name in staff.items()},
            "young_people": {str(one.id): one.name for one in listed.values()},
            "actions": await audit_trail.actions(connection),
            "references": await audit_trail.references(connection, {one.subject for one in found}),
            "reasons": await break_glass.reasons(
                connection, web.vault, [one.at for one in found if one.action == "break_glass:open"]
            ),
        }
        await audit.record(connection, web.now(), member.id, "audit:look", asked.person or "everything")
    return await show(request, "audit.html", asked=asked, entries=found, page=page, more=more, **values)


@needs(Permission.REVIEW_ACCESS)
async def show_chain(request: Request) -> HTTPResponse:
    """How long each chain is, and the button that checks them."""
    async with caseload_of(request) as connection:
        heads = await audit_trail.heads(connection)
    return await show(request, "audit-chain.html", heads=heads, broken=None)


@needs(Permission.REVIEW_ACCESS)
async def verify_chain(request: Request) -> HTTPResponse:
    """Compute every hash again, and name each entry that does not fit."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        heads = await audit_trail.heads(connection)
        broken = await audit_trail.broken_by_chain(connection)
        await audit.record(
            connection,
            web.now(),
            member.id,
            "audit:verify",
            "everything",
            broken=sum(map(len, broken.values())),
        )
    return await show(request, "audit-chain.html", heads=heads, broken=broken)


@needs(Permission.REVIEW_ACCESS)
async def export_heads(request: Request) -> HTTPResponse:
    """Where the chains end now, as a file to keep where nobody who can change the database can change it."""
    web, member = web_of(request), request.ctx.member
    async with caseload_of(request) as connection:
        heads = await audit_trail.heads(connection)
        await audit.record(connection, web.now(), member.id, "audit:export", "everything")
    chains = [{"chain": head.chain, "sequence": head.sequence, "hash": head.hash} for head in heads]
    name = f"hafan-audit-heads-{web.now():%Y-%m-%d}.json"
    return json(
        {"at": web.now().isoformat(), "chains": chains},
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def add_to(app: Sanic[Any, Any]) -> None:
    """Add these pages."""
    app.add_route(show_trail, "/audit", methods=["GET"])
    app.add_route(show_chain, "/audit/chain", methods=["GET"])
    app.add_route(verify_chain, "/audit/chain", methods=["POST"])
    app.add_route(export_heads, "/audit/heads", methods=["GET"])
