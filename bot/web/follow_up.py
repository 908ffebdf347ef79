"""What was done about an alert, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.agencies import Agency
from bot.storage import actions, agencies, clocks, reports
from bot.storage.actions import Recorded
from bot.storage.clocks import Clock
from bot.storage.reports import Report
from bot.web.web import Web


@dataclass(frozen=True)
class FollowUp:
    """Actions, clocks and reports of one alert; `agencies` by id."""

    actions: Sequence[Recorded]
    clocks: Sequence[Clock]
    reports: Sequence[Report]
    agencies: Mapping[str, Agency]

    @property
    def running(self) -> list[Clock]:
        """The clocks that wait for somebody's action."""
        return [clock for clock in self.clocks if clock.running]

    @property
    def withdrawn(self) -> frozenset[UUID]:
        """The actions that did not happen, as somebody has recorded since."""
        return frozenset(one.corrects for one in self.actions if one.withdraws and one.corrects)

    def action(self, action: UUID) -> Recorded | None:
        """One of the actions."""
        return next((one for one in self.actions if one.id == action), None)

    def number(self, action: UUID) -> int:
        """Its place on the list, from 1: how a correction names it."""
        return [one.id for one in self.actions].index(action) + 1


async def follow_up_of(connection: AsyncConnection, web: Web, alert: UUID, key: bytes | None) -> FollowUp:
    """What was done about an alert; without the young person's `key` the words stay sealed."""
    return FollowUp(
        await actions.of_alert(connection, web.vault, alert, key),
        await clocks.clocks_of_alert(connection, alert),
        await reports.of_alert(connection, alert),
        (await agencies.current(connection, web.vault, web.agencies)).all,
    )
