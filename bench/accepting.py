"""How many texts a second are accepted for good, beside what the same database can commit at all."""

import asyncio
import itertools
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
from twilio.request_validator import RequestValidator

from bench.figures import percentiles
from bot.app import DEMO_NUMBER, DEMO_TOKEN
from bot.domain.languages import Language
from bot.storage import embedded, people
from bot.whole import Whole

NUMBERS = [f"+447700900{number:03d}" for number in range(300, 500)]
BODIES = (
    "haia",
    "not bad u",
    "7",
    "slept ok i think",
    "dwi'm yn siwr",
    "cant be bothered with school tmrw lol",
)
MESSAGES = 600
WARM_UP = 30
COMMIT = "INSERT INTO bench_commits (filler) VALUES (repeat('x', 300));"


async def measure(whole: Whole) -> None:
    """Print accepted texts a second at 1 and 32 clients, and pgbench's commits a second for each."""
    await _add_young_people(whole)
    await _accept(whole, 8, WARM_UP)
    for clients in (1, 32):
        commits = await asyncio.to_thread(_commits, whole, clients)
        seconds, took = await _accept(whole, clients, MESSAGES)
        rate = len(took) / seconds
        print(
            f"accepting, {clients:2} clients: {rate:6.0f} texts/s  {percentiles(took)}"
            f"   pgbench on the same database: {commits:6.0f} commits/s  (ratio {rate / commits:.2f})"
        )


async def _add_young_people(whole: Whole) -> None:
    async with whole.database.transaction() as connection:
        await connection.exec_driver_sql(
            "CREATE TABLE bench_commits (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, filler text)"
        )
        now = (await connection.exec_driver_sql("SELECT now()")).scalar_one()
        for number in NUMBERS:
            await people.add(
                connection,
                whole.vault,
                name="Bench Example",
                phone=number,
                language=Language.ENGLISH,
                now=now,
                next_check_in_at=None,
            )


async def _accept(whole: Whole, clients: int, messages: int) -> tuple[float, list[float]]:
    """(seconds in all, seconds for each text)."""
    forms = [
        {"MessageSid": f"SM{uuid4().hex}", "From": number, "To": DEMO_NUMBER, "Body": body, "NumMedia": "0"}
        for number, body in itertools.islice(zip(itertools.cycle(NUMBERS), itertools.cycle(BODIES)), messages)
    ]
    url = f"{whole.settings.public_address}/sms/inbound"
    signed = iter([(form, str(RequestValidator(DEMO_TOKEN).compute_signature(url, form))) for form in forms])
    took: list[float] = []
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(limits=limits, timeout=60) as client:
        started = time.perf_counter()
        await asyncio.gather(*(_client(client, url, signed, took) for _ in range(clients)))
        return time.perf_counter() - started, took


async def _client(
    client: httpx.AsyncClient, url: str, signed: Iterator[tuple[dict[str, str], str]], took: list[float]
) -> None:
    for form, signature in signed:
        started = time.perf_counter()
        answer = await client.post(url, data=form, headers={"X-Twilio-Signature": signature})
        took.append(time.perf_counter() - started)
        answer.raise_for_status()


def _commits(whole: Whole, clients: int) -> float:
    """pgbench with one small insert a transaction, through the same socket."""
    assert whole.settings.database_url
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "commit.sql"
        script.write_text(COMMIT)
        done = subprocess.run(
            [
                str(embedded.binaries() / "pgbench"),
                *("--no-vacuum", "--client", str(clients), "--jobs", "2" if clients > 1 else "1"),
                *("--time", "5", "--file", str(script), whole.settings.database_url.get_secret_value()),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])
