"""The stand-in for Twilio itself: accepts texts, reports on them, and brings texts from the phones."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

import phonenumbers

from bot.channels.simulated.calls import Call, Calls
from bot.channels.simulated.faults import Fault, Faults, Undeliverable
from bot.channels.simulated.opt_out import OptOuts
from bot.channels.simulated.phones import Origin, Phone, Phones, Text
from bot.channels.simulated.setup import Setup, require_demo
from bot.channels.simulated.webhooks import Fields, Webhooks
from bot.settings import Mode

API_VERSION = "2010-04-01"
LONGEST_BODY = 1600


class RefusalError(Exception):
    """A text that the stand-in does not accept, with Twilio's own error code."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(f"Twilio error {code}")
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Message:
    """Twilio's own record of a text that it accepted from the service."""

    sid: str
    to: str = field(repr=False)
    sender: str = field(repr=False)
    body: str = field(repr=False)
    status: str
    created: datetime
    sent: datetime | None = None
    error_code: int | None = None
    callback_url: str | None = field(default=None, repr=False)
    validity_period: int | None = None


def simulated_twilio(setup: Setup, phones: Sequence[Phone] = (), *, mode: Mode) -> "SimulatedTwilio":
    """Build the stand-in; OnlyInDemoError outside demo mode."""
    require_demo(mode)
    return SimulatedTwilio(setup, phones)


class SimulatedTwilio:
    """Twilio and the phones behind it, in memory, for one event loop; to be closed.

    `faults` decides what goes wrong; `down` answers every request with 503, look-ups too.
    """

    def __init__(self, setup: Setup, phones: Sequence[Phone] = ()) -> None:
        self.setup = setup
        self.phones = Phones(phones)
        self.faults = Faults()
        self.opt_outs = OptOuts()
        self.down = False
        self.messages: dict[str, Message] = {}
        self._webhooks = Webhooks(setup)
        self.calls = Calls(setup, self.phones, self._webhooks)
        self._inbound: dict[str, tuple[Text, Fields]] = {}
        self._reports: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "SimulatedTwilio":
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop reporting and give the connections back."""
        for report in self._reports:
            report.cancel()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self.calls.close()
        await self._webhooks.close()

    async def text_from(self, number: str, body: str, media: int = 0) -> int:
        """Text the service from a phone, and give the HTTP status it answered with (0: no answer in time)."""
        text = Text(_new_sid(), number, body, Origin.PERSON, _now(), media)
        self._inbound[text.sid] = (text, self._inbound_fields(text))
        self.phones.add(text)
        stock = self.opt_outs.hear(number, body) if self.setup.emulate_opt_out else None
        if stock:
            self._show(number, stock, Origin.TWILIO)
        return await self.redeliver(text.sid)

    async def redeliver(self, sid: str) -> int:
        """Bring a text from a phone to the service once more, exactly as before."""
        text, fields = self._inbound[sid]
        answer = await self._webhooks.post(self.setup.inbound_url, fields)
        for reply in answer.replies:
            self._show(text.number, reply, Origin.SERVICE)
        (self.phones.mark_arrived if answer.taken else self.phones.mark_lost)(text)
        return answer.status

    def texts_from(self, number: str) -> list[Text]:
        """What a phone sent, oldest first; each `sid` can be redelivered."""
        return [text for text in self.phones.thread(number) if text.origin is Origin.PERSON]

    def texts_to(self, number: str) -> list[Text]:
        """What came to a phone, oldest first, Twilio's stock answers included."""
        return self.phones.received(number)

    async def next_text(self, number: str, within: float = 10.0) -> Text:
        """Wait for the next text to a phone that no earlier call gave; NoTextError after so many seconds."""
        return await self.phones.next_to(number, within)

    def accept(self, form: Mapping[str, str], fault: Fault | None = None) -> Message:
        """Take a text from the service as Twilio's API does, show it, and report on it later."""
        self._refuse_unfit(form)
        message = self._record(form)
        if isinstance(fault, Undeliverable):
            self._report(message, ("sent", None), ("undelivered", fault.code))
        else:
            self._show(message.to, message.body, Origin.SERVICE, message.sid)
            self._report(message, ("sent", None), ("delivered", None))
        return message

    def place_call(self, form: Mapping[str, str], fault: Fault | None = None) -> Call:
        """Take a call from the service as Twilio's API does."""
        to, callback = form.get("To", ""), form.get("StatusCallback")
        problems = {
            21201: not to,
            13224: bool(to) and not _is_number(to),
            21205: not self.setup.reaches(form.get("Url", "")),
            21210: form.get("From") != self.setup.service_number,
            21609: callback is not None and not self.setup.reaches(callback),
        }
        for code, present in problems.items():
            if present:
                raise RefusalError(code)
        return self.calls.place(form, fault)

    async def settle(self) -> None:
        """Wait until every receipt so far has been posted."""
        while self._reports:
            await asyncio.gather(*self._reports)

    def _refuse_unfit(self, form: Mapping[str, str]) -> None:
        body, to = form.get("Body", ""), form.get("To", "")
        callback = form.get("StatusCallback")
        problems = {
            21604: not to,
            21211: bool(to) and not _is_number(to),
            21602: not body,
            21617: len(body) > LONGEST_BODY,
            21606: "MessagingServiceSid" not in form and form.get("From") != self.setup.service_number,
            21609: callback is not None and not self.setup.reaches(callback),
            21610: self.setup.emulate_opt_out and to in self.opt_outs,
        }
        for code, present in problems.items():
            if present:
                raise RefusalError(code)

    def _record(self, form: Mapping[str, str]) -> Message:
        validity = form.get("ValidityPeriod")
        message = Message(
            sid=_new_sid(),
            to=form["To"],
            sender=self.setup.service_number,
            body=form["Body"],
            status="queued",
            created=_now(),
            callback_url=form.get("StatusCallback"),
            validity_period=int(validity) if validity else None,
        )
        self.messages[message.sid] = message
        return message

    def _show(self, number: str, body: str, origin: Origin, sid: str | None = None) -> None:
        self.phones.add(Text(sid or _new_sid(), number, body, origin, _now()))

    def _report(self, message: Message, *steps: tuple[str, int | None]) -> None:
        task = asyncio.create_task(self._post_receipts(message, steps))
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _post_receipts(self, message: Message, steps: Sequence[tuple[str, int | None]]) -> None:
        for status, code in steps:
            await asyncio.sleep(self.setup.receipt_delay)
            sent = message.sent or _now()
            message = replace(message, status=status, sent=sent, error_code=code)
            self.messages[message.sid] = message
            if message.callback_url:
                await self._webhooks.post(message.callback_url, self._receipt_fields(message))

    def _inbound_fields(self, text: Text) -> Fields:
        media = {f"MediaContentType{n}": "image/jpeg" for n in range(text.media)}
        media |= {f"MediaUrl{n}": f"https://media.invalid/{text.sid}/{n}" for n in range(text.media)}
        # Twilio sends what it does not know as blank fields, and signs them.
        places = dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"), "")
        return {
            "AccountSid": self.setup.account_sid,
            "ApiVersion": API_VERSION,
            "MessageSid": text.sid,
            "SmsSid": text.sid,
            "SmsMessageSid": text.sid,
            "SmsStatus": "received",
            "From": text.number,
            "To": self.setup.service_number,
            "Body": text.body,
            "NumMedia": str(text.media),
            "FromCountry": "GB",
            "ToCountry": "GB",
            **places,
            **media,
        }

    def _receipt_fields(self, message: Message) -> Fields:
        error = {"ErrorCode": str(message.error_code)} if message.error_code else {}
        return {
            "AccountSid": self.setup.account_sid,
            "ApiVersion": API_VERSION,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
            "From": message.sender,
            "To": message.to,
            **error,
        }


def _now() -> datetime:
    return datetime.now(UTC)


def _new_sid() -> str:
    return f"SM{uuid4().hex}"


def _is_number(written: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(written))
    except phonenumbers.NumberParseException:
        return False
