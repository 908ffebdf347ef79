"""`hafan promote` and `rollback`: as on the pages, by people who prove at the terminal who they are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.staff import Permission, Role, allows
from bot.in_force import decided
from bot.parts import system_clock
from bot.people_commands import COMMAND_LINE, member_called, service_of
from bot.promotion import deciding
from bot.promotion.deciding import LONGEST_REASON, Answer, Desk
from bot.promotion.promoting import SENTENCES, PromotionRefusedError, Refusal, way_back
from bot.promotion.reexamination import Decisions
from bot.promotion.swapping import Means, UnfinishedSwapError, is_left, settle, swap, swap_unrecorded
from bot.promotion.versions import Store
from bot.settings import Settings
from bot.storage import audit, staff
from bot.storage.database import Database
from bot.storage.embedded import EmbeddedDatabaseError
from bot.storage.encryption import Vault
from bot.storage.model_requests import Decision
from bot.terminal import CommandError, clear_errors, say, settings
from bot.web import authentication
from bot.web.authentication import Attempt
from bot.web.visitors import Visitor

# Attempts at a terminal count together, as those from one address do.
TERMINAL = Visitor("terminal", "", "")
NOT_PROVED = {
    authentication.Refusal.WRONG: "user name, password or code is wrong, or the code was used before",
    authentication.Refusal.TOO_MANY: "too many attempts: wait for a quarter of an hour",
    authentication.Refusal.ELSEWHERE: "sign-in is by your organisation here: use the page Models instead",
}
MAY = {
    Permission.TRAIN_MODELS: "ask for a model",
    Permission.APPROVE_PROMOTION: "decide about one",
    Permission.ROLL_BACK: "go back to an earlier one",
}
NOT_ANSWERING = (OperationalError, psycopg.OperationalError, EmbeddedDatabaseError)
ANSWERS_WITHIN = 30
NO_DATABASE = "the database does not answer, which knows who may decide: start it, and try again"

Asks = Annotated[str | None, typer.Option(help="User name of the trainer who asks that it serve.")]
Approves = Annotated[str | None, typer.Option(help="User name of somebody else, who approves.")]
Declines = Annotated[str | None, typer.Option(help="User name of somebody else, who declines.")]


@dataclass(frozen=True)
class Terminal:
    """A service as it is reached from a terminal."""

    settings: Settings
    database: Database
    vault: Vault
    now: Callable[[], datetime]

    @property
    def store(self) -> Store:
        """The versions of its assistant."""
        return Store(self.settings.models_folder)

    def desk(self, member: UUID) -> Desk:
        """Where this member decides."""
        return Desk(self.store, self.vault, member, self.now())

    def means(self, member: UUID) -> Means:
        """What a change of the serving model works with, as this member."""
        return Means(self.store, partial(self.database.transaction, member), self.now())


def promote(
    version: Annotated[str, typer.Argument(help="As `hafan models` lists it.")],
    asked_by: Asks = None,
    approved_by: Approves = None,
    declined_by: Declines = None,
) -> None:
    """Ask that a candidate serve, or decide what somebody else asked for. Two people are needed.

    Each proves who they are with their own password and one-time code, and says why. It counts as on the
    page Models: what is asked for here can be decided there, and the other way round. Needs the service's
    database, and accounts (`hafan people add practitioner`). The assistant takes it up within seconds.

    Example: hafan promote 20261122-2141-3f2a --asked-by eleri
    """
    if not (asked_by or approved_by or declined_by) or (approved_by and declined_by):
        raise typer.BadParameter("say --asked-by, or one of --approved-by and --declined-by")
    decision = Decision.DECLINED if declined_by else Decision.APPROVED
    decider = declined_by or approved_by

    async def work(terminal: Terminal) -> None:
        if asked_by:
            await _ask(terminal, version, asked_by)
        if decider:
            await _decide(terminal, version, decider, decision)

    with clear_errors():
        _at_terminal(work)


async def _ask(terminal: Terminal, version: str, username: str) -> None:
    asker = await _proved(terminal, username, Permission.TRAIN_MODELS)
    reason = _reason(f"{username}, what is better now?")
    async with (
        _refusal_recorded(terminal, asker, version),
        terminal.database.transaction(asker) as connection,
    ):
        await deciding.ask(connection, terminal.desk(asker), version, reason)
    say.print(
        f"{username} asked that {version} serve. Somebody else approves or declines: on the page Models, or"
    )
    say.print(f"  hafan promote {version} --approved-by ANOTHER")


async def _decide(terminal: Terminal, version: str, username: str, decision: Decision) -> None:
    decider = await _proved(terminal, username, Permission.APPROVE_PROMOTION)
    reason = _reason(f"{username}, what did you look at?")
    answer = Answer(decision, reason, partial(_leads, terminal))
    desk = terminal.desk(decider)
    async with _refusal_recorded(terminal, decider, version):
        await swap(
            terminal.means(decider), lambda connection: deciding.decide(connection, desk, version, answer)
        )
    say.print(f"{version} serves." if decision is Decision.APPROVED else f"{version} was declined.")


async def _leads(terminal: Terminal, connection: AsyncConnection) -> Decisions:
    leads = await decided(connection, terminal.vault)
    return Decisions(leads.screen(terminal.settings.models_folder), leads.locked, leads.cleared)


def rollback(
    by: Annotated[str | None, typer.Option(help="User name of whoever goes back.")] = None,
    without_database: Annotated[
        bool,
        typer.Option(
            "--without-database", help="Only when it does not answer: nobody is asked who they are."
        ),
    ] = False,
) -> None:
    """Let the version serve that served before; the running assistant takes it up within seconds.

    A trainer or safeguarding lead does it alone, and proves who they are with password and one-time code.

    Example: hafan rollback --by nia
    """
    if bool(by) is without_database:
        raise typer.BadParameter("say --by, or --without-database when the database does not answer")
    with clear_errors():
        if without_database:
            _go_back_unrecorded()
            return

        async def work(terminal: Terminal) -> None:
            assert by
            member = await _proved(terminal, by, Permission.ROLL_BACK)
            desk = terminal.desk(member)
            back = await swap(
                terminal.means(member), lambda connection: deciding.go_back(connection, desk), overtakes=True
            )
            assert back
            say.print(f"{back.id} serves again.")

        _at_terminal(work, "; if that cannot wait: hafan rollback --without-database")


def _go_back_unrecorded() -> None:
    """Going back must work when the database does not."""
    if asyncio.run(_answers()):
        raise CommandError("the database answers, and knows who may: say who goes back, with --by")
    store = Store(settings().models_folder)
    back = swap_unrecorded(store, lambda: way_back(store, COMMAND_LINE, system_clock()))
    say.print(f"{back.id} serves again.")
    raise CommandError("this is not on the audit trail: tell a safeguarding lead who did it")


async def _answers() -> bool:
    """Whether the database takes what is written to it: that somebody tried to go back without saying who."""
    try:
        async with (
            asyncio.timeout(ANSWERS_WITHIN),
            service_of(settings()) as (database, _),
            database.transaction() as connection,
        ):
            detail = {"reason": "without_database"}
            await audit.record(
                connection, system_clock(), COMMAND_LINE, "model:refuse", "roll back", **detail
            )
    except (*NOT_ANSWERING, TimeoutError):
        return False
    return True


def finish_what_was_left(store: Store) -> None:
    """Finish or drop a swap that was left half done, by what the database says of it."""

    async def work(terminal: Terminal) -> None:
        await settle(Means(store, terminal.database.transaction, terminal.now()))

    if is_left(store):
        _at_terminal(work)


def _at_terminal(work: Callable[[Terminal], Awaitable[None]], otherwise: str = "") -> None:
    async def run() -> None:
        here = settings()
        async with service_of(here) as (database, vault):
            await work(Terminal(here, database, vault, system_clock))

    try:
        asyncio.run(run())
    except NOT_ANSWERING:
        raise CommandError(f"{NO_DATABASE}{otherwise}") from None
    except UnfinishedSwapError:
        raise CommandError(SENTENCES[Refusal.UNFINISHED]) from None


@asynccontextmanager
async def _refusal_recorded(terminal: Terminal, member: UUID, version: str) -> AsyncIterator[None]:
    """That somebody tried is on the trail, as on the pages."""
    try:
        yield
    except PromotionRefusedError as refused:
        async with terminal.database.transaction(member) as connection:
            reason = str(refused.refusal)
            await audit.record(connection, terminal.now(), member, "model:refuse", version, reason=reason)
        raise


async def _proved(terminal: Terminal, username: str, needed: Permission) -> UUID:
    """An active account whose role may do this, and whose password and code were typed just now."""
    async with terminal.database.transaction() as connection:
        member = await member_called(connection, terminal.vault, username)
        active = member in await staff.all_ids(connection)
        if not active or not allows((await staff.by_id(connection, terminal.vault, member)).role, needed):
            may = " or ".join(role.replace("_", " ") for role in Role if allows(role, needed))
            raise CommandError(f"{username} may not {MAY[needed]}: only a {may} may")
    password = typer.prompt(f"Password of {username}", hide_input=True)
    code = "".join(typer.prompt(f"One-time code of {username}").split())
    proved = await authentication.prove(terminal, Attempt(username, password, code, TERMINAL))
    if isinstance(proved, authentication.Refusal):
        raise CommandError(NOT_PROVED[proved])
    return proved


def _reason(question: str) -> str:
    """Why, for whoever reads it later; never about young people."""
    reason: str = typer.prompt(question).strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise CommandError(f"say it in 1 to {LONGEST_REASON} characters")
    return reason
