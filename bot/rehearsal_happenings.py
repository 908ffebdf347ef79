"""What can happen between two texts of a rehearsal: time that passes, and what staff do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

from sanic import Request
from sqlalchemy import text

from bot import alerts, checkins, reminders, seen, takeovers, watching
from bot.channels.simulated import Fault, SimulatedTwilio, Undeliverable
from bot.channels.simulated.faults import Faults
from bot.domain.languages import Language
from bot.domain.safe_hours import HOME
from bot.domain.schedule import SessionKind
from bot.parts import Parts
from bot.resuming import resume_due
from bot.scheduling import reschedule
from bot.storage import meetings, people
from bot.storage.database import Database

# What the practitioner calls themselves and writes; it leaves as it was written, its accents too.
NAME = "Siân"
WRITTEN = {
    Language.ENGLISH: "Hiya, it's Siân. Got time for a chat?",
    Language.WELSH: "Haia, Siân sy 'ma. Gen ti amser am sgwrs?",
}
# Less than a conversation stays in the hands of a person who writes nothing; twice that is more.
FORTY_MINUTES = timedelta(minutes=40)
DAY, WEEK, WEEKS = timedelta(days=1), timedelta(days=7), timedelta(days=40)
_MESSAGES = "UPDATE messages SET created_at = created_at - :by WHERE young_person_id = :p"
# Everything by which what is due is reckoned; weekdays come nearer by as much.
_ALL = (
    _MESSAGES,
    (
        "UPDATE check_ins SET opened_at = opened_at - :by, reminded_at = reminded_at - :by,"
        " snoozed_until = snoozed_until - :by WHERE young_person_id = :p"
    ),
    "UPDATE signals SET recorded_at = recorded_at - :by WHERE young_person_id = :p",
    "UPDATE concerns SET found_at = found_at - :by WHERE young_person_id = :p",
    (
        "UPDATE takeovers SET since = since - :by, active_at = active_at - :by, until = until - :by"
        " WHERE young_person_id = :p"
    ),
    (
        "UPDATE check_in_plans SET since = since - :by,"
        " weekdays = ARRAY(SELECT mod(day - mod(CAST(:days AS integer), 7) + 7, 7) FROM unnest(weekdays) day)"
        " WHERE young_person_id = :p"
    ),
    (
        "UPDATE contact_profiles SET windows = (SELECT jsonb_agg(jsonb_set(one, '{0}',"
        " to_jsonb(mod(CAST(one ->> 0 AS integer) - mod(CAST(:days AS integer), 7) + 7, 7))))"
        " FROM jsonb_array_elements(windows) one) WHERE young_person_id = :p AND windows @? '$[0][0]'"
    ),
    (
        "UPDATE young_people SET next_check_in_at = next_check_in_at - :by, paused_at = paused_at - :by,"
        " opted_out_at = opted_out_at - :by WHERE id = :p"
    ),
    "UPDATE writing_styles SET doubted_at = doubted_at - :by WHERE young_person_id = :p",
    (
        "UPDATE sessions SET held_on = held_on - CAST(:days AS integer)"
        " WHERE id IN (SELECT session_id FROM session_members WHERE young_person_id = :p)"
    ),
)
_TIME_COMES = (
    "UPDATE check_ins SET snoozed_until = now() WHERE young_person_id = :p AND snoozed_until > now()"
)
_WAITING = (
    "SELECT id FROM alerts WHERE young_person_id = :p AND acknowledged_at IS NULL AND closed_at IS NULL"
)


class PhonesOff(Faults):
    """What goes wrong at Twilio, where also `numbers` are off: a text to one is taken and does not arrive."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: set[str] = set()

    def take(self) -> Fault | None:
        """The fault that the text which is just being handed over meets."""
        to = parse_qs(Request.get_current().body.decode()).get("To", [])
        return super().take() if self.numbers.isdisjoint(to) else Undeliverable()


@dataclass(frozen=True)
class Happenings:
    """What happens to one young person; `owner` may change what is past, since the clock cannot be."""

    parts: Parts
    owner: Database
    twilio: SimulatedTwilio
    off: PhonesOff
    person: UUID
    number: str
    worker: UUID

    async def come_about(self, what: str) -> None:
        """Let it happen, and do at once what the service would come to do by itself.

        Raises TakeoverError where a person cannot do what they want to.
        """
        await _WHAT[what](self)

    async def time_comes(self) -> None:
        """A check-in that was put off is due."""
        async with self.owner.transaction() as connection:
            await connection.execute(text(_TIME_COMES), {"p": self.person})
        await resume_due(self.parts)

    async def weeks_pass(self) -> None:
        """They have not written for long; no check-in comes of that."""
        await self._move_back(WEEKS, _MESSAGES)

    async def forty_minutes_pass(self) -> None:
        """A person who holds the conversation may have written nothing for too long."""
        await self._move_back(FORTY_MINUTES, *_ALL)
        await takeovers.hand_back_idle(self.parts)

    async def a_day_passes(self) -> None:
        """Check-ins and reminders that are due by then leave, and a silence is noticed."""
        await self._move_back(DAY, *_ALL)
        await reminders.remind(self.parts)
        await self._open_and_look()

    async def next_check_in(self) -> None:
        """A week passes, at whose end another check-in is due by most plans."""
        await self._move_back(WEEK, *_ALL)
        await self._open_and_look()

    async def _open_and_look(self) -> None:
        await checkins.open_due(self.parts)
        await watching.look_at_silences(self.parts)

    async def acknowledged(self) -> None:
        """Their worker takes what was raised, on its page."""
        async with self.owner.transaction() as connection:
            waiting = list(await connection.scalars(text(_WAITING), {"p": self.person}))
            for alert in waiting:
                await alerts.acknowledge(connection, alert, self.worker, self.parts.now())
        for alert in waiting:
            await seen.tell(self.parts, alert)

    async def taken_over(self) -> None:
        """Their worker writes from now on, in place of the computer."""
        async with self.owner.transaction() as connection:
            person = await people.by_id(connection, self.person)
            now = self.parts.now()
            await takeovers.take_over(connection, self.parts, person, self.worker, NAME, now)

    async def worker_writes(self) -> None:
        """Their worker, who holds the conversation, writes `WRITTEN`."""
        async with self.owner.transaction() as connection:
            person = await people.by_id(connection, self.person)
            words, now = WRITTEN[person.last_language], self.parts.now()
            await takeovers.write(connection, self.parts, person, self.worker, words, uuid4(), now)

    async def handed_back(self) -> None:
        """Their worker lets the computer answer again."""
        async with self.owner.transaction() as connection:
            person = await people.by_id(connection, self.person)
            await takeovers.hand_back(connection, self.parts, person, self.worker, self.parts.now())

    async def network_stopped(self) -> None:
        """The network holds an opt-out that never reached us: it refuses what we send, with error 21610."""
        self.twilio.opt_outs.hear(self.number, "STOP")

    async def phone_off(self) -> None:
        """What we send from now on does not arrive, and its receipts say so."""
        self.off.numbers.add(self.number)

    async def phone_on(self) -> None:
        """Their phone works again; what did not arrive is lost."""
        self.off.numbers.discard(self.number)

    async def one_to_one_held(self) -> None:
        """They met their worker today."""
        await self._session_held(SessionKind.ONE_TO_ONE)

    async def group_session_held(self) -> None:
        """They were at a group session today."""
        await self._session_held(SessionKind.GROUP)

    async def _session_held(self, kind: SessionKind) -> None:
        now = self.parts.now()
        async with self.owner.transaction() as connection:
            today = now.astimezone(HOME).date()
            await meetings.add(connection, kind, today, [self.person], self.worker, now)
            await reschedule(connection, self.parts.hours, self.person, now)

    async def _move_back(self, by: timedelta, *queries: str) -> None:
        values: dict[str, Any] = {"p": self.person, "by": by, "days": by.days}
        async with self.owner.transaction() as connection:
            for query in queries:
                await connection.execute(text(query), values)


_WHAT: dict[str, Callable[[Happenings], Awaitable[None]]] = {
    "time_comes": Happenings.time_comes,
    "weeks_pass": Happenings.weeks_pass,
    "forty_minutes_pass": Happenings.forty_minutes_pass,
    "a_day_passes": Happenings.a_day_passes,
    "next_check_in": Happenings.next_check_in,
    "acknowledged": Happenings.acknowledged,
    "taken_over": Happenings.taken_over,
    "worker_writes": Happenings.worker_writes,
    "handed_back": Happenings.handed_back,
    "network_stopped": Happenings.network_stopped,
    "phone_off": Happenings.phone_off,
    "phone_on": Happenings.phone_on,
    "one_to_one_held": Happenings.one_to_one_held,
    "group_session_held": Happenings.group_session_held,
}
HAPPENINGS = frozenset(_WHAT)
