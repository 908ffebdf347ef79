"""The embedded database under the whole service."""

import asyncio
import os
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest

from bot.storage import embedded
from bot.whole import embedded_database

pytestmark = pytest.mark.service


def kill(pid_file: Path) -> None:
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGKILL)


async def test_an_embedded_database_that_is_killed_is_started_again() -> None:
    folder = Path(tempfile.mkdtemp(prefix="hafan-killed-"))
    async with embedded_database(folder) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            [[data]] = connection.execute("SHOW data_directory").fetchall()
        kill(Path(data, "postmaster.pid"))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(20):
            while embedded.running_url(folder) is None:
                await asyncio.sleep(0.1)
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert embedded.running_url(folder) is None
    embedded.remove(folder)
