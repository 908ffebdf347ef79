"""The invented people's phones: who holds them, and what stands on their screens."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Who holds a phone."""

    YOUNG_PERSON = "young_person"
    PRACTITIONER = "practitioner"
    DEPUTY = "deputy"
    DUTY_MANAGER = "duty_manager"
    SAFEGUARDING_LEAD = "safeguarding_lead"


@dataclass(frozen=True)
class Phone:
    """One invented person's phone, which also shows their e-mails; `language` is "en" or "cy"."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    role: Role
    language: str
    email: str | None = field(default=None, repr=False)


class Origin(StrEnum):
    """Who wrote a text: the phone's holder, the service, or Twilio's stock answers; or it is an e-mail."""

    PERSON = "person"
    SERVICE = "service"
    TWILIO = "twilio"
    MAIL = "mail"


@dataclass(frozen=True)
class Text:
    """One text on a phone's screen.

    `arrived` is false once a text from the phone is known not to have been taken by the service.
    """

    sid: str
    number: str = field(repr=False)
    body: str = field(repr=False)
    origin: Origin
    at: datetime
    media: int = 0
    arrived: bool = True


class CallState(StrEnum):
    """What a phone that is being called does."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"


@dataclass(frozen=True)
class Ring:
    """A call as its phone shows it: what is heard, and whether a key is waited for."""

    sid: str
    number: str = field(repr=False)
    state: CallState
    words: tuple[str, ...] = field(default=(), repr=False)
    awaits_key: bool = False


type Change = Text | Ring | None


class NoTextError(TimeoutError):
    """No text came to a phone in time."""


class Phones:
    """Every phone and its thread, in memory; who watches hears of each change.

    A watcher's queue brings the text or call that is new or changed, or None when the phones themselves
    changed.
    """

    def __init__(self, phones: Sequence[Phone] = ()) -> None:
        self._phones = tuple(phones)
        self._threads: dict[str, list[Text]] = {}
        self._awaited: Counter[str] = Counter()
        self._rings: dict[str, Ring] = {}
        self._watchers: set[asyncio.Queue[Change]] = set()

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._phones)

    def put(self, phones: Sequence[Phone]) -> None:
        """Show these phones instead; what was texted stays with the number."""
        self._phones = tuple(phones)
        self._announce(None)

    def thread(self, number: str) -> list[Text]:
        """Everything on one phone, oldest first."""
        return list(self._threads.get(number, ()))

    def add(self, text: Text) -> None:
        """Show a text on its phone."""
        self._threads.setdefault(text.number, []).append(text)
        self._announce(text)

    def mark_lost(self, text: Text) -> None:
        """Show that the service did not take a text."""
        self._replace(text, arrived=False)

    def mark_arrived(self, text: Text) -> None:
        """Show that the service took a text after all."""
        self._replace(text, arrived=True)

    def received(self, number: str) -> list[Text]:
        """What came to a phone, oldest first."""
        return [text for text in self.thread(number) if text.origin in (Origin.SERVICE, Origin.TWILIO)]

    def mailbox(self, number: str) -> list[Text]:
        """The e-mails that a phone shows, oldest first."""
        return [text for text in self.thread(number) if text.origin is Origin.MAIL]

    def with_email(self, address: str) -> Phone | None:
        """The phone that shows this address's e-mails."""
        return next((phone for phone in self if phone.email == address), None)

    def ring(self, ring: Ring) -> None:
        """Show how a call to a phone goes."""
        self._rings[ring.number] = ring
        self._announce(ring)

    def ringing(self, number: str) -> Ring | None:
        """The last call to a phone."""
        return self._rings.get(number)

    async def next_to(self, number: str, within: float) -> Text:
        """The next text to a phone that no earlier call gave; NoTextError when none comes in time."""
        with self.watching() as changes:
            try:
                async with asyncio.timeout(within):
                    while len(self.received(number)) <= self._awaited[number]:
                        await changes.get()
            except TimeoutError:
                raise NoTextError(f"No text came within {within:g} seconds") from None
        self._awaited[number] += 1
        return self.received(number)[self._awaited[number] - 1]

    @contextmanager
    def watching(self) -> Iterator[asyncio.Queue[Change]]:
        """Hear of every change for as long as the context lasts."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    def _replace(self, text: Text, *, arrived: bool) -> None:
        thread = self._threads[text.number]
        place = next(place for place, known in enumerate(thread) if known.sid == text.sid)
        if thread[place].arrived is not arrived:
            thread[place] = replace(text, arrived=arrived)
            self._announce(thread[place])

    def _announce(self, change: Change) -> None:
        for queue in self._watchers:
            queue.put_nowait(change)
