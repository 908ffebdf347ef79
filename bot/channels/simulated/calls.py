"""Calls to the phones: they ring, are answered or not; what is said and pressed goes through web hooks."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4
from xml.etree import ElementTree

from bot.channels.simulated.faults import Fault, Undeliverable
from bot.channels.simulated.phones import CallState, NoTextError, Phones, Ring
from bot.channels.simulated.setup import Setup
from bot.channels.simulated.webhooks import Fields, Webhooks

ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class NoCallError(NoTextError):
    """No call came to a phone in time, or none is there to answer."""


@dataclass(frozen=True)
class Call:
    """Twilio's own record of a call that the service asked for."""

    sid: str
    to: str = field(repr=False)
    sender: str = field(repr=False)
    url: str = field(repr=False)
    callback_url: str | None = field(repr=False)
    rings_for: float
    created: datetime
    status: str = "queued"


class Calls:
    """Every call, in memory, for one event loop."""

    def __init__(self, setup: Setup, phones: Phones, webhooks: Webhooks) -> None:
        self.placed: dict[str, Call] = {}
        self._setup = setup
        self._phones = phones
        self._webhooks = webhooks
        self._actions: dict[str, str | None] = {}
        self._timers: set[asyncio.Task[None]] = set()
        self._given: dict[str, int] = {}

    async def close(self) -> None:
        """Let every phone fall silent."""
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*self._timers, return_exceptions=True)

    def to(self, number: str) -> list[Call]:
        """Every call to a phone, oldest first."""
        return [call for call in self.placed.values() if call.to == number]

    async def next_to(self, number: str, within: float = 10.0) -> Call:
        """Wait for the next call to a phone that no earlier call of this gave; NoCallError after a while."""
        with self._phones.watching() as changes:
            try:
                async with asyncio.timeout(within):
                    while len(self.to(number)) <= self._given.get(number, 0):
                        await changes.get()
            except TimeoutError:
                raise NoCallError(f"No call came within {within:g} seconds") from None
        self._given[number] = self._given.get(number, 0) + 1
        return self.to(number)[self._given[number] - 1]

    def place(self, form: Mapping[str, str], fault: Fault | None = None) -> Call:
        """Take a call from the service as Twilio's API does, and let the phone ring."""
        call = Call(
            sid=f"CA{uuid4().hex}",
            to=form["To"],
            sender=form["From"],
            url=form["Url"],
            callback_url=form.get("StatusCallback"),
            rings_for=float(form.get("Timeout", "60")),
            created=datetime.now(UTC),
        )
        self.placed[call.sid] = call
        self._later(self._fail(call) if isinstance(fault, Undeliverable) else self._ring(call))
        return call

    async def answer(self, number: str, *, machine: bool = False) -> tuple[str, ...]:
        """Take the call, and give what is heard; a machine listens to the end and presses nothing."""
        call = await self._report(self._current(number), "in-progress")
        heard = await self._say(call, call.url, {})
        if machine and call.callback_url:
            await self._webhooks.post(
                call.callback_url,
                {"CallSid": call.sid, "AccountSid": self._setup.account_sid}
                | {"AnsweredBy": "machine_start", "MachineDetectionDuration": "3200"},
            )
        while machine and self._actions.get(call.sid):
            heard += await self.press(number, "")
        return heard

    async def press(self, number: str, key: str) -> tuple[str, ...]:
        """Press a key in the call, or let the time for it pass ("" is no key), and give what is heard."""
        call = self._current(number)
        action = self._actions.get(call.sid)
        if action is None:
            raise NoCallError("nobody waits for a key")
        return await self._say(call, action, {"Digits": key})

    async def hang_up(self, number: str) -> None:
        """End the call; one that still rings is declined."""
        call = self._current(number)
        await self._end(call, "completed" if call.status == "in-progress" else "busy")

    async def cancel(self, sid: str) -> Call | None:
        """Let a phone fall silent that still rings; None when there is no such call."""
        call = self.placed.get(sid)
        if call and call.status in ("queued", "initiated", "ringing"):
            await self._end(call, "canceled")
        return self.placed.get(sid)

    async def _ring(self, call: Call) -> None:
        for before, status in (("queued", "initiated"), ("initiated", "ringing")):
            # Somebody who is quick has taken the call before we said that it rings.
            if self.placed[call.sid].status != before:
                return
            call = await self._report(call, status)
        self._phones.ring(Ring(call.sid, call.to, CallState.RINGING))
        await asyncio.sleep(call.rings_for)
        if self.placed[call.sid].status == "ringing":
            await self._end(call, "no-answer")

    async def _fail(self, call: Call) -> None:
        await self._report(call, "failed")

    async def _say(self, call: Call, url: str, more: Fields) -> tuple[str, ...]:
        self._actions[call.sid] = None
        answer = await self._webhooks.post(url, self._fields(call, "in-progress") | more)
        words, action = _read(answer.markup)
        if self.placed[call.sid].status in ENDED:
            return words
        self._actions[call.sid] = action
        ring = Ring(call.sid, call.to, CallState.TALKING, words, action is not None)
        self._phones.ring(ring)
        if action is None:
            await self._end(call, "completed", words)
        else:
            self._later(self._no_key(call, action, ring))
        return words

    async def _no_key(self, call: Call, action: str, ring: Ring) -> None:
        await asyncio.sleep(self._setup.key_seconds)
        if self._phones.ringing(call.to) is ring:
            await self._say(call, action, {"Digits": ""})

    async def _end(self, call: Call, status: str, words: tuple[str, ...] = ()) -> None:
        self._actions[call.sid] = None
        await self._report(call, status)
        self._phones.ring(Ring(call.sid, call.to, CallState.ENDED, words))

    async def _report(self, call: Call, status: str) -> Call:
        call = self.placed[call.sid] = replace(self.placed[call.sid], status=status)
        if call.callback_url:
            await self._webhooks.post(call.callback_url, self._fields(call, status))
        return call

    def _fields(self, call: Call, status: str) -> Fields:
        return {
            "AccountSid": self._setup.account_sid,
            "ApiVersion": "2010-04-01",
            "CallSid": call.sid,
            "CallStatus": status,
            "Direction": "outbound-api",
            "From": call.sender,
            "To": call.to,
        }

    def _current(self, number: str) -> Call:
        going = [call for call in self.to(number) if call.status not in ENDED]
        if not going:
            raise NoCallError("this phone is not being called")
        return going[-1]

    def _later(self, work: Coroutine[None, None, None]) -> None:
        timer = asyncio.create_task(work)
        self._timers.add(timer)
        timer.add_done_callback(self._timers.discard)


def _read(markup: str) -> tuple[tuple[str, ...], str | None]:
    """What a call hears, and where the next key goes."""
    if not markup.strip():
        return (), None
    root = ElementTree.fromstring(markup)  # noqa: S314 - from the demo's own service
    words = tuple("".join(said.itertext()) for said in root.iter("Say"))
    gather = root.find("Gather")
    return words, gather.get("action") if gather is not None else None
