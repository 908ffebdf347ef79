"""How soon an alert stands on an open page after the web hook's answer, with a hundred pages open."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from bench.figures import percentiles
from bot.app import DEMO_NUMBER, DEMO_TOKEN
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.parts import system_clock
from bot.storage import people, sign_ins, staff
from bot.whole import Whole

PAGES = 100
A_SECOND = 20
SECONDS = 10
NUMBERS = [f"+447700900{number:03d}" for number in range(500, 500 + A_SECOND * SECONDS)]
WORDS = "he says hell hurt me if i tell"
# What comes later than this after the last text counts as not shown.
PATIENCE = 30.0
REFERENCES = re.compile(r'data-alerts="([^"]*)"')


@dataclass
class Page:
    """One practitioner's open page: when it first showed each alert."""

    client: httpx.AsyncClient
    session: str
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    seen: dict[str, float] = field(default_factory=dict)

    async def stay_open(self) -> None:
        """Listen, and ask what waits whenever something changed, as the page's script does."""
        cookies = {"cookie": f"hafan={self.session}"}
        async with self.client.stream("GET", "/live", headers=cookies) as stream:
            async for line in stream.aiter_lines():
                if line == "event: changed":
                    answer = await self.client.get("/live/state", headers=cookies)
                    for one in _references(answer.text):
                        self.seen.setdefault(one, time.perf_counter())
                    self.opened.set()


def _references(page: str) -> list[str]:
    found = REFERENCES.search(page)
    assert found, "the page does not say what waits"
    return [one.partition(":")[0] for one in found[1].split()]


async def measure(whole: Whole) -> None:
    """Print the time from the web hook's answer until the alert is on its practitioner's page."""
    sessions = await _add_people(whole)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=PAGES)
    address = whole.settings.public_address
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=None) as client:
        pages = [Page(client, session) for session in sessions]
        tasks = [asyncio.create_task(page.stay_open()) for page in pages]
        try:
            await asyncio.gather(*(page.opened.wait() for page in pages))
            answered = await _text_steadily(whole)
            shown = await _wait(whole, pages, answered)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    print(
        f"alert on the page, {PAGES} pages open, {A_SECOND} texts/s: {percentiles(shown)}"
        f"   ({len(NUMBERS)} sent, {len(answered)} accepted, {len(shown)} shown)"
    )


async def _add_people(whole: Whole) -> list[str]:
    """A practitioner for each page, with two young people each; their sessions."""
    sessions, now = [], system_clock()
    async with whole.database.transaction() as connection:
        for number in range(PAGES):
            member = await staff.add(
                *(connection, whole.vault),
                username=f"bench{number}",
                name="Bench Example",
                phone=None,
                role=Role.PRACTITIONER,
                language=Language.ENGLISH,
                password_hash="none",
                totp_secret="",
                now=now,
            )
            sessions.append(uuid4().hex)
            await sign_ins.begin(connection, member, sessions[-1], now)
            for phone in NUMBERS[number::PAGES]:
                person = await people.add(
                    *(connection, whole.vault),
                    name="Bench Example",
                    phone=phone,
                    language=Language.ENGLISH,
                    now=now,
                    next_check_in_at=None,
                )
                await people.assign(connection, person, member, Capacity.ASSIGNED, now)
    return sessions


async def _text_steadily(whole: Whole) -> dict[str, float]:
    """When each text was answered, by its provider's id; they leave at an even pace whatever happens."""
    url, answered = f"{whole.settings.public_address}/sms/inbound", {}
    validator = RequestValidator(DEMO_TOKEN)

    async def send(client: httpx.AsyncClient, number: str, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        form = {"MessageSid": f"SM{uuid4().hex}", "From": number, "To": DEMO_NUMBER, "Body": WORDS}
        signature = str(validator.compute_signature(url, form))
        answer = await client.post(url, data=form, headers={"X-Twilio-Signature": signature})
        if answer.is_success:
            answered[form["MessageSid"]] = time.perf_counter()

    started = time.perf_counter()
    async with httpx.AsyncClient(timeout=60) as client:
        await asyncio.gather(
            *(send(client, number, started + place / A_SECOND) for place, number in enumerate(NUMBERS))
        )
    return answered


async def _wait(whole: Whole, pages: list[Page], answered: dict[str, float]) -> list[float]:
    """Seconds for each alert that its page has shown; a page may be quicker than our own reading."""
    references = await _alerts(whole)
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        seen = {one: at for page in pages for one, at in page.seen.items()}
        if all(reference in seen for reference in references.values()):
            break
        await asyncio.sleep(0.1)
    return [
        max(0.0, seen[references[text_id]] - at)
        for text_id, at in answered.items()
        if references.get(text_id) in seen
    ]


async def _alerts(whole: Whole) -> dict[str, str]:
    """The code of each text's alert, by the provider's id of the text."""
    query = text(
        "SELECT DISTINCT provider_id, reference FROM messages"
        " JOIN concerns ON message_id = messages.id JOIN alerts ON alerts.id = alert_id"
    )
    async with whole.database.transaction() as connection:
        return {row.provider_id: row.reference for row in await connection.execute(query)}
