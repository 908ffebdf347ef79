"""A real Rasa server with a real PostgreSQL and our actions behind it, for the tests in this folder."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy.engine import make_url

from bot.storage import embedded

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
MODEL = ROOT / "models" / "assistant.tar.gz"
KEY, TOKEN, ACTIONS_KEY = "invented-channel-key", "invented-api-token", "invented-actions-key"
START_SECONDS = 120

_TABLE = """
CREATE SCHEMA IF NOT EXISTS assistant;
CREATE TABLE IF NOT EXISTS assistant.trackers
    (conversation_id text PRIMARY KEY, sealed bytea NOT NULL, updated_at timestamptz NOT NULL);
"""


@dataclass
class Running:
    """Where everything listens, and a way to talk."""

    rasa: str
    actions: str
    database: str
    log: Path
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def post(self, body: Any, key: str | None = KEY) -> httpx.Response:
        headers = {} if key is None else {"X-Hafan-Key": key}
        return httpx.post(f"{self.rasa}/webhooks/hafan/webhook", json=body, headers=headers, timeout=30)

    def say(self, sender: str, text: str, language: str = "en", **metadata: object) -> str | None:
        """What the assistant answers, in one text; None for silence."""
        around = {"language": language, "check_in": True, "paused": False, **metadata}
        replies = self.post({"sender": sender, "message": text, "metadata": around}).json()
        assert len(replies) <= 1
        return replies[0]["text"] if replies else None

    def calls(self) -> list[list[Any]]:
        """What was asked of the service since the last time."""
        made: list[list[Any]] = httpx.get(f"{self.actions}/calls").json()
        return made

    def start_actions(self) -> None:
        port = self.actions.rpartition(":")[2]
        command = [sys.executable, "-m", "tests.assistant.action_server", port, ACTIONS_KEY]
        self.processes["actions"] = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait(f"{self.actions}/calls", self.processes["actions"])

    def stop(self, name: str) -> None:
        process = self.processes.pop(name)
        process.terminate()
        process.wait(20)


@contextmanager
def running(folder: Path, model: Path = MODEL, log_level: str = "DEBUG") -> Iterator[Running]:
    """Starts everything, and stops it at the end."""
    server = embedded.start(folder / "database", durable=False)
    with psycopg.connect(_plain(server.url), autocommit=True) as connection:
        connection.execute(_TABLE)
    under_test = Running(_free_address(), _free_address(), server.url, folder / "rasa.log", folder)
    try:
        under_test.start_actions()
        _start_rasa(under_test, model, log_level)
        yield under_test
    finally:
        for name in list(under_test.processes):
            under_test.stop(name)
        server.stop()


def secrets(under_test: Running, log_level: str) -> dict[str, str]:
    """The environment that the launcher asks for."""
    return {
        "HAFAN_RASA_KEY": KEY,
        "HAFAN_RASA_TOKEN": TOKEN,
        "HAFAN_TRACKER_KEY": base64.b64encode(bytes(32)).decode(),
        "HAFAN_TRACKER_URL": make_url(under_test.database)
        .set(drivername="postgresql+psycopg2")
        .render_as_string(hide_password=False),
        "HAFAN_ACTIONS_URL": f"{under_test.actions}/webhook",
        "HAFAN_ACTIONS_KEY": ACTIONS_KEY,
        "HAFAN_LOG_LEVEL": log_level,
    }


def _start_rasa(under_test: Running, model: Path, log_level: str) -> None:
    port = under_test.rasa.rpartition(":")[2]
    command = [str(PYTHON), "-m", "bot.assistant.launcher", "--model", str(model), "--port", port]
    with under_test.log.open("wb") as log:
        under_test.processes["rasa"] = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | secrets(under_test, log_level), stdout=log, stderr=log
        )
    _wait(f"{under_test.rasa}/status?token={TOKEN}", under_test.processes["rasa"])


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended by itself"
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server did not answer in time")


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def _free_address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
