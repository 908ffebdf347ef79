"""E-mails go out over SMTP once, and whatever a mail server answers is understood."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.channels.contract import Doubt, Mail, Refused, Sent, Unclear
from bot.channels.mail import MailServer, Security, SmtpMailer
from bot.channels.simulated import (
    Crash,
    Fault,
    Hang,
    OnlyInDemoError,
    Phone,
    Refuse,
    Role,
    SimulatedMail,
    serving_mail,
)
from bot.channels.simulated.phones import Phones
from bot.settings import Mode

ADDRESS = "sian@hafan.example"
NUMBER = "+447700900101"
MAIL = Mail(
    "dispatch-1@hafan.example", ADDRESS, "cy", "Hafan: rhybudd", "Edrychwch.\n.\nDiolch", "<p>Edrychwch</p>"
)
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Post:
    mail: SimulatedMail
    phones: Phones
    mailer: SmtpMailer


def server_at(port: int, **changes: object) -> MailServer:
    return replace(
        MailServer("127.0.0.1", port, Security.NONE, "hafan@hafan.example", timeout=0.5),
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    phones = Phones([Phone("Siân Demo", NUMBER, Role.PRACTITIONER, "cy", ADDRESS)])
    mail = SimulatedMail(phones)
    async with serving_mail(mail, mode=Mode.DEMO) as port:
        yield Post(mail, phones, SmtpMailer(server_at(port), lambda: NOW))


async def test_an_email_arrives_as_text_and_as_a_page(post: Post) -> None:
    assert await post.mailer.post(MAIL) == Sent(MAIL.message_id)
    [got] = post.mail.to(ADDRESS)
    text, page = got.get_body(("plain",)), got.get_body(("html",))
    assert text
    assert page
    assert (got["Subject"], got["Message-ID"]) == (MAIL.subject, f"<{MAIL.message_id}>")
    assert text.get_content().strip().replace("\r\n", "\n") == MAIL.text
    assert MAIL.html in page.get_content()
    assert (got["From"], got["Content-Language"]) == ("Hafan <hafan@hafan.example>", "cy")


async def test_an_email_shows_on_its_readers_phone(post: Post) -> None:
    await post.mailer.post(MAIL)
    assert [text.body.splitlines()[0] for text in post.phones.mailbox(NUMBER)] == [MAIL.subject]
    assert post.phones.received(NUMBER) == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Refuse(550), Refused(550, permanent=True)),
        (Refuse(552), Refused(552, permanent=False)),
        (Refuse(450), Refused(450, permanent=False)),
        (Crash(after_accepting=False), Unclear(Doubt.CONNECTION_LOST)),
        (Crash(after_accepting=True), Unclear(Doubt.CONNECTION_LOST)),
        (Hang(after_accepting=True), Unclear(Doubt.TIMED_OUT)),
    ],
)
async def test_whatever_the_mail_server_does_is_understood(post: Post, fault: Fault, outcome: object) -> None:
    post.mail.faults.inject(fault)
    assert await post.mailer.post(MAIL) == outcome


async def test_an_email_that_is_handed_over_again_shows_once(post: Post) -> None:
    post.mail.faults.inject(Crash(after_accepting=True))
    await post.mailer.post(MAIL)
    await post.mailer.post(MAIL)
    assert len(post.mail.letters) == 2
    assert len(post.mail.to(ADDRESS)) == 1
    assert len(post.phones.mailbox(NUMBER)) == 1


async def test_a_mail_server_that_is_not_there_took_nothing() -> None:
    mailer = SmtpMailer(server_at(9), lambda: NOW)
    assert await mailer.post(MAIL) == Refused(0, permanent=False)


@pytest.mark.parametrize("address", ["nobody", "two words@hafan.example", "a@b.example\r\nBcc: c@d.example"])
async def test_what_is_no_address_is_refused_for_good(post: Post, address: str) -> None:
    assert await post.mailer.post(replace(MAIL, to=address)) == Refused(0, permanent=True)
    assert post.mail.letters == []


async def test_nothing_is_handed_to_a_server_that_will_not_protect_it(post: Post) -> None:
    async with serving_mail(post.mail, mode=Mode.DEMO) as port:
        # This is about what the server lacks, not about how long it takes to say so.
        mailer = SmtpMailer(server_at(port, security=Security.STARTTLS, timeout=10), lambda: NOW)
        assert await mailer.post(MAIL) == Refused(0, permanent=False)
    assert post.mail.letters == []


async def test_there_is_no_simulated_mail_in_production() -> None:
    with pytest.raises(OnlyInDemoError):
        async with serving_mail(SimulatedMail(Phones()), mode=Mode.PRODUCTION):
            pass


class Keeps(Sink):
    """What another maker's mail server was given."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.got.append(envelope.content)
        return "250 kept"


async def test_a_mail_server_of_another_maker_takes_it_too() -> None:
    keeps = Keeps()
    controller = UnthreadedController(keeps, hostname="127.0.0.1", port=0, loop=asyncio.get_running_loop())
    server: Any = await controller._create_server()
    try:
        port = server.sockets[0].getsockname()[1]
        assert await SmtpMailer(server_at(port), lambda: NOW).post(MAIL) == Sent(MAIL.message_id)
    finally:
        server.close()
    assert MAIL.message_id.encode() in keeps.got[0]
