"""A set-up is a list of steps; each runs only when what it is made from has changed."""

import hashlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
HEARTBEAT_SECONDS = 30.0
SHOWN_LINES = 40
# Where Debian and Ubuntu, Fedora and Red Hat, and others keep the certificates that the machine trusts.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


class SetupError(Exception):
    """The set-up cannot go on; the message says why and, where known, what to do."""


@dataclass(frozen=True)
class Step:
    """A thing to make, and the stamp that says it was made from the present sources."""

    title: str
    product: Path
    stamp: Path
    key: str
    make: Callable[[], None]

    @property
    def is_done(self) -> bool:
        """An interpreter that was removed leaves a dangling link, which does not exist either."""
        return self.product.exists() and self.stamp.is_file() and self.stamp.read_text() == self.key


def content_key(*parts: Path | str) -> str:
    """A hash of the files' bytes (folders: of every file in them) and of the plain strings.

    The checkout's own path is always part of it: environments do not survive being moved.
    """
    digest = hashlib.sha256(str(ROOT).encode())
    for part in parts:
        for name, content in _contents(part):
            digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _contents(part: Path | str) -> Iterator[tuple[str, bytes]]:
    if isinstance(part, str):
        yield "", part.encode()
        return
    files = sorted(path for path in part.rglob("*") if path.is_file()) if part.is_dir() else [part]
    for path in files:
        yield str(path.relative_to(ROOT)), path.read_bytes() if path.is_file() else b""


def run(*command: str | Path) -> str:
    """The command's output, run in the checkout with the environment's programs first on PATH."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise SetupError(f"Cannot run {command[0]}: {error}") from error
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-SHOWN_LINES:])
        raise SetupError(f"{tail}\n\nThis command failed: {' '.join(map(str, command))}")
    return done.stdout


def _environment() -> dict[str, str]:
    """This process's environment, made to trust what the machine trusts.

    uv and node bring certificates of their own, which fail behind a proxy that the machine knows.
    """
    environment = os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    if bundle := next((path for path in CERTIFICATES if Path(path).is_file()), None):
        environment = {"SSL_CERT_FILE": bundle, "NODE_EXTRA_CA_CERTS": bundle} | environment
    return environment


def run_stages(stages: Sequence[Sequence[Step]]) -> bool:
    """Make what is out of date, stage by stage, a stage's steps side by side; whether anything was.

    A stage is judged only when the one before it is made, since that may remove its stamps.
    """
    total = sum(len(stage) for stage in stages)
    first, made = 1, False
    for stage in stages:
        due = [(number, step) for number, step in enumerate(stage, first) if not step.is_done]
        with ThreadPoolExecutor(max_workers=max(1, len(due))) as pool:
            for result in [pool.submit(_make, f"[{number}/{total}]", step) for number, step in due]:
                result.result()
        first, made = first + len(stage), made or bool(due)
    return made


def _make(number: str, step: Step) -> None:
    started = time.monotonic()
    say(f"{number} {step.title} ...")
    step.stamp.unlink(missing_ok=True)
    with _heartbeat(f"{number} {step.title}", started):
        step.make()
    step.stamp.parent.mkdir(parents=True, exist_ok=True)
    step.stamp.write_text(step.key)
    say(f"{number} {step.title}: done in {time.monotonic() - started:.0f} s")


@contextmanager
def _heartbeat(label: str, started: float) -> Iterator[None]:
    """Say now and then that a long step still works: a silent terminal looks like a hung one."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            say(f"{label}: still working, {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def say(line: str) -> None:
    print(line, flush=True)
