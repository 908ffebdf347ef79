"""What the spine works with, put together once by `bot.app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.clock_policy import load_clock_policy
from bot.content import Content
from bot.domain.alert_policy import Policy
from bot.domain.clocks import ClockPolicy
from bot.domain.concerns import Concern
from bot.domain.contact_gate import DAYTIME, Hours
from bot.domain.languages import Language
from bot.storage.database import Database
from bot.storage.encryption import Vault


def system_clock() -> datetime:
    """Now, in UTC; tests put their own clock in its place."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Parts:
    """Shared by everything that accepts, alerts, answers or sends."""

    database: Database
    vault: Vault
    policy: Policy
    content: Content
    screen: Callable[[str], tuple[Concern, ...]]
    detect: Callable[[str, Language], Language]
    public_address: str
    hours: Hours = DAYTIME
    takeover_idle: timedelta = timedelta(hours=1)
    now: Callable[[], datetime] = system_clock
    clocks: ClockPolicy = field(default_factory=load_clock_policy)
