"""`hafan train --compare`, `promote`, `rollback` and `models`: versions of the assistant, without a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import model_report
from bot.domain.languages import Language
from bot.domain.staff import Permission, Role, allows
from bot.in_force import decided
from bot.parts import system_clock
from bot.people_commands import COMMAND_LINE, in_database, member_called
from bot.promotion import promoting
from bot.promotion.candidate import Order, Step, train_candidate
from bot.promotion.comparison import LANGUAGES, macro_f1
from bot.promotion.promoting import PromotionRefusedError
from bot.promotion.reexamination import Decisions, examine_again
from bot.promotion.versions import Report, State, Store, Version
from bot.recipes import DATA_FOLDER
from bot.storage import audit, model_requests, staff
from bot.storage.encryption import Vault
from bot.storage.model_requests import Decision
from bot.terminal import CommandError, clear_errors, progress, say, settings

# A name that is cut short cannot be typed.
ID_WIDTH = 18


def compare(data: Path | None) -> None:
    """Train a candidate from data/, or from a folder that stands in for it, and print how it compares.

    Ends the command with 1 when the candidate is refused.
    """
    store, run = _store(), uuid4()
    order = _order(store.models, run)
    with _failure_recorded(run):
        version = _trained(data, store, order)
    _record("model:trained", version.id)
    findings = store.report(version.id)
    if findings.comparison is None:
        print("Not trained: what stands against the examples comes first.")
    _print_findings(findings)
    print(f"{version.id}: {version.state.value}")
    if version.state is State.REFUSED:
        raise typer.Exit(1)
    say.print(f"To let it serve: hafan promote {version.id} --asked-by USER --approved-by ANOTHER")


def _order(models: Path, run: UUID) -> Order:
    """What the candidate is examined by: what leads decided counts as it does for one asked for on a page."""
    orders: list[Order] = []

    async def begin(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        leads = await decided(connection, vault)
        orders.append(Order(COMMAND_LINE, now, leads.screen(models), leads.locked, leads.cleared))
        await audit.record(connection, now, COMMAND_LINE, "model:train", run)

    in_database(begin, "")
    return orders[0]


def _trained(data: Path | None, store: Store, order: Order) -> Version:
    with progress() as bar:
        tasks = {step: bar.add_task(step.value.capitalize(), total=1.0) for step in Step}

        def tell(step: Step, share: float) -> None:
            bar.update(tasks[step], completed=share)

        return train_candidate(data or DATA_FOLDER, store, order, tell)


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


def promote(
    version: Annotated[str, typer.Argument(help="As `hafan models` lists it.")],
    asked_by: Annotated[str, typer.Option(help="User name of the trainer who wants it to serve.")],
    approved_by: Annotated[str, typer.Option(help="User name of somebody else, who approves.")],
) -> None:
    """Let a candidate serve; the running assistant takes it up within seconds. Two people are needed.

    Example: hafan promote 20261122-2141-3f2a --asked-by eleri --approved-by nia
    """

    async def decide(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        asked = await _entitled(connection, vault, asked_by, Permission.TRAIN_MODELS)
        approved = await _entitled(connection, vault, approved_by, Permission.APPROVE_PROMOTION)
        people = {"asked_by": str(asked), "approved_by": str(approved)}
        await _heed_colleagues(connection, vault, version)
        leads, store = await decided(connection, vault), _store()
        examine_again(store, version, Decisions(leads.screen(store.models), leads.locked, leads.cleared))
        # Nothing is committed when the promotion is refused, and nothing serves that is not on the trail.
        await audit.record(connection, now, COMMAND_LINE, "model:promote", version, **people)
        promoting.promote(store, version, str(asked), str(approved), now)

    with clear_errors():
        try:
            in_database(decide, "")
        except PromotionRefusedError as refused:
            _record("model:refuse", version, reason=refused.refusal)
            raise
        say.print(f"{version} serves.")


async def _heed_colleagues(connection: AsyncConnection, vault: Vault, version: str) -> None:
    """What somebody declined on the pages serves only once it was asked for there again."""
    newest = next(iter(await model_requests.requests(connection, vault, version)), None)
    if newest and newest.decision is Decision.DECLINED:
        raise CommandError(
            f"a colleague declined {version}: read why on its page, and ask for it again there"
        )


def rollback() -> None:
    """Let the version serve that served before; the running assistant takes it up within seconds.

    Example: hafan rollback
    """
    with clear_errors():
        # Before anything else: going back must work when the database does not.
        back = promoting.roll_back(_store(), COMMAND_LINE, system_clock())
        say.print(f"{back.id} serves again.")
        _record("model:roll_back", back.id)


def models(
    version: Annotated[str | None, typer.Argument(help="One of them, for everything about it.")] = None,
) -> None:
    """List the versions of the assistant, newest first, with how well each tells topics apart.

    With a version: where it comes from, how it compared with what served, and what stands against it.

    Example: hafan models
    """
    with clear_errors():
        store = _store()
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


async def _entitled(connection: AsyncConnection, vault: Vault, username: str, needed: Permission) -> UUID:
    """An active account whose role has the permission that the page asks for."""
    member = await member_called(connection, vault, username)
    active = member in await staff.all_ids(connection)
    if not active or not allows((await staff.by_id(connection, vault, member)).role, needed):
        may = " or ".join(role.replace("_", " ") for role in Role if allows(role, needed))
        what = {Permission.TRAIN_MODELS: "ask for a model", Permission.APPROVE_PROMOTION: "approve one"}
        raise CommandError(f"{username} may not {what[needed]}: only a {may} may")
    return member
