"""Running what needs the Rasa server's Python: a process of its own, which gives way to those that serve."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.recipes import ASSISTANT_PYTHON, TookTooLongError, TrainingError
from bot.settings import ROOT

LOOK_SECONDS = 0.5
MOST_SECONDS = 1800.0
_GIVES_WAY = 5
_LAST_LINES = 15
# No setting of ours, and so no secret, goes to a process that it is not meant for.
_OURS = ("HAFAN_", "TWILIO_", "DATABASE_")


def run(module: str, arguments: Sequence[str], tick: Callable[[float], None], given: str = "") -> str:
    """What a module writes, after being given a text to read; `tick` is told the seconds so far.

    Raises TrainingError with the last lines of what it said when it fails.
    """
    command = [str(ASSISTANT_PYTHON), "-W", "ignore", "-m", module, *arguments]
    with tempfile.TemporaryDirectory(prefix="hafan-apart-") as folder:
        asked, said, complained = (Path(folder) / name for name in ("asked", "said", "complained"))
        asked.write_text(given, encoding="utf-8")
        with asked.open() as source, said.open("w") as output, complained.open("w") as errors:
            process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(), stdin=source, stdout=output, stderr=errors
            )
            _wait(process, tick)
        if process.returncode:
            lines = (said.read_text() + complained.read_text()).splitlines()
            raise TrainingError("\n".join(lines[-_LAST_LINES:]))
        return said.read_text(encoding="utf-8")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}


def _wait(process: subprocess.Popen[bytes], tick: Callable[[float], None]) -> None:
    os.setpriority(os.PRIO_PROCESS, process.pid, _GIVES_WAY)
    started = time.monotonic()
    try:
        while process.poll() is None:
            took = time.monotonic() - started
            if took > MOST_SECONDS:
                raise TookTooLongError(f"stopped after {MOST_SECONDS:.0f} s")
            tick(took)
            time.sleep(LOOK_SECONDS)
    finally:
        process.kill()
        process.wait()
