"""Where changed examples are kept: in the files of a git checkout, or in the database as a change set."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.examples.editing import Files, carry_over, differences
from bot.examples.files import GoneError
from bot.settings import ExamplesKept, Settings
from bot.storage import example_changes
from bot.storage.example_changes import KeptFile

NLU = "nlu"
_AGAIN_SECONDS = 0.02


class ExampleFiles(Protocol):
    """The files of examples: as they were released, as they are now, and a way to change them.

    Paths are relative to the data folder, such as `nlu/cy/service.yml`; contents are whole files.
    """

    async def shipped(self, connection: AsyncConnection) -> Files:
        """Without any change that waits to be committed."""

    async def current(self, connection: AsyncConnection) -> Files:
        """With every change."""

    def holding(self, connection: AsyncConnection) -> AbstractAsyncContextManager[None]:
        """While it lasts nobody else changes the files through us."""

    async def write(
        self, connection: AsyncConnection, before: Files, after: Files, by: UUID, now: datetime
    ) -> None:
        """Keep the files that differ; raises GoneError when one is no longer as in `before`."""


def read_folder(data: Path) -> Files:
    """The files of examples below a data folder, with the line ends that they have."""
    files = sorted((data / NLU).glob("*/*.yml"))
    return {str(file.relative_to(data)): file.read_bytes().decode() for file in files}


@dataclass(frozen=True)
class InDatabase:
    """Changes are kept beside the released files, which are only read."""

    data: Path

    async def shipped(self, connection: AsyncConnection) -> Files:
        """The files of this release."""
        return await asyncio.to_thread(read_folder, self.data)

    async def current(self, connection: AsyncConnection) -> Files:
        """The released files with the change set carried over to them."""
        shipped = await self.shipped(connection)
        kept = await example_changes.kept(connection)
        newer = {path for path, file in kept.items() if path in shipped and file.base != shipped[path]}
        same = {path: file.content for path, file in kept.items() if path in shipped and path not in newer}
        edits = differences(
            {path: kept[path].base for path in newer}, {path: kept[path].content for path in newer}
        )
        return carry_over(edits, {**shipped, **same})

    @asynccontextmanager
    async def holding(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """Until the transaction ends."""
        await example_changes.hold(connection)
        yield

    async def write(
        self, connection: AsyncConnection, before: Files, after: Files, by: UUID, now: datetime
    ) -> None:
        """Keep what differs from the release."""
        shipped = await self.shipped(connection)
        for path in (path for path in after if after[path] != before[path]):
            await example_changes.keep(connection, path, KeptFile(shipped[path], after[path]), by, now)


@dataclass(frozen=True)
class InCheckout:
    """Changes are written into the files of a git checkout; committing them is left to its owner."""

    data: Path

    async def shipped(self, connection: AsyncConnection) -> Files:
        """The files as they were last committed; one that never was counts as it is."""
        return await asyncio.to_thread(self._committed)

    def _committed(self) -> Files:
        here = read_folder(self.data)
        return {path: self._at_head(path) or content for path, content in here.items()}

    def _at_head(self, path: str) -> str | None:
        shown = _git(self.data, "show", f"HEAD:./{path}")
        return shown.stdout.decode() if shown.returncode == 0 else None

    async def current(self, connection: AsyncConnection) -> Files:
        """The files as they are, whoever changed them."""
        return await asyncio.to_thread(read_folder, self.data)

    @asynccontextmanager
    async def holding(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """The folder itself is locked, so that no file of ours is left in it."""
        folder = os.open(self.data / NLU, os.O_RDONLY)
        try:
            while not _locked(folder):
                await asyncio.sleep(_AGAIN_SECONDS)
            yield
        finally:
            os.close(folder)

    async def write(
        self, connection: AsyncConnection, before: Files, after: Files, by: UUID, now: datetime
    ) -> None:
        """Put each changed file whole in the place of the one that it was made from."""
        for path in (path for path in after if after[path] != before[path]):
            await asyncio.to_thread(_put, self.data / path, before[path], after[path])


def _locked(folder: int) -> bool:
    """Whether the lock is ours; a thread that waited for it would be missing to whoever has it."""
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _put(file: Path, before: str, after: str) -> None:
    """A text editor knows nothing of our lock: look once more before its file is replaced."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", suffix=".new", delete=False) as new:
        try:
            new.write(after.encode())
            new.flush()
            os.fsync(new.fileno())
            shutil.copymode(file, new.name)
            if file.read_bytes() != before.encode():
                raise GoneError(file.name)
            Path(new.name).replace(file)
        finally:
            Path(new.name).unlink(missing_ok=True)


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git") or "/usr/bin/git"
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, check=False, timeout=20)


def is_checkout(data: Path) -> bool:
    """Whether git knows these files and we may write them."""
    if shutil.which("git") is None or not os.access(data / NLU, os.W_OK):
        return False
    return bool(_git(data, "ls-files", "--", NLU).stdout.strip())


def example_files(settings: Settings, data: Path) -> ExampleFiles:
    """Where this service keeps changed examples. Unless told to, the demo leaves a checkout as it is."""
    wanted = settings.examples_kept
    if wanted is ExamplesKept.CHECKOUT:
        return InCheckout(data)
    automatic = wanted is ExamplesKept.AUTOMATIC and not settings.demo
    return InCheckout(data) if automatic and is_checkout(data) else InDatabase(data)
