"""The pages on a real server and a real PostgreSQL, entered as the role that row-level security binds."""

import itertools
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, async_playwright
from sanic import Sanic
from sqlalchemy import make_url

from bot.channels.contract import InboundText
from bot.domain.staff import Role
from bot.examples.desk import Desk
from bot.examples.kept import InDatabase
from bot.promotion.parsing import Parsing
from bot.receive import receive
from bot.settings import Settings
from bot.storage import sign_ins
from bot.storage.migrate import role_url
from bot.web import Web, cookies, register
from bot.web.chat import register_chat
from setup.browser import find_browser
from tests.fixtures import PUBLIC, World
from tests.project.tree import ROOT
from tests.safeguarding_changes.writing import Folder, small_release

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_ids = itertools.count()
# As the demo is served: a real browser knows no certificate of ours for https.
DEMO = "http://127.0.0.1:8000"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TOKEN = re.compile(r'name="csrf_token" value="(\w+)"')


def web_app(world: World, *, public_url: str = PUBLIC, settings: Settings | None = None) -> Sanic[Any, Any]:
    """The pages as `bot.app` puts them together."""
    url = role_url(world.url, world.vault, "hafan_web")
    listen_url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = Sanic(f"pages-{uuid4().hex[:8]}", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)
    settings = settings or Settings(public_url=public_url)
    desk = Desk(InDatabase(ROOT / "data"), world.parts.screen)
    # Nobody listens there: as when the assistant is down.
    parsing = Parsing(httpx.AsyncClient(), "http://127.0.0.1:9", "no token")
    database = world.database("hafan_web")
    register(app, Web(settings, database, world.vault, world.clock, listen_url, desk, parsing))
    register_chat(app, world.parts_of("hafan_intake"))
    return app


@asynccontextmanager
async def serving(app: Sanic[Any, Any], port: int = 0) -> AsyncIterator[str]:
    """The app on a free port of this machine, or on one that was found free; its address."""
    with socket.create_server(("127.0.0.1", port)) as listening:
        server: Any = await app.create_server(sock=listening, asyncio_server_kwargs={"start_serving": False})
        await server.startup()
        await server.before_start()
        await server.start_serving()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            await server.before_stop()
            server.close()
            await server.wait_closed()


@dataclass
class Browser:
    """Keeps cookies and the form token as a browser does, also the cookies that only https would carry."""

    http: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self._send("GET", path, None, headers)

    async def post(self, path: str, **form: str | list[str]) -> httpx.Response:
        """Send a form with the token of the last page, unless the form brings its own."""
        return await self._send("POST", path, {"csrf_token": self.token, **form}, {})

    async def _send(
        self, method: str, path: str, form: dict[str, str | list[str]] | None, headers: dict[str, str]
    ) -> httpx.Response:
        sent = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | headers
        answer = await self.http.request(method, path, data=form, headers=sent)
        self._keep(answer)
        return answer

    def _keep(self, answer: httpx.Response) -> None:
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        if found := TOKEN.search(answer.text):
            self.token = found[1]


@dataclass
class Service:
    """The running pages, and who uses them."""

    world: World
    app: Sanic[Any, Any]
    address: str
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def browser(self) -> Browser:
        self.clients.append(httpx.AsyncClient(base_url=self.address, follow_redirects=False, timeout=20))
        return Browser(self.clients[-1])

    async def sign_in(self, member: UUID) -> Browser:
        """A browser in which this member of staff has signed in, with the token of a page of theirs."""
        browser, token = self.browser(), uuid4().hex
        async with self.world.parts.database.transaction() as connection:
            await sign_ins.begin(connection, member, token, self.world.clock())
        browser.cookies[cookies.name(self.app.ctx.web, cookies.SESSION)] = token
        await browser.get("/account")
        return browser

    async def member(self, role: Role = Role.PRACTITIONER, **details: Any) -> tuple[UUID, Browser]:
        """A new member of staff who has signed in."""
        member = await self.world.add_staff(role, totp_secret=SECRET, **details)
        return member, await self.sign_in(member)

    async def carry_over(self, browser: Browser, page: Page) -> None:
        """Let a real browser go on in this session."""
        name = cookies.name(self.app.ctx.web, cookies.SESSION)
        session = browser.cookies[name]
        await page.context.add_cookies([{"name": name, "value": session, "url": self.address}])

    async def says(self, number: str, body: str) -> None:
        """A text comes in."""
        intake = self.world.parts_of("hafan_intake")
        text = InboundText(
            sender=number,
            recipient="+447700900999",
            body=body,
            provider_id=f"SMweb{next(_ids)}",
            media_count=0,
        )
        await receive(text, intake)

    async def reference(self) -> str:
        """The newest alert's."""
        rows = await self.world.rows("SELECT reference FROM alerts ORDER BY opened_at DESC LIMIT 1")
        return str(rows[0].reference)


@pytest.fixture(scope="session", autouse=True)
def _handlers_read_once() -> Iterator[None]:
    """Sanic reads each handler's source anew for each app, and here every test has an app of its own."""
    read, found = Sanic._determine_error_format, dict[object, str]()

    def read_once(app: Sanic[Any, Any], handler: object) -> str:
        if handler not in found:
            found[handler] = read(app, handler)
        return found[handler]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sanic, "_determine_error_format", read_once)
        yield


@pytest.fixture
async def service(world: World, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    url = DEMO if request.node.get_closest_marker("browser") else PUBLIC
    # Looking at models takes in what serves: here nothing, and not what this checkout was trained with.
    app = web_app(world, settings=Settings(public_url=url, models_folder=tmp_path / "models"))
    async with serving(app) as address:
        running = Service(world, app, address)
        yield running
        for client in running.clients:
            await client.aclose()


@asynccontextmanager
async def chromium(address: str, **options: Any) -> AsyncIterator[BrowserContext]:
    """A real browser of its own, for the pages at this address."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        # Only what the test itself brings in, axe, needs to get past the content policy.
        yield await browser.new_context(base_url=address, bypass_csp=True, **options)
        await browser.close()


@pytest.fixture
async def page(service: Service) -> AsyncIterator[Page]:
    async with chromium(service.address) as context:
        yield await context.new_page()


@pytest.fixture
async def administrator(service: Service) -> Browser:
    _, browser = await service.member(Role.ADMINISTRATOR, name="Gwen Sampl")
    return browser


@dataclass
class Case:
    """One young person with an open alert, their practitioner, and a practitioner of others."""

    young_person: UUID
    number: str
    practitioner: UUID
    theirs: Browser
    others: Browser
    reference: str


@pytest.fixture
async def case(service: Service) -> Case:
    practitioner, theirs = await service.member(name="Mari Enghraifft")
    _, others = await service.member(name="Tom Example")
    person, number = await service.world.add_young_person(assigned=practitioner, name="Alex Invented")
    await service.says(number, "he said hell hurt me")
    return Case(person, number, practitioner, theirs, others, await service.reference())


@pytest.fixture
async def trainer(service: Service) -> Browser:
    _, browser = await service.member(Role.TRAINER, name="Catrin Hyfforddwr")
    return browser


@pytest.fixture
def folder(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The files that screening is released with, small ones in place of ours."""
    folder = small_release(tmp_path, monkeypatch)
    service.app.ctx.released = folder.released
    return folder
