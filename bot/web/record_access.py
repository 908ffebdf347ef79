"""Who opened a young person's record, as its page shows it to those who work with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, allows
from bot.storage import accounts, audit_trail, break_glass
from bot.storage.audit_trail import Entry
from bot.storage.break_glass import Visit
from bot.web.web import web_of

SHOWN_FOR = timedelta(days=90)
LOOKS = 8


@dataclass(frozen=True)
class RecordAccess:
    """Break-glass of the last months, and for leads who looked most recently."""

    visits: Sequence[Visit]
    own: Visit | None
    looks: Sequence[Entry]
    names: Mapping[str, str] = field(repr=False)


async def access_to(connection: AsyncConnection, request: Request, person: UUID) -> RecordAccess:
    """For the page of a young person whom the reader sees."""
    web, member = web_of(request), request.ctx.member
    visits = await break_glass.about(connection, web.vault, person, web.now() - SHOWN_FOR)
    own = next((one for one in visits if one.member == member.id and one.is_open(web.now())), None)
    if not allows(member.role, Permission.REVIEW_ACCESS):
        return RecordAccess(visits, own, (), {})
    found = await accounts.names(connection, web.vault, active=False)
    names = {str(one): name for one, name in found.items()}
    return RecordAccess(visits, own, await audit_trail.looks_at(connection, person, names, LOOKS), names)
