"""The locks fix every package by its hash and leave open where it comes from."""

import json
import re

import pytest

from tests.project.tree import ROOT, lines_matching

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
OVERRIDES = [lock for lock in LOCKS if lock.stem.endswith("-overrides")]
LOCKED = [lock for lock in LOCKS if lock not in OVERRIDES]
REQUIREMENT = re.compile(r"^[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==[^\s;]+( ; .+)?$")


LEFT_OUT = re.compile(r"^([a-z0-9-]+) ; python_version < \"\d\"$")


def requirements(text: str) -> list[str]:
    """Each requirement with its hashes on one line, comments left out."""
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return [line for line in plain.replace("\\\n", " ").splitlines() if line.strip()]


def test_there_is_a_lock_for_each_environment() -> None:
    assert {lock.name for lock in LOCKED} == {"development.txt", "rasa.txt", "service.txt", "uv.txt"}


@pytest.mark.parametrize("lock", LOCKED, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_and_has_a_hash(lock) -> None:  # type: ignore[no-untyped-def]
    loose = []
    for line in requirements(lock.read_text()):
        requirement, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        if not REQUIREMENT.match(requirement) or not hashes:
            loose.append(requirement)
    assert requirements(lock.read_text())
    assert loose == []


@pytest.mark.parametrize("lock", LOCKED, ids=lambda lock: lock.name)
def test_no_lock_says_where_to_download(lock) -> None:  # type: ignore[no-untyped-def]
    assert lines_matching(lock, r"://|^-|--index|--find-links") == []


@pytest.mark.parametrize("overrides", OVERRIDES, ids=lambda overrides: overrides.name)
def test_what_is_overridden_is_left_out_and_locked_nowhere(overrides) -> None:  # type: ignore[no-untyped-def]
    left_out = [LEFT_OUT.match(line) for line in requirements(overrides.read_text())]
    assert left_out
    assert all(left_out)
    locks = ("rasa.txt",) if overrides.name.startswith("rasa") else ("service.txt", "development.txt")
    locked = {
        line.split("==")[0] for lock in locks for line in requirements((LOCKS[0].parent / lock).read_text())
    }
    assert {found[1] for found in left_out if found} & locked == set()


def test_the_service_gets_the_same_versions_as_the_tests() -> None:
    tested = {line.split()[0] for line in requirements((ROOT / "requirements/development.txt").read_text())}
    served = {line.split()[0] for line in requirements((ROOT / "requirements/service.txt").read_text())}
    assert served - tested == set()


def test_every_page_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert [name for name, package in installed.items() if not package.get("integrity")] == []
    assert [name for name, package in installed.items() if "resolved" in package] == []
