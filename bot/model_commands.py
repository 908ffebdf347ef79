"""`hafan train --compare`, `promote`, `rollback` and `models`: versions of the assistant, without a page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import Language
from bot.domain.staff import Role
from bot.parts import system_clock
from bot.people_commands import COMMAND_LINE, in_database, member_called
from bot.promotion import promoting
from bot.promotion.comparison import LANGUAGES, Comparison, macro_f1
from bot.promotion.objections import LANGUAGE_NAMES, Objection
from bot.promotion.versions import Report, State, Store, Version
from bot.storage import audit, staff
from bot.storage.encryption import Vault
from bot.terminal import CommandError, clear_errors, progress, say, settings

# Whose work the assistant's understanding is.
MAY_DECIDE = (Role.TRAINER, Role.SAFEGUARDING_LEAD)
SHOWN = 10
# A name that is cut short cannot be typed.
ID_WIDTH = 18


def compare(data: Path | None) -> None:
    """Train a candidate from data/, or from a folder that stands in for it, and print how it compares.

    Ends the command with 1 when the candidate is refused.
    """
    from bot.app import screen_text
    from bot.promotion.candidate import Order, Step, train_candidate
    from bot.recipes import DATA_FOLDER

    models = settings().models_folder
    store, order = Store(models), Order(COMMAND_LINE, system_clock(), screen_text(models))
    with progress() as bar:
        tasks = {step: bar.add_task(step.value.capitalize(), total=1.0) for step in Step}

        def tell(step: Step, share: float) -> None:
            bar.update(tasks[step], completed=share)

        version = train_candidate(data or DATA_FOLDER, store, order, tell)
    findings = store.report(version.id)
    for line in (*_figures(findings.comparison), *_objections(findings.objections)):
        print(line)
    print(f"{version.id}: {version.state.value}")
    if version.state is State.REFUSED:
        raise typer.Exit(1)
    say.print(f"To let it serve: hafan promote {version.id} --asked-by USER --approved-by ANOTHER")


def _figures(comparison: Comparison | None) -> Sequence[str]:
    if comparison is None:
        return ("Not trained: what stands against the examples comes first.",)
    lines = ["How well topics are told apart (mean F1), now and before:"]
    for each in comparison.languages:
        lines.append(
            f"  {LANGUAGE_NAMES[each.language]:8} {each.candidate:.3f}  before {each.serving:.3f}"
            f"  ({each.messages} messages)"
        )
    lines.append(f"Better: {len(comparison.better)} messages. Worse: {len(comparison.worse)}.")
    lines += [
        f'  worse ({one.language}): "{one.text}" is {one.topic}, taken for {one.candidate}'
        for one in comparison.worse[:SHOWN]
    ]
    return lines


def _objections(objections: Sequence[Objection]) -> Sequence[str]:
    return [f"  - {objection}" for objection in objections]


def promote(
    version: Annotated[str, typer.Argument(help="As `hafan models` lists it.")],
    asked_by: Annotated[str, typer.Option(help="User name of who wants it to serve.")],
    approved_by: Annotated[str, typer.Option(help="User name of somebody else, who approves.")],
) -> None:
    """Let a candidate serve; the running assistant takes it up within seconds. Two people are needed.

    Example: hafan promote 20261122-2141-3f2a --asked-by eleri --approved-by nia
    """

    async def decide(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        asked = await _entitled(connection, vault, asked_by)
        approved = await _entitled(connection, vault, approved_by)
        people = {"asked_by": str(asked), "approved_by": str(approved)}
        # Nothing is committed when the promotion is refused, and nothing serves that is not on the trail.
        await audit.record(connection, now, COMMAND_LINE, "model:promote", version, **people)
        promoting.promote(_store(), version, str(asked), str(approved), now)

    with clear_errors():
        in_database(decide, "")
        say.print(f"{version} serves.")


def rollback() -> None:
    """Let the version serve that served before; the running assistant takes it up within seconds.

    Example: hafan rollback
    """

    async def record(connection: AsyncConnection, _: Vault, now: datetime) -> None:
        await audit.record(connection, now, COMMAND_LINE, "model:roll_back", back.id)

    with clear_errors():
        # Before anything else: going back must work when the database does not.
        back = promoting.roll_back(_store(), COMMAND_LINE, system_clock())
        say.print(f"{back.id} serves again.")
        in_database(record, "")


def models() -> None:
    """List the versions of the assistant, newest first, with how well each tells topics apart.

    Example: hafan models
    """
    with clear_errors():
        store = _store()
        with store.alone():
            promoting.take_in(store, system_clock())
        table = Table(
            Column("version", min_width=ID_WIDTH), "state", "made", "English", "Welsh", "objections"
        )
        for version in store.versions():
            table.add_row(*_row(version, store.report(version.id)))
        say.print(table)


def _row(version: Version, findings: Report) -> tuple[str, ...]:
    scores = (_score(findings, language) for language in LANGUAGES)
    made = f"{version.made_at:%Y-%m-%d %H:%M}"
    return version.id, version.state.value, made, *scores, str(len(findings.objections))


def _score(findings: Report, language: Language) -> str:
    heard = [one for one in findings.heard if one.language is language]
    return f"{macro_f1(heard):.3f}" if heard else "-"


def _store() -> Store:
    return Store(settings().models_folder)


async def _entitled(connection: AsyncConnection, vault: Vault, username: str) -> UUID:
    member = await member_called(connection, vault, username)
    active = member in await staff.all_ids(connection)
    if not active or (await staff.by_id(connection, vault, member)).role not in MAY_DECIDE:
        raise CommandError(f"{username} may not decide about models: trainers and safeguarding leads may")
    return member
