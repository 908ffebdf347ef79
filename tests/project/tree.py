"""The checkout's files, as the tests that guard the whole codebase see them."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("actions", "bench", "bot", "setup", "tests")


def git(*words: str) -> str:
    """Git's answer, also where the checkout belongs to another user, as in a container."""
    command = ["git", "-c", "safe.directory=*", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in the project, or would be at the next `git add`."""
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return tuple(path for path in (ROOT / name for name in sorted(set(names)) if name) if path.is_file())


def code_files(*suffixes: str) -> Iterator[Path]:
    """The files of our own code that end so."""
    for path in files():
        if path.relative_to(ROOT).parts[0] in CODE and path.suffix in suffixes:
            yield path


def lines_matching(path: Path, pattern: str) -> list[str]:
    """Where the file's lines match, as `file:line`; nothing for a file that is not text."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    found = re.compile(pattern)
    name = path.relative_to(ROOT)
    return [f"{name}:{number}" for number, line in enumerate(lines, 1) if found.search(line)]
