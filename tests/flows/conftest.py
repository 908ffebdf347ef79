"""The whole service, started once for these tests: real processes, database, Rasa, and Twilio's stand-in."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pyotp
import pytest_asyncio
from sqlalchemy import text

from bot import demo
from bot.channels.simulated import SimulatedTwilio
from bot.parts import system_clock
from bot.processes import Program
from bot.rehearse import Rehearsal, stage
from bot.settings import Settings
from bot.whole import Whole

ELEN, JAY, OSIAN, KAYLEIGH = demo.YOUNG_PEOPLE
WITHIN = 60.0


class Running:
    """The running service, as young people and practitioners meet it."""

    def __init__(self, whole: Whole) -> None:
        assert whole.twilio
        self.whole = whole
        self.twilio: SimulatedTwilio = whole.twilio
        self.address = whole.settings.public_address
        self.sessions: dict[str, httpx.Cookies] = {}

    async def rows(self, query: str, **values: object) -> list[Any]:
        async with self.whole.database.transaction() as connection:
            return list(await connection.execute(text(query), values))

    async def count(self, table: str) -> int:
        return len(await self.rows(f"SELECT 1 FROM {table}"))

    async def answers(self, number: str, body: str) -> list[str]:
        """Text the service, and give what comes back once it has settled."""
        before = len(self.twilio.texts_to(number))
        assert await self.twilio.text_from(number, body) == 200
        await self.until_answered()
        return [received.body for received in self.twilio.texts_to(number)][before:]

    async def until_answered(self) -> None:
        waiting = (
            "SELECT 1 FROM messages WHERE inbound AND handled_at IS NULL UNION ALL"
            " SELECT 1 FROM dispatches WHERE status IN ('queued', 'sending', 'unclear')"
        )
        async with asyncio.timeout(WITHIN):
            while await self.rows(waiting):
                await asyncio.sleep(0.05)

    @asynccontextmanager
    async def suspended(self, name: str) -> AsyncIterator[None]:
        """A process that hangs: it takes requests, and answers none."""
        process = self.whole.processes.pid(name)
        os.killpg(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(process, signal.SIGCONT)

    async def ready_again(self, program: Program) -> None:
        await self.whole.processes.wait_until_ready(program)

    @asynccontextmanager
    async def signed_in(self, username: str) -> AsyncIterator[httpx.AsyncClient]:
        """A practitioner's browser, past the sign-in form; they stay signed in: a code opens once."""
        async with httpx.AsyncClient(base_url=self.address, follow_redirects=True, timeout=10) as browser:
            if username not in self.sessions:
                await self._sign_in(browser, username)
                self.sessions[username] = browser.cookies
            browser.cookies = self.sessions[username]
            yield browser

    async def _sign_in(self, browser: httpx.AsyncClient, username: str) -> None:
        password, secret = demo.credentials(self.whole.vault, username)
        form = {"username": username, "password": password, "code": pyotp.TOTP(secret).now()}
        page = await browser.get("/sign-in")
        answer = await browser.post("/sign-in", data=form | token_of(page))
        assert answer.status_code == 200, "sign-in was refused"


def token_of(page: httpx.Response) -> dict[str, str]:
    """The hidden field that protects a page's forms."""
    found = re.search(r'<input[^>]*name="(csrf\w*|_?token)"[^>]*value="([^"]+)"', page.text)
    assert found, "the page has no form token"
    return {found[1]: found[2]}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Running]:
    async with stage(Settings(), lambda _: None) as whole:
        await demo.add_demo_people(whole.database, whole.vault, system_clock())
        async with whole.database.transaction() as connection:
            # Only the check-ins that a test opens: none that fall due meanwhile.
            await connection.execute(text("UPDATE young_people SET next_check_in_at = NULL"))
        yield Running(whole)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rehearsal(running: Running) -> AsyncIterator[Rehearsal]:
    """Conversations played beside the other tests, in the same service."""
    stage_of_its_own = Rehearsal(running.whole)
    yield stage_of_its_own
    await stage_of_its_own.close()
