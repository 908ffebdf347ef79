"""Web chat as staff arrange it: links, PINs and visits of young people whom they see."""

import base64
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import chat
from bot.domain.contact_gate import Purpose
from bot.storage.chat_tables import chat_invitations, chat_pins, chat_sessions
from bot.storage.encryption import Vault
from bot.storage.people import YoungPerson
from bot.storage.sign_ins import token_hash
from bot.storage.tables import messages

# What nobody asked for goes where the young person is.
_FOLLOWS_THEM = (Purpose.PERSON, Purpose.HANDOVER, Purpose.CHECK_IN, Purpose.REMINDER)


@dataclass(frozen=True)
class Access:
    """How somebody can come into their chat now."""

    link_until: datetime | None
    pin_set_at: datetime | None
    locked_at: datetime | None
    visits: int
    last_visit_at: datetime | None


def link_token(vault: Vault, invitation: UUID) -> str:
    """The token of an invitation: only the master key makes it, so it is kept nowhere."""
    made = hmac.digest(vault.derived("chat-links"), invitation.bytes, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def pin_key(vault: Vault, person: UUID, pin: str) -> str:
    """What is hashed in place of a PIN: without the master key, trying every PIN leads nowhere."""
    return vault.blind_index("chat-pin", f"{person}:{pin}").hex()


async def invite(connection: AsyncConnection, vault: Vault, person: UUID, by: UUID, now: datetime) -> UUID:
    """A new link; links from before stop working."""
    await revoke_links(connection, person, now)
    invitation = uuid4()
    await connection.execute(
        insert(chat_invitations).values(
            id=invitation,
            young_person_id=person,
            token_hash=token_hash(link_token(vault, invitation)),
            created_by=by,
            created_at=now,
            expires_at=now + chat.LINK,
        )
    )
    return invitation


async def revoke_links(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """End the links that nobody has used yet."""
    c = chat_invitations.c
    query = update(chat_invitations).where(
        c.young_person_id == person, c.used_at.is_(None), c.revoked_at.is_(None)
    )
    await connection.execute(query.values(revoked_at=now))


async def close(connection: AsyncConnection, person: UUID, now: datetime) -> None:
    """End every link and every visit."""
    await revoke_links(connection, person, now)
    c = chat_sessions.c
    query = update(chat_sessions).where(c.young_person_id == person, c.ended_at.is_(None))
    await connection.execute(query.values(ended_at=now))


async def agree_on_pin(connection: AsyncConnection, person: UUID, pin_hash: str, now: datetime) -> None:
    """Keep a PIN that was agreed with them; it unlocks, and shows what was said before."""
    fresh = {"pin_hash": pin_hash, "set_at": now, "shown_since": None, "tries": 0, "locked_at": None}
    query = upsert(chat_pins).values(young_person_id=person, **fresh)
    await connection.execute(query.on_conflict_do_update(index_elements=["young_person_id"], set_=fresh))


async def access(connection: AsyncConnection, person: UUID, now: datetime) -> Access:
    """Their link, PIN and visits as they are."""
    i, p, s = chat_invitations.c, chat_pins.c, chat_sessions.c
    link = await connection.scalar(
        select(func.max(i.expires_at)).where(
            i.young_person_id == person, i.used_at.is_(None), i.revoked_at.is_(None), i.expires_at > now
        )
    )
    pin = (
        await connection.execute(select(p.set_at, p.locked_at).where(p.young_person_id == person))
    ).one_or_none()
    visits, last = (
        await connection.execute(
            select(func.count().filter(s.ended_at.is_(None), s.ends_at > now), func.max(s.created_at)).where(
                s.young_person_id == person
            )
        )
    ).one()
    return Access(link, pin.set_at if pin else None, pin.locked_at if pin else None, visits, last)


async def channel_for(
    connection: AsyncConnection, person: UUID, purpose: Purpose, answers: UUID | None, now: datetime
) -> str:
    """By which channel a text leaves: an answer by that of the words it answers; check-ins and what a person
    writes by themselves to where the young person is; everything else as a text.
    """
    if purpose in _FOLLOWS_THEM:
        return chat.CHAT if await _is_here(connection, person, now) else "sms"
    if answers is None:
        return "sms"
    return await connection.scalar(select(messages.c.channel).where(messages.c.id == answers)) or "sms"


async def as_spoken(connection: AsyncConnection, person: YoungPerson, now: datetime) -> YoungPerson:
    """The same person; to somebody in the chat, what nobody asked for comes in the language spoken there."""
    here = await _is_here(connection, person.id, now)
    return replace(person, language=person.last_language) if here else person


async def _is_here(connection: AsyncConnection, person: UUID, now: datetime) -> bool:
    s = chat_sessions.c
    here = select(s.young_person_id).where(
        s.young_person_id == person, s.ended_at.is_(None), s.open_until > now
    )
    return (await connection.execute(here.limit(1))).first() is not None
