"""Open pages hear that something changed, also after the connection to the database was lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast
from uuid import uuid4

import pytest
from sanic import Request

from bot.domain.staff import Role
from bot.web import live
from tests.fixtures import World
from tests.web.conftest import Browser, Case, Service

pytestmark = pytest.mark.service


class Stream:
    """The events of one open page."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.lines = lines

    async def event(self) -> str:
        async with asyncio.timeout(15):
            async for line in self.lines:
                if line.startswith("event: "):
                    return line.removeprefix("event: ")
        return "end"


@pytest.fixture
async def stream(case: Case) -> AsyncIterator[Stream]:
    """The page of the young person's practitioner, past its first event."""
    cookie = f"__Host-hafan={case.theirs.cookies['__Host-hafan']}"
    async with case.theirs.http.stream("GET", "/live", headers={"cookie": cookie}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        opened = Stream(answer.aiter_lines())
        assert await opened.event() == "changed"
        yield opened


async def quiet(service: Service) -> None:
    """Wait until the process listens."""
    async with asyncio.timeout(10):
        while not await service.world.rows("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN hafan%'"):
            await asyncio.sleep(0.05)


async def test_a_new_alert_reaches_an_open_page_and_is_on_its_list(
    service: Service, case: Case, stream: Stream
) -> None:
    await quiet(service)
    before = (await case.theirs.get("/live/alerts")).text
    assert "1 alert waits for somebody" in before
    _, number = await service.world.add_young_person(assigned=case.practitioner, name="Bea Pretend")
    await service.says(number, "he is outside now")
    assert await stream.event() == "changed"
    after = (await case.theirs.get("/live/alerts")).text
    assert "2 alerts wait for somebody" in after
    assert "Bea Pretend" in after
    assert "<html" not in after


async def test_after_a_lost_connection_every_page_asks_again(service: Service, stream: Stream) -> None:
    await quiet(service)
    await service.world.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN hafan%'"
    )
    assert await stream.event() == "changed"


async def test_a_page_whose_session_ended_is_told_and_let_go(
    service: Service, case: Case, stream: Stream
) -> None:
    await quiet(service)
    await case.theirs.post("/sign-out")
    service.app.ctx.live.wake()
    assert await stream.event() == "signed-out"
    assert await stream.event() == "end"
    assert service.app.ctx.live.pages == {}


async def test_a_quiet_stream_shows_that_it_lives(
    service: Service, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)
    cookie = f"__Host-hafan={case.theirs.cookies['__Host-hafan']}"
    async with case.theirs.http.stream("GET", "/live", headers={"cookie": cookie}) as answer:
        async with asyncio.timeout(10):
            async for line in answer.aiter_lines():
                if line.startswith(":"):
                    break


async def test_nobody_listens_in_without_signing_in(service: Service, world: World) -> None:
    answer = await service.browser().get("/live", accept="text/event-stream")
    assert answer.status_code == 401
    _, trainer = await service.member(Role.TRAINER)
    assert (await Browser.get(trainer, "/live")).status_code == 403


async def test_a_change_while_a_page_is_being_told_tells_it_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def signed_in(_request: object) -> bool:
        return True

    monkeypatch.setattr(live, "still_signed_in", signed_in)
    monkeypatch.setattr(live, "BREATH_SECONDS", 0)
    hub = live.Live("")
    with hub.open_page(uuid4()) as changed:
        events = live._events(cast(Request, None), hub, changed)
        assert await anext(events) == live.CHANGED_EVENT
        hub.wake()
        assert await anext(events) == live.CHANGED_EVENT
        hub.wake()
        async with asyncio.timeout(2):
            assert await anext(events) == live.CHANGED_EVENT
