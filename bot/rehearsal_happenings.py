"""What can happen between two texts of a rehearsal: time that passes, and what staff do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import text

from bot import alerts, checkins, reminders, seen, takeovers
from bot.channels.simulated import SimulatedTwilio
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
# Everything by which what is due is reckoned.
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
    "UPDATE check_in_plans SET since = since - :by WHERE young_person_id = :p",
    "UPDATE young_people SET next_check_in_at = next_check_in_at - :by WHERE id = :p",
    (
        "UPDATE sessions SET held_on = (held_on - :by)::date"
        " WHERE id IN (SELECT session_id FROM session_members WHERE young_person_id = :p)"
    ),
)
_TIME_COMES = (
    "UPDATE check_ins SET snoozed_until = now() WHERE young_person_id = :p AND snoozed_until > now()"
)
_WAITING = (
    "SELECT id FROM alerts WHERE young_person_id = :p AND acknowledged_at IS NULL AND closed_at IS NULL"
)


@dataclass(frozen=True)
class Happenings:
    """What happens to one young person; `owner` may change what is past, since the clock cannot be."""

    parts: Parts
    owner: Database
    twilio: SimulatedTwilio
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
        """Check-ins and reminders that are due by then leave."""
        await self._move_back(DAY, *_ALL)
        await reminders.remind(self.parts)
        await checkins.open_due(self.parts)

    async def next_check_in(self) -> None:
        """A week on, another check-in is opened."""
        await self._move_back(WEEK, *_ALL)
        await checkins.open_check_in(self.parts, self.person)

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

    async def session_held(self) -> None:
        """They were at a group session today."""
        now = self.parts.now()
        async with self.owner.transaction() as connection:
            today = now.astimezone(HOME).date()
            await meetings.add(connection, SessionKind.GROUP, today, [self.person], self.worker, now)
            await reschedule(connection, self.parts.hours, self.person, now)

    async def _move_back(self, by: timedelta, *queries: str) -> None:
        async with self.owner.transaction() as connection:
            for query in queries:
                await connection.execute(text(query), {"p": self.person, "by": by})


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
    "session_held": Happenings.session_held,
}
HAPPENINGS = frozenset(_WHAT)
