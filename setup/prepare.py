"""Bring the checkout to where the service can run: `make setup`.

Uses the standard library alone, since it runs before anything is installed.
"""

import argparse
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from setup.build_assets import ASSETS, STATIC, build_assets
from setup.steps import ROOT, VENV, SetupError, Step, content_key, run, run_stages, say

RASA_VENV = ROOT / ".venv-rasa"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
PAGE_PACKAGES = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
UV = VENV / "bin" / "uv"


def make_service_environment() -> None:
    _make_environment(VENV, "3.12")
    # Installed by pip with its hash checked; from there on uv installs everything.
    pip = (VENV / "bin/python", "-m", "pip", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", REQUIREMENTS / "uv.txt")


def install_service_packages() -> None:
    _sync(VENV, REQUIREMENTS / "development.txt")
    # Last, because the sync removes whatever its lock does not name, and this names no hash.
    install = (UV, "pip", "install", "--quiet", "--python", VENV / "bin/python")
    run(*install, "--no-deps", "--no-build-isolation", "--editable", ROOT)


def install_rasa() -> None:
    _make_environment(RASA_VENV, "3.10")
    _sync(RASA_VENV, REQUIREMENTS / "rasa.txt")


def install_page_packages() -> None:
    run(VENV / "bin/npm", "ci", "--no-progress")


def _make_environment(folder: Path, version: str) -> None:
    """A new environment of the real interpreter, unless a sound one of this checkout is there."""
    if _is_sound(folder, version):
        return
    shutil.rmtree(folder, ignore_errors=True)
    interpreter = run(ROOT / "setup/find-python", version).strip()
    run(interpreter, "-m", "venv", folder)


def _is_sound(folder: Path, version: str) -> bool:
    """Whether the environment runs, has the version, and was made at this very path."""
    pip = folder / "bin" / "pip"
    if not pip.is_file() or pip.read_bytes()[:300].find(f"{folder}/bin/python".encode()) < 0:
        return False
    try:
        answer = run(folder / "bin/python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
    except SetupError:
        return False
    return answer.strip() == version


def _sync(folder: Path, lock: Path) -> None:
    sync = (UV, "pip", "sync", "--quiet", "--python", folder / "bin/python")
    run(*sync, "--require-hashes", "--compile-bytecode", lock)


def stages() -> list[list[Step]]:
    """What depends on nothing of each other stands side by side."""
    return [[_service_environment()], [_service_packages(), _rasa()], [_page_packages()], [_page_assets()]]


def _service_environment() -> Step:
    key = content_key(REQUIREMENTS / "uv.txt")
    return Step("Python 3.12 environment", VENV / "bin/python", VENV / ".made", key, make_service_environment)


def _service_packages() -> Step:
    key = content_key(REQUIREMENTS / "development.txt", ROOT / "pyproject.toml", *_importable())
    return Step(
        "Service packages (1.7 GB)", VENV / "bin/hafan", VENV / ".installed", key, install_service_packages
    )


def _rasa() -> Step:
    key = content_key(REQUIREMENTS / "rasa.txt")
    title = "Rasa on Python 3.10 (1.6 GB)"
    return Step(title, RASA_VENV / "bin/python", RASA_VENV / ".installed", key, install_rasa)


def _page_packages() -> Step:
    key = content_key(*PAGE_PACKAGES)
    sass = NODE_MODULES / "sass/sass.js"
    return Step("Page packages", sass, NODE_MODULES / ".installed", key, install_page_packages)


def _page_assets() -> Step:
    key = content_key(*PAGE_PACKAGES, ASSETS, ROOT / "setup/build_assets.py")
    return Step("Page styles and scripts", STATIC / "manifest.json", STATIC / ".built", key, build_assets)


def _importable() -> list[str]:
    """The editable install is a list of the packages of its day: a new one needs a new list."""
    return [name for name in ("actions", "bot") if (ROOT / name).is_dir()]


def _check_place() -> None:
    """Programs in an environment name their interpreter in a first line that ends at a space."""
    if odd := sorted(set(str(ROOT)) & set(" \t:$'\"\\")):
        raise SetupError(f"The checkout's path must not contain {odd[0]!r}: move it and run again.\n{ROOT}")


@contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time in a checkout: `make run` and `make test` may be started together."""
    with (ROOT / ".setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up runs in this checkout: waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="setup/start", description=__doc__.splitlines()[0])
    parser.add_argument("--browser", action="store_true", help="also find or install Chromium for the tests")
    wanted = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        _check_place()
        with _alone():
            if run_stages(stages()):
                say(f"Set-up done in {time.monotonic() - started:.0f} s.")
            if wanted.browser:
                # Only here: the tests need it, the service does not.
                from setup.browser import ensure_browser  # noqa: PLC0415

                ensure_browser()
    except (SetupError, OSError) as error:
        print(f"\nSet-up failed.\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
