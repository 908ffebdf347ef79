"""How fast the caseload page is: 500 young people, 1,000,000 messages, 200 practitioners.

Run by itself with: .venv/bin/python -m bench.caseload
"""

import asyncio
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from sanic import Sanic
from sqlalchemy import make_url, text

from bench.figures import percentiles
from bot.domain.languages import Language
from bot.domain.staff import Capacity, Role
from bot.examples.desk import Desk
from bot.examples.kept import example_files
from bot.parts import system_clock
from bot.promotion.parsing import Parsing
from bot.recipes import DATA_FOLDER
from bot.settings import Settings
from bot.storage import embedded, people, sign_ins, staff
from bot.storage.database import Database
from bot.storage.encryption import Vault, new_master_key
from bot.storage.migrate import driver_url, migrate, role_url
from bot.web import Web, register

YOUNG_PEOPLE, PRACTITIONERS = 500, 200
# Each practitioner has about twenty young people, as the assigned one of some and a deputy of others.
WORKERS_EACH = 8
REQUESTS = 300
WARM_UP = 20

FILL = Path(__file__).with_suffix(".sql")


async def measure() -> None:
    """Print how long the page takes, for a practitioner and for somebody who sees everybody."""
    with tempfile.TemporaryDirectory(prefix="hafan-bench-") as folder:
        vault = Vault.from_base64(new_master_key())
        server = embedded.start(Path(folder), "bench", durable=False)
        try:
            migrate(server.url, vault)
            await _measure(server.url, vault)
        finally:
            server.stop()
            embedded.remove(Path(folder))


async def _measure(url: str, vault: Vault) -> None:
    owner = Database(driver_url(url))
    members, everybody = await _fill(owner, vault)
    async with _serving(url, vault) as address:
        sessions = [await _sign_in(owner, member) for member in (*members, everybody)]
        for name, cookies, clients in (
            ("20 young people", sessions[:-1], 1),
            ("20 young people", sessions[:-1], 8),
            ("500 young people", sessions[-1:], 1),
        ):
            took = await _ask(address, cookies, clients)
            print(f"caseload page, {name}, {clients} at once: {percentiles(took)}")
    await owner.close()


async def _fill(owner: Database, vault: Vault) -> tuple[list[UUID], UUID]:
    """(the practitioners, somebody who sees everybody)."""
    now = datetime.now(UTC)
    async with owner.transaction() as connection:
        members = [await _add_member(connection, vault, number, now) for number in range(PRACTITIONERS + 1)]
        for number in range(YOUNG_PEOPLE):
            person = await people.add(
                connection,
                vault,
                name=f"Bench Example {number}",
                phone=f"+44770090{number:04}",
                language=Language.ENGLISH,
                now=now,
                next_check_in_at=now,
            )
            for place in range(WORKERS_EACH):
                worker = members[(number + place * 25) % PRACTITIONERS]
                capacity = Capacity.DEPUTY if place else Capacity.ASSIGNED
                await people.assign(connection, person, worker, capacity, now)
            await people.assign(connection, person, members[-1], Capacity.DEPUTY, now)
        await connection.exec_driver_sql(FILL.read_text())
        stored = (await connection.execute(text("SELECT count(*) FROM messages"))).scalar_one()
    print(f"caseload: {YOUNG_PEOPLE} young people, {stored:,} messages, {PRACTITIONERS} practitioners")
    return members[:-1], members[-1]


async def _add_member(connection: Any, vault: Vault, number: int, now: datetime) -> UUID:
    return await staff.add(
        connection,
        vault,
        username=f"bench{number}",
        name=f"Bench Staff {number}",
        phone=None,
        role=Role.PRACTITIONER,
        language=Language.ENGLISH,
        password_hash="none",
        totp_secret="JBSWY3DPEHPK3PXP",
        now=now,
    )


async def _sign_in(owner: Database, member: UUID) -> str:
    token = uuid4().hex
    async with owner.transaction() as connection:
        await sign_ins.begin(connection, member, token, system_clock())
    return f"hafan={token}"


@asynccontextmanager
async def _serving(url: str, vault: Vault) -> AsyncIterator[str]:
    """One process of the pages, on a free port."""
    place = role_url(url, vault, "hafan_web")
    listen = make_url(place).set(drivername="postgresql").render_as_string(hide_password=False)
    app: Sanic[Any, Any] = Sanic("bench-pages", configure_logging=False)
    app.config.update(ACCESS_LOG=False, AUTO_EXTEND=False, MOTD=False, TOUCHUP=False)
    database, settings = Database(place), Settings(public_url="http://127.0.0.1:8000")
    # Pages about examples are not what is measured.
    desk = Desk(example_files(settings, DATA_FOLDER), lambda _text: ())
    parsing = Parsing(httpx.AsyncClient(), settings.assistant_address, "none")
    register(app, Web(settings, database, vault, system_clock, listen, desk, parsing))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server: Any = await app.create_server(sock=listening, asyncio_server_kwargs={"start_serving": False})
        await server.startup()
        await server.before_start()
        await server.start_serving()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        await server.before_stop()
        server.close()
        await server.wait_closed()
    await database.close()


async def _ask(address: str, cookies: list[str], clients: int) -> list[float]:
    """Seconds for each request; each client asks for one practitioner's page after another's."""
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        await _ask_in_turn(http, cookies, WARM_UP)
        each = [_ask_in_turn(http, cookies[client:], REQUESTS // clients) for client in range(clients)]
        return [seconds for took in await asyncio.gather(*each) for seconds in took]


async def _ask_in_turn(http: httpx.AsyncClient, cookies: list[str], requests: int) -> list[float]:
    took = []
    for number in range(requests):
        begun = time.perf_counter()
        answer = await http.get("/young-people", headers={"cookie": cookies[number % len(cookies)]})
        took.append(time.perf_counter() - begun)
        assert answer.status_code == 200, answer.status_code
        assert "Bench Example" in answer.text
    return took


if __name__ == "__main__":
    asyncio.run(measure())
