"""What somebody signed in is told about their account, on whichever page they are."""

from sanic import Request

from bot.storage import notices
from bot.storage.notices import Notice
from bot.web.web import caseload_of


async def waiting_notices(request: Request) -> list[Notice]:
    """The notices that they have not dismissed."""
    member = request.ctx.member
    if member is None:
        return []
    async with caseload_of(request) as connection:
        return await notices.waiting(connection, member.id)
