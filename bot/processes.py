"""Starting Hafan's processes on one machine, keeping them alive, and stopping them."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import structlog

from bot.app import database_url, plain_url
from bot.keys import actions_key, assistant_key, assistant_token, tracker_key
from bot.lifetime import ends_with_parent
from bot.recipes import ASSISTANT_MODEL, ASSISTANT_PYTHON
from bot.settings import ROOT, Settings
from bot.storage.encryption import Vault

log = structlog.get_logger()

READY_SECONDS = 120
STOP_SECONDS = 10
RESTART_SECONDS = 2


class NotReadyError(Exception):
    """A process did not come up; the text names it and what to look at."""


@dataclass(frozen=True)
class Program:
    """One process: how it is started, and how one sees that it is ready."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]


class Processes:
    """Programs that are started together, restarted when they die, and stopped together."""

    def __init__(self, log_folder: Path) -> None:
        self._log_folder = log_folder
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: list[asyncio.Task[None]] = []

    async def start(self, program: Program) -> None:
        """Start a program, and again whenever it ends by itself."""
        await self._spawn(program)
        self._keepers.append(asyncio.create_task(self._keep(program)))

    async def wait_until_ready(self, program: Program) -> None:
        """Return once the program works; raises NotReadyError."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while not await program.ready():
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise NotReadyError(f"{program.name} did not come up: see {self._log(program.name)}") from None

    async def _spawn(self, program: Program) -> None:
        with self._log(program.name).open("ab") as output:
            self._running[program.name] = await asyncio.create_subprocess_exec(
                *program.command,
                cwd=ROOT,
                env=dict(program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=ends_with_parent(signal.SIGTERM),
            )

    async def _keep(self, program: Program) -> None:
        while True:
            code = await self._running[program.name].wait()
            log.error("process_ended", process=program.name, code=code)
            await asyncio.sleep(RESTART_SECONDS)
            await self._spawn(program)

    def _log(self, name: str) -> Path:
        self._log_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._log_folder / f"{name}.log"

    def pid(self, name: str) -> int:
        """The process, and its group, under which a program runs just now."""
        return self._running[name].pid

    def kill(self, name: str) -> None:
        """End a process as a crash would; it is started again."""
        self._signal(self._running[name], signal.SIGKILL)

    async def stop(self) -> None:
        """Ask every program to end, and see to it that it does."""
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for process in self._running.values():
            self._signal(process, signal.SIGTERM)
        await asyncio.gather(*(self._end(process) for process in self._running.values()))

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._signal(process, signal.SIGKILL)
            await process.wait()

    @staticmethod
    def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, number)


def free_ports(count: int) -> list[int]:
    """Ports on this machine that nobody listens on just now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listening.getsockname()[1] for listening in sockets]
    for listening in sockets:
        listening.close()
    return ports


def port_is_free(port: int) -> bool:
    """Whether a server could listen there."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _inherited() -> dict[str, str]:
    """What a child needs of this environment; no setting of ours goes to a process it is not meant for."""
    kept = (
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "TMPDIR",
        "SSL_CERT_FILE",
        "COVERAGE_PROCESS_START",
        "COVERAGE_FILE",
    )
    found = {name: os.environ[name] for name in kept if name in os.environ}
    return found | {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


def _ours(settings: Settings, vault: Vault, *roles: str) -> dict[str, str]:
    """The settings as environment variables, with the database entrance of these roles alone."""
    values = settings.model_dump(mode="python", exclude_none=True)
    plain = {
        f"HAFAN_{name.upper()}": getattr(value, "get_secret_value", lambda value=value: value)()
        for name, value in values.items()
        if "database_url" not in name
    }
    setting = {role: f"HAFAN_{role.removeprefix('hafan_').upper()}_DATABASE_URL" for role in roles}
    urls = {name: database_url(settings, vault, role) for role, name in setting.items()}
    return _inherited() | {name: str(value) for name, value in (plain | urls).items()}


def serve_program(settings: Settings, vault: Vault) -> Program:
    """Webhooks, pages and the assistant's actions."""
    environment = _ours(settings, vault, "hafan_web", "hafan_intake")
    command = (sys.executable, "-m", "bot.cli", "serve")
    return Program("serve", command, environment, _answers(f"http://127.0.0.1:{settings.port}/readyz"))


def worker_program(settings: Settings, vault: Vault) -> Program:
    """The job worker. It is ready as soon as it runs: jobs wait for it."""

    async def started() -> bool:
        return True

    return Program(
        "worker", (sys.executable, "-m", "bot.cli", "worker"), _ours(settings, vault, "hafan_worker"), started
    )


def assistant_program(settings: Settings, vault: Vault, endpoints: Path = ROOT / "endpoints.yml") -> Program:
    """Rasa, which is given nothing but its own secrets and its own database entrance."""
    token = assistant_token(vault)
    environment = _inherited() | {
        "HAFAN_RASA_KEY": assistant_key(vault),
        "HAFAN_RASA_TOKEN": token,
        "HAFAN_TRACKER_KEY": tracker_key(vault),
        "HAFAN_ACTIONS_URL": f"http://127.0.0.1:{settings.internal_port}/webhook",
        "HAFAN_ACTIONS_KEY": actions_key(vault),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
    }
    if settings.database_url or settings.tracker_database_url:
        environment["HAFAN_TRACKER_URL"] = plain_url(database_url(settings, vault, "hafan_rasa"))
    command = [str(ASSISTANT_PYTHON), "-m", "bot.assistant.launcher", "--port", str(settings.assistant_port)]
    command += ["--model", str(settings.models_folder / ASSISTANT_MODEL), "--endpoints", str(endpoints)]
    ready = _answers(f"{settings.assistant_address}/status?token={token}")
    return Program("assistant", tuple(command), environment, ready)


def _answers(url: str) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        async with httpx.AsyncClient() as client:
            try:
                return (await client.get(url, timeout=3)).status_code == httpx.codes.OK
            except httpx.HTTPError:
                return False

    return ready
