"""`hafan train --compare` and `models`: versions of the assistant, without a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.progress import TaskID
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import model_report
from bot.domain.languages import Language
from bot.examples.desk import Desk
from bot.examples.editing import Files
from bot.examples.kept import InDatabase, example_files
from bot.in_force import decided
from bot.parts import system_clock
from bot.people_commands import COMMAND_LINE, in_database
from bot.promotion import promoting
from bot.promotion.candidate import Order, train_candidate
from bot.promotion.comparing_again import compare_again
from bot.promotion.comparison import LANGUAGES, macro_f1
from bot.promotion.examples import snapshot
from bot.promotion.steps import Progress, Step
from bot.promotion.versions import Report, Store, Version
from bot.promotion_commands import finish_what_was_left
from bot.recipes import DATA_FOLDER
from bot.storage import audit
from bot.storage.encryption import Vault
from bot.terminal import clear_errors, progress, say, settings


@dataclass(frozen=True)
class Named:
    """What beginning, ending and failing are called on the trail."""

    begun: str
    done: str
    failed: str


_TRAINED = Named("model:train", "model:trained", "model:train_failed")
_COMPARED = Named("model:compare_again", "model:compared_again", "model:compare_again_failed")
# A name that is cut short cannot be typed.
ID_WIDTH = 18


def compare(data: Path | None, version_id: str | None) -> None:
    """Train a candidate from data/, or from a folder that stands in for it, and print how it compares.

    With a version nothing is trained: it is compared with what serves now, by the same gate. Ends the command
    with 1 when what is compared is refused.
    """
    store, run = _store(), uuid4()
    named = _COMPARED if version_id else _TRAINED
    order, changes = _order(store.models, named.begun, version_id or run)
    with _failure_recorded(named.failed, version_id or run), _bars() as tell:
        if version_id:
            version = compare_again(store, version_id, order, tell)
        else:
            with _from(data, changes) as folder:
                version = train_candidate(folder, store, order, tell)
    _record(named.done, version.id)
    findings = store.report(version.id)
    if findings.comparison is None:
        print("Not compared: what stands against the examples comes first.")
    _print_findings(findings)
    print(f"{version.id}: {version.state.value}")
    if findings.objections:
        raise typer.Exit(1)
    say.print(f"To ask that it serve: hafan promote {version.id} --asked-by USER")


def _order(models: Path, action: str, subject: UUID | str) -> tuple[Order, Files]:
    """What the candidate is examined by: what leads decided counts as it does for one asked for on a page.

    With it what trainers changed, where their changes are not in data/ itself.
    """
    found: list[tuple[Order, Files]] = []

    async def begin(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        leads = await decided(connection, vault)
        screen = leads.screen(models)
        files = example_files(settings(), DATA_FOLDER)
        changes = await Desk(files, screen).changes(connection) if isinstance(files, InDatabase) else {}
        found.append((Order(COMMAND_LINE, now, screen, leads.locked, leads.cleared), changes))
        await audit.record(connection, now, COMMAND_LINE, action, subject)

    in_database(begin, "")
    return found[0]


@contextmanager
def _from(data: Path | None, changes: Files) -> Iterator[Path]:
    """The folder that is asked for; else data/, with what trainers changed laid over it."""
    if data or not changes:
        yield data or DATA_FOLDER
        return
    folder = snapshot(changes)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _bars() -> Iterator[Progress]:
    """What is told each step's progress, which is shown on a terminal."""
    with progress() as bar:
        tasks: dict[Step, TaskID] = {}

        def tell(step: Step, share: float) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step.value.capitalize(), total=1.0)
            bar.update(tasks[step], completed=share)

        yield tell


@contextmanager
def _failure_recorded(action: str, subject: UUID | str) -> Iterator[None]:
    """Whatever ends a training, Ctrl-C included, is on the trail, as it is of one asked for on a page."""
    try:
        yield
    except BaseException:
        _record(action, subject)
        raise


def _record(action: str, subject: UUID | str, **detail: object) -> None:
    async def record(connection: AsyncConnection, _: Vault, now: datetime) -> None:
        await audit.record(connection, now, COMMAND_LINE, action, subject, **detail)

    in_database(record, "")


def models(
    version: Annotated[str | None, typer.Argument(help="One of them, for everything about it.")] = None,
) -> None:
    """List the versions of the assistant, newest first, with how well each tells topics apart.

    With a version: where it comes from, how it compared with what served, and what stands against it.

    Example: hafan models
    """
    with clear_errors():
        store = _store()
        finish_what_was_left(store)
        with store.alone():
            promoting.take_in(store, system_clock())
        if version:
            findings = store.report(version)
            print("\n".join(model_report.origin(store.version(version), findings)))
            _print_findings(findings)
            return
        table = Table(
            Column("version", min_width=ID_WIDTH), "state", "made", "English", "Welsh", "objections"
        )
        for one in store.versions():
            table.add_row(*_row(one, store.report(one.id)))
        say.print(table)


def _print_findings(findings: Report) -> None:
    for line in model_report.comparison(findings.comparison) if findings.comparison else ():
        print(line)
    for line in model_report.beside(findings.promoted) if findings.promoted else ():
        print(line)
    for objection in findings.objections:
        print(f"  - {objection}")


def _row(version: Version, findings: Report) -> tuple[str, ...]:
    scores = (_score(findings, language) for language in LANGUAGES)
    made = f"{version.made_at:%Y-%m-%d %H:%M}"
    return version.id, version.state.value, made, *scores, str(len(findings.objections))


def _score(findings: Report, language: Language) -> str:
    heard = [one for one in findings.heard if one.language is language]
    return f"{macro_f1(heard):.3f}" if heard else "-"


def _store() -> Store:
    return Store(settings().models_folder)
