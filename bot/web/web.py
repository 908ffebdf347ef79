"""What every page works with."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sanic import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agencies import load_agencies
from bot.clock_policy import load_clock_policy
from bot.content import Content, load_content
from bot.domain.agencies import Agencies
from bot.domain.alert_policy import Policy
from bot.domain.clocks import ClockPolicy
from bot.domain.contact_gate import HOME, Hours
from bot.examples.desk import Desk
from bot.policy import load_policy
from bot.promotion.parsing import Parsing
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.encryption import Vault
from bot.storage.sign_ins import Limits


@dataclass(frozen=True)
class Web:
    """The pages' parts. `database` enters as the role that row-level security binds; `listen_url` is
    psycopg's own form of the same; `desk` is where examples are changed, `parsing` tries sentences.
    """

    settings: Settings
    database: Database
    vault: Vault
    now: Callable[[], datetime]
    listen_url: str = field(repr=False)
    desk: Desk
    parsing: Parsing
    policy: Policy = field(default_factory=load_policy)
    clocks: ClockPolicy = field(default_factory=load_clock_policy)
    agencies: Agencies = field(default_factory=load_agencies)
    content: Content = field(default_factory=load_content)

    @property
    def https(self) -> bool:
        """Whether browsers reach us over TLS: cookies and headers are stricter then."""
        return self.settings.public_address.startswith("https://")

    @property
    def hours(self) -> Hours:
        """The hours in which texts may leave where nothing else was agreed."""
        return self.settings.contact_hours

    @property
    def today(self) -> date:
        """The date in Wales."""
        return self.now().astimezone(HOME).date()

    @property
    def limits(self) -> Limits:
        """How long a sign-in lasts."""
        return Limits(
            timedelta(minutes=self.settings.idle_minutes), timedelta(hours=self.settings.sign_in_hours)
        )

    @cached_property
    def csrf_key(self) -> bytes:
        """Signs the tokens of forms."""
        return self.vault.derived("forms")


def web_of(request: Request) -> Web:
    """The parts that this request's service was registered with."""
    web: Web = request.app.ctx.web
    return web


@asynccontextmanager
async def caseload_of(request: Request) -> AsyncIterator[AsyncConnection]:
    """A transaction in which the database shows what the signed-in member of staff may see, and no more."""
    async with web_of(request).database.transaction(user=request.ctx.member.id) as connection:
        yield connection
