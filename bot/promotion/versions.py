"""The versions of the assistant on disk, `<models>/versions/<id>/`: what serves, what did, and what might."""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.promotion.comparison import Comparison, Heard
from bot.promotion.examples import Example
from bot.promotion.objections import Objection
from bot.recipes import ASSISTANT_MODEL, MANIFEST

FOLDER = "versions"
REPORT = "report.json"
# What a version was trained from lies beside its files: data/ itself may be edited at any time.
LEARNED = "nlu"
# The same pattern guards the assistant's own server: nothing else is ever looked for on disk.
ID = re.compile(r"\d{8}-\d{4}-[0-9a-f]{4}")
KEPT = 10
_UNFINISHED = ".building-"
_ABANDONED_SECONDS = 24 * 3600


class State(StrEnum):
    """What a version is to the service; a refused one can never serve."""

    CANDIDATE = "candidate"
    SERVING = "serving"
    RETIRED = "retired"
    REFUSED = "refused"


class UnknownVersionError(Exception):
    """There is no version of that name; `hafan models` lists them."""


@dataclass(frozen=True)
class Promotion:
    """Who asked for a version to serve, who approved it, and when."""

    asked_by: str
    approved_by: str
    at: datetime

    @property
    def by_two(self) -> bool:
        """Whether two people let it serve, and not one who went back to it."""
        return self.asked_by != self.approved_by


@dataclass(frozen=True)
class Version:
    """One version's manifest. People are named by their account's id, so that no name lies on disk."""

    id: str
    state: State
    author: str
    made_at: datetime
    # The commit that the code came from, or the version of the package where there is no checkout.
    code: str
    # Of the assistant's file; none when a candidate was refused before it was trained.
    sha256: str | None
    # By model, what the manifest beside the serving files says of it: data hash, time, figures.
    entries: Mapping[str, Mapping[str, Any]]
    # The version that it was compared with.
    compared_with: str | None = None
    promotions: tuple[Promotion, ...] = ()
    retired_at: datetime | None = None
    # Somebody rolled back from it: one person alone never lets it serve again.
    withdrawn: bool = False

    @property
    def may_be_asked_for(self) -> bool:
        """Whether two people can let it serve: a candidate, or one that somebody rolled back from."""
        return self.state is State.CANDIDATE or (self.state is State.RETIRED and self.withdrawn)


@dataclass(frozen=True)
class Beside:
    """A version beside the one that two people promoted last, where another serves by now.

    `unlearned` are the examples that the other had learned, and that this one has not.
    """

    version: str
    comparison: Comparison
    unlearned: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Report:
    """What was found out about a version; `examples` counts by language and topic."""

    examples: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    heard: tuple[Heard, ...] = ()
    comparison: Comparison | None = None
    promoted: Beside | None = None
    objections: tuple[Objection, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


_VERSION = TypeAdapter(Version)
_REPORT = TypeAdapter(Report)


class Store:
    """The versions in a folder of models."""

    def __init__(self, models: Path) -> None:
        self.models = models
        self.folder = models / FOLDER
        # What the last training said that came to nothing, for an engineer: it may quote examples.
        self.failure = self.folder / "last-failure.txt"

    def versions(self) -> list[Version]:
        """Every version, newest first."""
        found = sorted((path.name for path in self.folder.glob("*") if ID.fullmatch(path.name)), reverse=True)
        return [self.version(name) for name in found if (self.folder / name / MANIFEST).exists()]

    def version(self, version_id: str) -> Version:
        """One version; raises UnknownVersionError."""
        try:
            version = _VERSION.validate_json((self.path(version_id) / MANIFEST).read_bytes())
        except FileNotFoundError:
            raise UnknownVersionError(f"there is no version {version_id}: see `hafan models`") from None
        return replace(version, state=self._state(version))

    def report(self, version_id: str) -> Report:
        """What was found out about a version: empty for one that was taken in and never examined."""
        file = self.path(version_id) / REPORT
        return _REPORT.validate_json(file.read_bytes()) if file.exists() else Report()

    def path(self, version_id: str) -> Path:
        """A version's folder; raises UnknownVersionError for what is no name of one."""
        if not ID.fullmatch(version_id):
            raise UnknownVersionError("a version is called like 20261122-2141-3f2a: see `hafan models`")
        return self.folder / version_id

    def is_whole(self, version: Version) -> bool:
        """Whether a version's files are there, and are those that were examined."""
        folder = self.path(version.id)
        entries = version.entries.values()
        return bool(entries) and all(is_that(folder / entry["file"], entry) for entry in entries)

    def is_spoilt(self, version: Version) -> bool:
        """Whether a file of it is another than was examined; one that is missing may come back."""
        files = [(self.path(version.id) / entry["file"], entry) for entry in version.entries.values()]
        return any(file.exists() and not is_that(file, entry) for file, entry in files)

    def serving(self) -> Version | None:
        """The version that serves; None while nothing does, or what serves was never taken in."""
        return next((one for one in self.versions() if one.state is State.SERVING), None)

    def _state(self, version: Version) -> State:
        """What serves is told by the serving file itself, whatever was written down before a crash."""
        if version.sha256 and version.sha256 == self.serving_hash():
            return State.SERVING
        return State.RETIRED if version.state is State.SERVING else version.state

    def serving_hash(self) -> str | None:
        """The hash of the assistant's serving file, if there is one."""
        file = self.models / ASSISTANT_MODEL
        if not file.exists():
            return None
        seen = file.stat()
        return _hash(file, seen.st_ino, seen.st_mtime_ns, seen.st_size)

    def learned(self, version_id: str) -> Path | None:
        """A folder that stands in for data/ with the examples that a version was trained from, where kept."""
        folder = self.path(version_id)
        return folder if (folder / LEARNED).is_dir() else None

    def keep_learned(self, version_id: str, data: Path) -> None:
        """Keep the examples that a version was trained from; whole or not at all."""
        with self.workshop() as unfinished:
            shutil.copytree(data / LEARNED, unfinished / LEARNED)
            (unfinished / LEARNED).rename(self.path(version_id) / LEARNED)

    def keep_failure(self, words: str) -> None:
        """Keep what a training said that came to nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self.failure, words.encode())

    def write(self, version: Version, report: Report | None = None) -> Version:
        """Keep a version's manifest, and its report where one is given."""
        folder = self.path(version.id)
        folder.mkdir(parents=True, exist_ok=True)
        if report is not None:
            _replace(folder / REPORT, _REPORT.dump_json(report, indent=1))
        _replace(folder / MANIFEST, _VERSION.dump_json(version, indent=1))
        return version

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else promotes, rolls back or tidies meanwhile, in whichever process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """A folder among the versions that is none of them until it is called so."""
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self.folder))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def previous(self) -> Version | None:
        """The version that rolling back would let serve: of those that nobody rolled back from, the last."""
        return next((one for one in self._retired() if one.retired_at and not one.withdrawn), None)

    def last_promoted(self) -> Version | None:
        """The version that two people let serve last, whatever became of it since."""
        by_two = [
            (promotion.at, one.id, one)
            for one in self.versions()
            for promotion in one.promotions
            if promotion.by_two
        ]
        return max(by_two, key=lambda found: found[:2])[2] if by_two else None

    def _retired(self) -> list[Version]:
        """What served once, the last to retire first."""
        retired = [one for one in self.versions() if one.state is State.RETIRED]
        return sorted(retired, key=lambda one: one.retired_at or one.made_at, reverse=True)

    def tidy(self) -> list[str]:
        """Remove what retired or was refused longest ago, and keep the newest; the names of what went.

        Each kind is counted by itself: however many were refused, there stays something to go back to.
        """
        for folder in self.folder.glob(f"{_UNFINISHED}*"):
            if time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        refused = [one for one in self.versions() if one.state is State.REFUSED]
        needed = (self.previous(), self.last_promoted())
        old = [one.id for one in (*self._retired()[KEPT:], *refused[KEPT:]) if one not in needed]
        for version_id in old:
            shutil.rmtree(self.path(version_id))
        return old


def new_id(now: datetime) -> str:
    """A name that sorts by time and is short enough to be said over a telephone."""
    return f"{now:%Y%m%d-%H%M}-{secrets.token_hex(2)}"


def sha256_of(file: Path) -> str:
    """The hash by which a model's file is known."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def is_that(file: Path, entry: Mapping[str, Any]) -> bool:
    """Whether a file is there, and the one that a manifest's entry names by its hash."""
    return file.exists() and sha256_of(file) == entry["sha256"]


@lru_cache(maxsize=8)
def _hash(file: Path, *_seen: int) -> str:
    """Read anew only when the file is another than the last time."""
    return sha256_of(file)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, would outlast a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _replace(file: Path, content: bytes) -> None:
    """Whole or not at all: one manifest that is empty after a power cut would hide all versions."""
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.write_bytes(content)
    sync(unfinished)
    unfinished.replace(file)
