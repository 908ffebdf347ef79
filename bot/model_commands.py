"""`hafan train --compare` and `models`: versions of the assistant, without a page."""

from collections.abc import Iterator
from contextlib import contextmanager
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
from bot.in_force import decided
from bot.parts import system_clock
from bot.people_commands import COMMAND_LINE, in_database
from bot.promotion import promoting
from bot.promotion.candidate import Order, train_candidate
from bot.promotion.comparing_again import compare_again
from bot.promotion.comparison import LANGUAGES, macro_f1
from bot.promotion.steps import Progress, Step
from bot.promotion.versions import Report, Store, Version
from bot.promotion_commands import finish_what_was_left
from bot.recipes import DATA_FOLDER
from bot.storage import audit
from bot.storage.encryption import Vault
from bot.terminal import clear_errors, progress, say, settings

# A name that is cut short cannot be typed.
ID_WIDTH = 18


def compare(data: Path | None, version_id: str | None) -> None:
    """Train a candidate from data/, or from a folder that stands in for it, and print how it compares.

    With a version nothing is trained: it is compared with what serves now, by the same gate. Ends the command
    with 1 when what is compared is refused.
    """
    store, run = _store(), uuid4()
    order = _order(store.models, run)
    with _failure_recorded(run), _bars() as tell:
        if version_id:
            version = compare_again(store, version_id, order, tell)
        else:
            version = train_candidate(data or DATA_FOLDER, store, order, tell)
    _record("model:compared_again" if version_id else "model:trained", version.id)
    findings = store.report(version.id)
    if findings.comparison is None:
        print("Not compared: what stands against the examples comes first.")
    _print_findings(findings)
    print(f"{version.id}: {version.state.value}")
    if findings.objections:
        raise typer.Exit(1)
    say.print(f"To ask that it serve: hafan promote {version.id} --asked-by USER")


def _order(models: Path, run: UUID) -> Order:
    """What the candidate is examined by: what leads decided counts as it does for one asked for on a page."""
    orders: list[Order] = []

    async def begin(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        leads = await decided(connection, vault)
        orders.append(Order(COMMAND_LINE, now, leads.screen(models), leads.locked, leads.cleared))
        await audit.record(connection, now, COMMAND_LINE, "model:train", run)

    in_database(begin, "")
    return orders[0]


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
def _failure_recorded(run: UUID) -> Iterator[None]:
    """Whatever ends a training, Ctrl-C included, is on the trail, as it is of one asked for on a page."""
    try:
        yield
    except BaseException:
        _record("model:train_failed", run)
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
