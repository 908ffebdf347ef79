"""The set-up makes what is out of date, leaves alone what is not, and names what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from setup.steps import SetupError, Step, content_key, run, run_stages
from tests.project.tree import ROOT


def step(folder: Path, key: str, made: list[str]) -> Step:
    def make() -> None:
        made.append(key)
        (folder / "product").write_text(key)

    return Step("Something", folder / "product", folder / "stamp", key, make)


def test_a_step_is_made_once(tmp_path: Path) -> None:
    made: list[str] = []
    assert run_stages([[step(tmp_path, "one", made)]])
    assert not run_stages([[step(tmp_path, "one", made)]])
    assert made == ["one"]


def test_a_step_is_made_again_when_its_sources_change(tmp_path: Path) -> None:
    made: list[str] = []
    run_stages([[step(tmp_path, "one", made)]])
    run_stages([[step(tmp_path, "two", made)]])
    assert made == ["one", "two"]


def test_a_step_is_made_again_when_its_product_is_gone(tmp_path: Path) -> None:
    made: list[str] = []
    run_stages([[step(tmp_path, "one", made)]])
    (tmp_path / "product").unlink()
    run_stages([[step(tmp_path, "one", made)]])
    assert made == ["one", "one"]


def test_a_step_that_fails_is_not_taken_for_done(tmp_path: Path) -> None:
    made: list[str] = []
    run_stages([[step(tmp_path, "one", made)]])

    def fail() -> None:
        raise SetupError("no room")

    failing = Step("Something", tmp_path / "product", tmp_path / "stamp", "two", fail)
    with pytest.raises(SetupError, match="no room"):
        run_stages([[failing]])
    assert not step(tmp_path, "one", made).is_done


def test_the_key_follows_the_content() -> None:
    lock, readme = ROOT / "requirements/uv.txt", ROOT / "pyproject.toml"
    assert content_key(lock) == content_key(lock)
    assert (
        len({content_key(lock), content_key(readme), content_key(lock, readme), content_key(lock, "x")}) == 4
    )


def test_a_command_that_fails_tells_what_it_said() -> None:
    with pytest.raises(SetupError, match="too full"):
        run("sh", "-c", "echo the disk is too full; exit 3")


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(SetupError, match="no-such-program"):
        run("no-such-program")


def find_python(version: str, path: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "setup/find-python"), version]
    environment = os.environ | {"PATH": path}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_missing_python_is_named_with_what_to_do() -> None:
    answer = find_python("3.99", os.environ["PATH"])
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "Python 3.99" in answer.stderr
    assert "pyenv install 3.99" in answer.stderr


def test_a_shim_that_answers_nothing_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    answer = find_python("3.12", f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert answer.returncode == 0, answer.stderr
    assert Path(answer.stdout.strip()).is_file()
    assert Path(answer.stdout.strip()) != shim
