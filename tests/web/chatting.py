"""A young person's web chat for the tests: links, PINs, what is written there and what comes back."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import httpx
import pytest

from bot import replies, sending
from bot.channels.contract import Outcome, Sent
from bot.letters import Carriers
from bot.parts import Parts
from bot.storage import chat_access
from bot.web.authentication import new_hash
from tests.test_replies import Told
from tests.web.conftest import Browser, Service

PIN = "270419"


@dataclass
class Texts:
    """Takes texts for phones, and carries none: the chat's own must not come this way."""

    carried: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, to: str, body: str, callback_url: str, **_: object) -> Outcome:
        self.carried.append((to, body))
        return Sent(f"SM{len(self.carried)}")


@dataclass
class Chat:
    """One young person, their practitioner, and the worker that answers."""

    service: Service
    person: UUID
    number: str
    practitioner: UUID
    worker: Parts
    assistant: Told = field(default_factory=Told)
    texts: Texts = field(default_factory=Texts)

    async def link(self, pin: str | None = PIN) -> str:
        """The path of a new link, with a PIN that was agreed unless it is None."""
        world = self.service.world
        async with world.parts.database.transaction() as connection:
            if pin:
                agreed = await new_hash(chat_access.pin_key(world.vault, self.person, pin))
                await chat_access.agree_on_pin(connection, self.person, agreed, world.clock())
            made = await chat_access.invite(
                connection, world.vault, self.person, self.practitioner, world.clock()
            )
        return f"/chat/{chat_access.link_token(world.vault, made)}"

    async def enter(self, pin: str = PIN, link: str | None = None) -> Browser:
        """A browser in which the chat is open."""
        browser = self.service.browser()
        answer = await type_pin(browser, link or await self.link(pin), pin)
        assert answer.status_code == 303
        await browser.get("/chat")
        return browser

    async def work(self) -> None:
        """Let the worker answer and send whatever waits, as its jobs would."""
        rows = self.service.world.rows
        for row in await rows(
            "SELECT id FROM messages WHERE inbound AND handled_at IS NULL ORDER BY sequence"
        ):
            await replies.reply(self.worker, self.assistant, row.id)
        waiting = (
            "SELECT id FROM dispatches WHERE status = 'queued' AND young_person_id IS NOT NULL"
            " ORDER BY created_at"
        )
        carriers = Carriers(self.texts, None, None)  # type: ignore[arg-type]
        for row in await rows(waiting):
            await sending.send(self.worker, carriers, row.id, 3)

    def answers(self, *texts: str) -> None:
        """What the assistant says from now on."""
        self.assistant = Told(texts)


async def type_pin(browser: Browser, link: str, pin: str, **form: str) -> httpx.Response:
    """Open a link and send the form at its door."""
    await browser.get(link)
    return await browser.post("/chat/enter", link=link.removeprefix("/chat/"), pin=pin, again=pin, **form)


async def write(browser: Browser, text: str, client: str = "one") -> httpx.Response:
    """Write as a page that runs its script does."""
    token = {"csrf_token": browser.token}
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"accept": "application/json", "cookie": cookie}
    return await browser.http.post("/chat", data=token | {"text": text, "client": client}, headers=headers)


def words(answer: httpx.Response) -> str:
    """What a page says, without its HTML."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def said(answer: httpx.Response) -> Sequence[str]:
    """The words of each message that a page shows, in order."""
    found = re.findall(r'<p class="said__words">(.*?)</p>', answer.text, re.DOTALL)
    return [html.unescape(one) for one in found]


@pytest.fixture
async def chat(service: Service) -> Chat:
    world = service.world
    practitioner = await world.add_staff(name="Mari Enghraifft")
    person, number = await world.add_young_person(assigned=practitioner, name="Alex Invented")
    return Chat(service, person, number, practitioner, world.parts_of("hafan_worker"))
