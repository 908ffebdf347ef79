"""A stand-in for a mail server: it takes e-mails over SMTP and shows them on the phones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from bot.channels.simulated.faults import Crash, Fault, Faults, Hang, Refuse
from bot.channels.simulated.phones import Origin, Phones, Text
from bot.channels.simulated.setup import require_demo
from bot.settings import Mode

HANGING_SECONDS = 120.0
LARGEST_LINE = 256 * 1024


@dataclass(frozen=True)
class Letter:
    """One e-mail that was taken."""

    to: str = field(repr=False)
    message: EmailMessage = field(repr=False)


class SimulatedMail:
    """Every e-mail that was taken, in memory. `faults` decides what goes wrong with the next."""

    def __init__(self, phones: Phones) -> None:
        self.faults = Faults()
        self.letters: list[Letter] = []
        self._phones = phones

    def to(self, address: str) -> list[EmailMessage]:
        """What an address got, oldest first; as in a mail program, a message id shows once."""
        shown = {
            letter.message["Message-ID"]: letter.message for letter in self.letters if letter.to == address
        }
        return list(shown.values())

    def take(self, to: str, content: bytes) -> None:
        """Keep an e-mail, and show it on the phone of whoever reads that address's."""
        message = message_from_bytes(content, policy=policy.default)
        known = any(one["Message-ID"] == message["Message-ID"] for one in self.to(to))
        self.letters.append(Letter(to, message))
        phone = self._phones.with_email(to)
        plain = message.get_body(("plain",))
        if phone and plain and not known:
            body = f"{message['Subject']}\n\n{plain.get_content().strip()}".replace("\r\n", "\n")
            sid = str(message["Message-ID"])
            self._phones.add(Text(sid, phone.number, body, Origin.MAIL, datetime.now(UTC)))


class _Session:
    """One client's conversation with the mail server."""

    def __init__(
        self, mail: SimulatedMail, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._mail, self._reader, self._writer = mail, reader, writer
        self._to: list[str] = []
        self._fault: Fault | None = None

    async def hold(self) -> None:
        """Greet, and answer each command until the client leaves."""
        await self._say("220 simulated mail")
        while line := await self._reader.readline():
            verb = line.decode("utf-8", "replace").strip().partition(" ")[0].upper()
            if not await self._answer(verb, line.decode("utf-8", "replace")):
                break
        self._writer.close()

    async def _answer(self, verb: str, line: str) -> bool:
        """Answer one command; False when the conversation is over."""
        if verb == "RCPT":
            return await self._recipient(line)
        if verb == "DATA":
            return await self._data()
        if verb == "MAIL":
            self._to, self._fault = [], self._mail.faults.take()
        known = verb in ("EHLO", "HELO", "MAIL", "RSET", "NOOP", "QUIT")
        await self._say(f"{221 if verb == 'QUIT' else 250} ok" if known else "502 not known here")
        return verb != "QUIT"

    async def _recipient(self, line: str) -> bool:
        if isinstance(self._fault, Refuse):
            await self._say(f"{self._fault.code} refused")
            return True
        self._to.append(line.partition("<")[2].partition(">")[0])
        await self._say("250 ok")
        return True

    async def _data(self) -> bool:
        await self._say("354 go on")
        content = (await self._reader.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n")
        if not isinstance(self._fault, Hang | Crash) or self._fault.after_accepting:
            for address in self._to:
                self._mail.take(address, content.replace(b"\r\n..", b"\r\n."))
        if isinstance(self._fault, Hang):
            await asyncio.sleep(HANGING_SECONDS)
        if isinstance(self._fault, Hang | Crash):
            return False
        await self._say("250 taken")
        return True

    async def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())
        await self._writer.drain()


@asynccontextmanager
async def serving_mail(mail: SimulatedMail, *, mode: Mode, port: int = 0) -> AsyncIterator[int]:
    """Take e-mails on this machine only, and give the port; OnlyInDemoError outside demo mode."""
    require_demo(mode)
    open_sessions: set[asyncio.StreamWriter] = set()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_sessions.add(writer)
        try:
            await _Session(mail, reader, writer).hold()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            open_sessions.discard(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", port, limit=LARGEST_LINE)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in tuple(open_sessions):
            writer.transport.abort()
