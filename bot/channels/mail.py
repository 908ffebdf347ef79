"""Handing e-mails to a mail server, and reading what its answer means."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum

import aiosmtplib
from aiosmtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from bot.channels.contract import Doubt, Mail, Outcome, Refused, Sent, Unclear

# What a mail server answers when it knows no such mailbox, or will never take mail for it.
PERMANENT_CODES = frozenset({550, 551, 553, 556})
# Nobody was there to answer: no code of SMTP.
UNREACHABLE = 0


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where e-mails are handed over, and as whom."""

    host: str
    port: int
    security: Security
    sender: str
    timeout: float
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class SmtpMailer:
    """Hands each e-mail over in a connection of its own: there are few, and each must stand for itself."""

    def __init__(self, server: MailServer, now: Callable[[], datetime]) -> None:
        self._server = server
        self._now = now

    async def post(self, mail: Mail) -> Outcome:
        """Hand one e-mail over, once. Its text is taken as a whole or not at all."""
        try:
            async with asyncio.timeout(self._server.timeout):
                await self._send(mail)
        except (SMTPException, OSError, ValueError) as failure:
            return outcome_of(failure)
        return Sent(mail.message_id)

    async def _send(self, mail: Mail) -> None:
        server = self._server
        await aiosmtplib.send(
            self._written(mail),
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            timeout=server.timeout,
            # What the machine calls itself is nobody's business.
            local_hostname=server.sender.rpartition("@")[2],
        )

    def _written(self, mail: Mail) -> EmailMessage:
        written = EmailMessage()
        written["From"] = Address("Hafan", addr_spec=self._server.sender)
        written["To"] = Address(addr_spec=mail.to)
        written["Subject"] = mail.subject
        written["Date"] = format_datetime(self._now())
        written["Message-ID"] = f"<{mail.message_id}>"
        # Out-of-office answers would only come back to an address that nobody reads.
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(mail.text)
        written.add_alternative(mail.html, subtype="html")
        # Setting the content drops whatever was said of it before.
        written["Content-Language"] = mail.language
        return written


def outcome_of(failure: Exception) -> Outcome:
    """What a failure means for the e-mail. Only a refused mailbox is permanent: wrong settings get mended."""
    match failure:
        case SMTPRecipientsRefused():
            code = failure.recipients[0].code
            return Refused(code, permanent=code in PERMANENT_CODES)
        case SMTPConnectError():
            pass
        case SMTPResponseException():
            return Refused(failure.code, permanent=False)
        case TimeoutError():
            return Unclear(Doubt.TIMED_OUT)
        case OSError():
            return Unclear(Doubt.CONNECTION_LOST)
        case ValueError():
            # No address that an e-mail could be written to.
            return Refused(UNREACHABLE, permanent=True)
    # Nobody is there, or the server lacks what we ask for, such as protection: nothing was handed over.
    return Refused(UNREACHABLE, permanent=False)
