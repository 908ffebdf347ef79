"""Another version in the place of the one that serves: intended, decided by the database, then carried out.

Files and database cannot change in one step. So what is to be done is written down beside the versions before
the database commits; the commit decides it; and only then are the files put in place. Whatever ends a process
in between leaves that note behind, by which the next look finishes the swap, or drops it. Going back does not
wait for what cannot be finished.
"""

import asyncio
import fcntl
import json
import shutil
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.promotion.versions import State, Store, Version, is_that, sync
from bot.recipes import MANIFEST, read_manifest
from bot.storage import audit, model_requests

log = structlog.get_logger()

NOTE = "intended.json"
# A note that nobody can read, for an engineer: what it told may have been decided.
UNREADABLE = "intended.unreadable"
_LOCK = ".swapping"

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


@dataclass(frozen=True)
class Intention:
    """What is to serve, in the place of `before`, as their manifests will say.

    `replaces` is the hash of the file that serves until then; `given_up` was decided before and could not be
    finished.
    """

    id: UUID
    version: Version
    before: Version | None
    replaces: str | None
    at: datetime
    given_up: "Intention | None" = None


_INTENTION = TypeAdapter(Intention)


class UnfinishedSwapError(Exception):
    """It was decided and written down that a version serves, and its files could not be put in place."""


class DamagedFileError(OSError):
    """A version's file is not the one that was examined, and so never serves."""


def intend(store: Store, version: Version, before: Version | None, now: datetime) -> Intention:
    """What `carry_out` is to do, with all that can go wrong with it in reach checked by the caller."""
    return Intention(uuid4(), version, before, store.serving_hash(), now)


def carry_out(store: Store, intended: Intention) -> Version:
    """Put a version's files in the place of those that serve, each in one step, the manifest last.

    Doing it again does no harm.
    """
    version, before = intended.version, intended.before
    with store.alone():
        unfinished = [_copied(store, version, entry) for entry in version.entries.values()]
        manifest = read_manifest(store.models) | {
            name: {**entry, "version": version.id} for name, entry in version.entries.items()
        }
        if before and before.id != version.id:
            store.write(replace(before, state=State.RETIRED, retired_at=intended.at))
        serving = store.write(replace(version, state=State.SERVING, retired_at=None))
        for file in unfinished:
            sync(file)
            file.replace(file.with_suffix(""))
        part = store.models / f"{MANIFEST}.part"
        part.write_text(json.dumps(manifest, indent=2) + "\n")
        sync(part)
        part.replace(store.models / MANIFEST)
        sync(store.models)
        store.tidy()
    return serving


def _copied(store: Store, version: Version, entry: Mapping[str, Any]) -> Path:
    """Looked at once more: after a crash it may be hours since it was decided."""
    name = entry["file"]
    copied = Path(shutil.copy(store.path(version.id) / name, store.models / f"{name}.part"))
    if not is_that(copied, entry):
        copied.unlink()
        raise DamagedFileError(f"{name} of {version.id} is not the file that was examined")
    return copied


@dataclass(frozen=True)
class Means:
    """What a swap works with; `transaction` opens one of whoever is signed in."""

    store: Store
    transaction: Transaction
    now: datetime


async def swap(
    means: Means, act: Callable[[AsyncConnection], Awaitable[Intention | None]], *, overtakes: bool = False
) -> Version | None:
    """Do in one transaction what `act` does, and carry out what it intends once that is committed.

    Nothing serves that the database does not know of. What was decided before and cannot be finished stands
    in the way, unless this `overtakes` it. Raises UnfinishedSwapError, and what `act` raises.
    """
    return await _to_the_end(_swap(means, act, overtakes=overtakes))


async def _to_the_end[T](work: Coroutine[Any, Any, T]) -> T:
    """Whoever waits for it may be cancelled, as by a page that is closed: it is done, and its lock held."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled() and (failure := task.exception()):
            log.error("model_swap_failed_unwatched", kind=type(failure).__name__)
        raise


async def _swap(
    means: Means, act: Callable[[AsyncConnection], Awaitable[Intention | None]], *, overtakes: bool
) -> Version | None:
    with await asyncio.to_thread(lock, means.store, fcntl.LOCK_EX):
        given_up = await _unfinished(means, overtakes=overtakes)
        try:
            async with means.transaction() as connection:
                intended = await act(connection)
                if intended and given_up:
                    intended = replace(intended, given_up=replace(given_up, given_up=None))
                    what = "model:swap_given_up", given_up.version.id
                    await audit.record(connection, means.now, audit.SERVICE, *what)
                if intended is not None:
                    await asyncio.to_thread(_write_down, means.store, intended)
        except Exception:
            await _after_failure(means)
            raise
        return await _finished(means.store, intended) if intended else None


async def _unfinished(means: Means, *, overtakes: bool) -> Intention | None:
    """What could not be finished even now; its note stays until another is written in its place."""
    try:
        await _settle(means)
    except UnfinishedSwapError:
        if not overtakes:
            raise
        return _noted(means.store)
    return None


def swap_unrecorded(store: Store, intend_to: Callable[[], Intention]) -> Version:
    """Carry out at once what the database is not asked about, because it does not answer."""
    with lock(store, fcntl.LOCK_EX):
        intended = intend_to()
        # Whatever was left half done is older than this; where this is refused, it still counts.
        _forget(store)
        return carry_out(store, intended)


async def settle(means: Means) -> None:
    """Finish or drop what somebody left half done, unless they are just at it; raises UnfinishedSwapError."""
    if not is_left(means.store):
        return
    try:
        held = lock(means.store, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    await _to_the_end(_settle_under(held, means))


async def _settle_under(held: IO[str], means: Means) -> None:
    with held:
        await _settle(means)


async def _settle(means: Means) -> None:
    store = means.store
    if (intended := _noted(store)) is None:
        return
    async with means.transaction() as connection:
        decided = await model_requests.is_swapped(connection, intended.id)
    outcome = _outcome(store, intended) if decided else "dropped"
    log.critical("model_swap_settled", outcome=outcome, version=intended.version.id)
    if outcome == "finished":
        await _finished(store, intended)
    if outcome == "dropped" and intended.given_up:
        _write_down(store, intended.given_up)
    else:
        _forget(store)
    async with means.transaction() as connection:
        action, version = f"model:swap_{outcome}", intended.version.id
        await audit.record(connection, means.now, audit.SERVICE, action, version)


def _outcome(store: Store, intended: Intention) -> str:
    """What was trained meanwhile is not replaced by what was decided before; nothing is by a spoilt file."""
    if store.serving_hash() not in (intended.replaces, intended.version.sha256):
        return "overtaken"
    return "damaged" if store.is_spoilt(intended.version) else "finished"


async def _after_failure(means: Means) -> None:
    """A commit that failed may have been made all the same: only the database knows."""
    try:
        await _settle(means)
    except (SQLAlchemyError, OSError, UnfinishedSwapError) as failure:
        # The note stays, and the next look asks again.
        log.critical("model_swap_in_doubt", kind=type(failure).__name__)


async def _finished(store: Store, intended: Intention) -> Version:
    try:
        serving = await asyncio.to_thread(carry_out, store, intended)
    except OSError as failure:
        log.critical("model_swap_unfinished", version=intended.version.id, kind=type(failure).__name__)
        raise UnfinishedSwapError from failure
    _forget(store)
    return serving


def is_left(store: Store) -> bool:
    """Whether somebody left a swap half done, or is just at it."""
    return _note(store).exists()


def lock(store: Store, how: int) -> IO[str]:
    """The lock of all processes, held until it is closed or its holder dies."""
    store.folder.mkdir(parents=True, exist_ok=True)
    held = (store.folder / _LOCK).open("w")
    try:
        fcntl.flock(held, how)
    except BlockingIOError:
        held.close()
        raise
    return held


def _noted(store: Store) -> Intention | None:
    """What is written down; a note that cannot be read is set aside, so that everything else goes on."""
    if not is_left(store):
        return None
    try:
        return _INTENTION.validate_json(_note(store).read_bytes())
    except ValidationError:
        log.critical("model_swap_in_doubt", kind="unreadable note", kept_as=UNREADABLE)
        _note(store).replace(store.folder / UNREADABLE)
        return None


def _write_down(store: Store, intended: Intention) -> None:
    """On the disk itself, and not only on its way there, before anything is decided by it."""
    part = _note(store).with_suffix(".part")
    part.write_bytes(_INTENTION.dump_json(intended))
    sync(part)
    part.replace(_note(store))
    sync(store.folder)


def _forget(store: Store) -> None:
    _note(store).unlink(missing_ok=True)


def _note(store: Store) -> Path:
    return store.folder / NOTE
