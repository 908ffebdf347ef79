"""Find Chromium for the browser tests, or install one."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from setup.steps import VENV, SetupError, run, say

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> Path | None:
    """An installed Chromium or Chrome that answers, playwright's own download included."""
    return next((path for path in _candidates() if _answers(path)), None)


def ensure_browser() -> Path:
    """The browser's path; installs one where there is none.

    As root on Debian or Ubuntu from the system's packages, otherwise playwright's own download.
    """
    if found := find_browser():
        return found
    reasons = []
    for install in (_install_from_system, _install_from_playwright):
        try:
            install()
        except SetupError as error:
            reasons.append(str(error))
        if found := find_browser():
            say(f"Browser for the tests: {found}")
            return found
    what_to_do = "The browser tests need Chromium or Chrome on PATH: install either and run again."
    raise SetupError("\n".join([*reasons, what_to_do]))


def _candidates() -> Iterator[Path]:
    for name in PROGRAMS:
        if path := shutil.which(name):
            yield Path(path)
    caches = "Library/Caches" if platform.system() == "Darwin" else ".cache"
    default = Path.home() / caches / "ms-playwright"
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or default)
    yield from sorted(downloads.glob("chromium-*/chrome-*/chrome"), reverse=True)
    yield from sorted(downloads.glob("chromium-*/chrome-*/*.app/Contents/MacOS/*"), reverse=True)


def _answers(path: Path) -> bool:
    """Ubuntu's `chromium-browser` can be a stub that only says to install something else."""
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _install_from_system() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise SetupError("The system's packages can only be installed by root on Debian or Ubuntu.")
    say("No browser for the tests: installing chromium with apt-get (takes a minute or two) ...")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run("apt-get", "update", "-q")
    run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")


def _install_from_playwright() -> None:
    say("No browser for the tests: downloading playwright's own Chromium (takes a minute or two) ...")
    run(VENV / "bin/playwright", "install", "chromium")


if __name__ == "__main__":
    try:
        print(ensure_browser())
    except SetupError as error:
        sys.exit(str(error))
