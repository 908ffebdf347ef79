"""What the pages show of reaching a young person: the agreement, and who holds the conversation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact_gate import ContactState, is_safe_hour
from bot.domain.contact_profile import ContactProfile
from bot.domain.languages import Language
from bot.domain.safe_hours import SafeHours, every_day
from bot.storage import contact_history, contact_profiles, people, takeovers
from bot.storage.people import YoungPerson
from bot.storage.takeovers import Takeover
from bot.web.web import Web


@dataclass(frozen=True)
class Reach:
    """How somebody can be reached now. `opens` is the next safe moment while this one is not."""

    person: YoungPerson
    profile: ContactProfile
    state: ContactState
    consent: bool | None
    held: Takeover | None
    mine: bool
    safe_now: bool
    opens: datetime | None

    @property
    def welsh(self) -> bool:
        """Whether texts to them are in Welsh now."""
        return self.person.last_language is Language.WELSH


async def reach(connection: AsyncConnection, web: Web, person_id: UUID, member: UUID) -> Reach:
    """All of it, for a young person whom the reader sees."""
    person = await people.by_id(connection, person_id)
    state = await contact_profiles.state(connection, person)
    held = await takeovers.current(connection, web.vault, person)
    hours, now = web.settings.contact_hours, web.now()
    week: SafeHours = state.safe_hours if state.safe_hours is not None else every_day(hours)
    return Reach(
        person=person,
        profile=await contact_profiles.profile(connection, web.vault, person),
        state=state,
        consent=await contact_history.consents_now(connection, person_id),
        held=held,
        mine=held is not None and held.practitioner_id == member,
        safe_now=is_safe_hour(state, hours, now),
        opens=week.opens(now),
    )
