"""A text from one of the staff: they take an alert by its code, and hear what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.acknowledging import Taking, take
from bot.channels.contract import InboundText
from bot.domain.keywords import Keyword, keyword
from bot.domain.ladder import Means
from bot.domain.staff_replies import StaffReply, read_reply
from bot.parts import Parts
from bot.storage import audit, staff, staff_messages, taking

# A phone that answers by itself must not talk with us all day.
HELPED_AGAIN_AFTER_SECONDS = 30 * 60


async def accept(
    connection: AsyncConnection, parts: Parts, members: list[UUID], inbound: InboundText, now: datetime
) -> bool:
    """Keep and act on a text from the number of `members`; False when it was here already.

    Whoever shares a phone cannot take an alert with it: nobody would know who has it.
    """
    member = members[0]
    message = await staff_messages.accept(
        connection, parts.vault, member, inbound.provider_id, inbound.body, now
    )
    if message is None:
        return False
    reply = read_reply(inbound.body) if len(members) == 1 else StaffReply()
    if keyword(inbound.body, opted_out=True) is not Keyword.STOP:
        came = await _act(connection, parts, member, reply, message, now)
    else:
        came = ["stop"]
    await audit.record(connection, now, member, "staff_message:accept", message, came=came)
    return True


async def _act(
    connection: AsyncConnection, parts: Parts, member: UUID, reply: StaffReply, message: UUID, now: datetime
) -> list[str]:
    waits = await taking.waiting_for(connection, member)
    codes = reply.codes
    if reply.bare and len(waits) == 1:
        codes = tuple(waits)
    if not codes:
        name = _without_code(reply, waits)
        key = f"staff-answer:{message}" if name != "reply_help" else _help_key(member, now)
        await _answer(connection, parts, member, name, key, now, codes=", ".join(waits))
        return [name]
    return [
        await _take(connection, parts, member, code, waits, f"staff-answer:{message}:{code}", now)
        for code in codes
    ]


def _without_code(reply: StaffReply, waits: dict[str, UUID]) -> str:
    if reply.bare:
        return "reply_which" if waits else "reply_nothing"
    if reply.mistyped:
        return "reply_unknown" if waits else "reply_nothing"
    return "reply_help"


async def _take(
    connection: AsyncConnection,
    parts: Parts,
    member: UUID,
    code: str,
    waits: dict[str, UUID],
    key: str,
    now: datetime,
) -> str:
    alert = await taking.by_reference(connection, code)
    came = await take(connection, alert, member, now, by=Means.TEXT) if alert else Taking.REFUSED
    name = f"reply_{came.value}"
    if came is Taking.REFUSED:
        # Whether there is such an alert is nobody's business but of those who see it.
        name = "reply_unknown" if waits else "reply_nothing"
    await _answer(connection, parts, member, name, key, now, reference=code, codes=", ".join(waits))
    return name


def _help_key(member: UUID, now: datetime) -> str:
    return f"staff-help:{member}:{int(now.timestamp()) // HELPED_AGAIN_AFTER_SECONDS}"


async def _answer(
    connection: AsyncConnection,
    parts: Parts,
    member: UUID,
    name: str,
    key: str,
    now: datetime,
    *,
    codes: str,
    reference: str = "",
) -> None:
    """Each text takes those of the values that it has a place for."""
    language = await staff.language_of(connection, member)
    url = f"{parts.public_address}/alerts" + (f"/{reference}" if name == "reply_taken" else "")
    text = parts.content.text(f"notifications.{name}", language, codes=codes, reference=reference, url=url)
    await staff_messages.answer(connection, parts.vault, member, text, key=key, now=now)
