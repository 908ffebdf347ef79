"""What a dispatch carries, to whom and by which carrier; opened only when it is about to leave."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import call_links
from bot.channels.contract import Caller, Mail, Mailer, Outcome, Sender, Sent
from bot.domain.chat import CHAT
from bot.domain.contact_gate import Purpose
from bot.domain.languages import Language
from bot.domain.sms import cheaply
from bot.parts import Parts
from bot.storage import cases, chat_access, messages, people, staff
from bot.storage.cases import Alert
from bot.storage.encryption import unseal
from bot.storage.staff import StaffMember
from bot.storage.tables import messages as message_table

VOICE, EMAIL = "voice", "email"


@dataclass(frozen=True)
class Carriers:
    """Who carries what waits to be sent."""

    text: Sender
    call: Caller
    mail: Mailer


class Letter(Protocol):
    """One attempt at telling somebody something."""

    async def go(self) -> Outcome:
        """Hand it to the carrier, once."""
        ...

    async def gone(self, since: datetime, besides: Collection[str]) -> Sent | None:
        """What the carrier says it already took since then; raises FindError when it does not answer."""
        ...


@dataclass(frozen=True)
class TextLetter:
    """A text."""

    carrier: Sender
    to: str = field(repr=False)
    body: str = field(repr=False)
    status_url: str

    async def go(self) -> Outcome:
        """Hand it to the carrier, once."""
        return await self.carrier.send(self.to, self.body, self.status_url)

    async def gone(self, since: datetime, besides: Collection[str]) -> Sent | None:
        """The same text, if the carrier has it."""
        found = await self.carrier.find(self.to, self.body, since, besides=besides)
        return Sent(found) if found else None


@dataclass(frozen=True)
class CallLetter:
    """A call; what it says is asked for when it is answered."""

    carrier: Caller
    to: str = field(repr=False)
    answer_url: str = field(repr=False)
    status_url: str = field(repr=False)

    async def go(self) -> Outcome:
        """Have the phone rung, once."""
        return await self.carrier.call(self.to, self.answer_url, self.status_url)

    async def gone(self, since: datetime, besides: Collection[str]) -> Sent | None:
        """A call to this phone that is no other dispatch's."""
        found = await self.carrier.find(self.to, since, besides=besides)
        return Sent(found) if found else None


@dataclass(frozen=True)
class MailLetter:
    """An e-mail. Nobody can be asked whether it left, so its message id makes two of them one."""

    carrier: Mailer
    mail: Mail

    async def go(self) -> Outcome:
        """Hand it over, once."""
        return await self.carrier.post(self.mail)

    async def gone(self, since: datetime, besides: Collection[str]) -> Sent | None:
        """Nobody knows."""
        return None


@dataclass(frozen=True)
class ChatLetter:
    """What the chat shows from the moment that it counts as sent: nothing has to be carried."""

    dispatch: UUID

    async def go(self) -> Outcome:
        """Let it be shown; a visit that is open is told when this is written down."""
        return Sent(f"chat:{self.dispatch}")

    async def gone(self, since: datetime, besides: Collection[str]) -> Sent | None:
        """Shown twice is shown once."""
        return None


async def letter_of(
    connection: AsyncConnection, parts: Parts, carriers: Carriers, row: Row[Any]
) -> Letter | None:
    """What a dispatch carries; None when there is no address that it could go to."""
    if row.channel == CHAT:
        return ChatLetter(row.id)
    if row.practitioner_id is None:
        to, body = await _to_others(connection, parts, row)
        return _text(parts, carriers, row, to, body)
    member = await staff.by_id(connection, parts.vault, row.practitioner_id)
    if row.channel == VOICE:
        return _call(parts, carriers, row, member)
    if row.channel == EMAIL:
        return await _mail(connection, parts, carriers, row, member)
    return _text(parts, carriers, row, member.rings, await _staff_text(connection, parts, row, member))


def _text(parts: Parts, carriers: Carriers, row: Row[Any], to: str | None, body: str) -> Letter | None:
    status_url = f"{parts.public_address}/sms/status?dispatch={row.id}"
    return TextLetter(carriers.text, to, body, status_url) if to else None


def _call(parts: Parts, carriers: Carriers, row: Row[Any], member: StaffMember) -> Letter | None:
    if not member.rings:
        return None
    urls = (call_links.answer_url(parts, row.id), call_links.status_url(parts, row.id))
    return CallLetter(carriers.call, member.rings, *urls)


async def _to_others(connection: AsyncConnection, parts: Parts, row: Row[Any]) -> tuple[str | None, str]:
    """(number, text) to a young person, or to a number that belongs to nobody."""
    if row.young_person_id:
        person = await people.by_id(connection, row.young_person_id)
        _, phone = await people.identity(connection, parts.vault, person)
        c = message_table.c
        query = select(c.body_sealed, c.author).where(c.id == row.message_id)
        sealed, author = (await connection.execute(query)).one()
        body = unseal(person.key(parts.vault), sealed, f"messages.body:{row.message_id}")
        # A person's own words leave as they were written: the page told its writer what they cost.
        words = body if author == "practitioner" else cheaply(body)
        return phone, words + _chat_link(parts, row)
    number = await messages.unknown_number(connection, parts.vault, row.unknown_message_id)
    language = await messages.unknown_language(connection, row.unknown_message_id)
    return number, parts.content.at(parts.content.text("texts.unknown_number", language), parts.now())


def _chat_link(parts: Parts, row: Row[Any]) -> str:
    """The way into the chat, which stands in no record: its dispatch's key names the invitation."""
    if row.purpose != Purpose.CHAT_LINK:
        return ""
    token = chat_access.link_token(parts.vault, UUID(row.key.rpartition(":")[2]))
    return f" {parts.public_address}/chat/{token}"


async def _staff_text(connection: AsyncConnection, parts: Parts, row: Row[Any], member: StaffMember) -> str:
    """No name and no words of a young person: how urgent, a reference, and where to look."""
    if row.body_sealed:
        return _ready(parts, row)
    if row.purpose == Purpose.UNREAD:
        return parts.content.text(
            "notifications.unread", member.language, url=f"{parts.public_address}/reading-list"
        )
    alert = await _alert(connection, row)
    held = alert.acknowledged_at is not None
    name = "notifications.still_open" if held else f"notifications.alert_{alert.severity.value}"
    text = parts.content.text(name, member.language, **_where(parts, alert))
    return " ".join([*_drill(parts, alert, member), text])


def _ready(parts: Parts, row: Row[Any]) -> str:
    """Words that were put together when the dispatch was made."""
    return unseal(parts.vault.service_key(), row.body_sealed, f"dispatches.body:{row.key}")


async def _mail(
    connection: AsyncConnection, parts: Parts, carriers: Carriers, row: Row[Any], member: StaffMember
) -> Letter | None:
    if not member.email:
        return None
    subject, text = await _mail_words(connection, parts, row, member)
    mail = Mail(
        f"{row.id}@{urlsplit(parts.public_address).hostname or 'hafan.invalid'}",
        member.email,
        member.language,
        subject,
        text,
        _page(text, parts.public_address, member.language),
    )
    return MailLetter(carriers.mail, mail)


async def _mail_words(
    connection: AsyncConnection, parts: Parts, row: Row[Any], member: StaffMember
) -> tuple[str, str]:
    """(subject, text)."""
    say, language = parts.content.text, member.language
    if row.body_sealed:
        ends = say("notifications.email_ends", language)
        return say(f"notifications.{row.purpose}_subject", language), f"{_ready(parts, row)}\n\n{ends}"
    alert = await _alert(connection, row)
    values = _where(parts, alert) | {
        "severity": say(f"notifications.severity_{alert.severity.value}", language)
    }
    drill = _drill(parts, alert, member)
    subject = " ".join([*drill, say("notifications.email_subject", language, **values)])
    return subject, "\n\n".join([*drill, say("notifications.email_text", language, **values)])


def _drill(parts: Parts, alert: Alert, member: StaffMember) -> list[str]:
    """A rehearsed alert says so before anything else."""
    return [parts.content.text("notifications.drill", member.language)] if alert.drill else []


def _page(text: str, ours: str, language: Language) -> str:
    """The same words as HTML, with our own addresses as links that can be tapped."""
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))
    linked = re.sub(rf"{re.escape(escape(ours))}[\w/-]*", r'<a href="\g<0>">\g<0></a>', paragraphs)
    head = '<meta charset="utf-8"><title>Hafan</title>'
    return f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{linked}</body></html>'


async def _alert(connection: AsyncConnection, row: Row[Any]) -> Alert:
    alert = await cases.by_id(connection, row.alert_id)
    assert alert is not None
    return alert


def _where(parts: Parts, alert: Alert) -> dict[str, str]:
    return {"reference": alert.reference, "url": f"{parts.public_address}/alerts/{alert.reference}"}
