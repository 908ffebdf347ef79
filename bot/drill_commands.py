"""`hafan drill`: rehearsing a ladder from the command line."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.alert_policy import DEFAULT_TEAM
from bot.lines import write_object
from bot.people_commands import in_database, member_called
from bot.storage.encryption import Vault
from bot.terminal import CommandError, clear_errors, say

drill_app = typer.Typer(
    help="Rehearse a ladder with real notifications, marked as a drill.", no_args_is_help=True
)


@drill_app.command("start")
def start(
    severity: Annotated[str, typer.Option(help="emergency, high, medium or low")] = "high",
    team: Annotated[str, typer.Option(help="A team of data/safeguarding/policy.yml.")] = DEFAULT_TEAM,
    assigned: Annotated[
        str | None, typer.Option(help="User name of whoever plays the assigned practitioner.")
    ] = None,
    deputy: Annotated[str | None, typer.Option(help="User name of whoever plays the deputy.")] = None,
) -> None:
    """Start a drill; the running worker tells the first people. Prints its reference.

    Example: hafan drill start --severity emergency --assigned sian --deputy tom
    """
    from bot import drills
    from bot.domain.concerns import Severity
    from bot.policy import load_policy

    async def begin(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        if severity not in [one.value for one in Severity]:
            raise CommandError(f"{severity} is none of emergency, high, medium, low")

        async def played(username: str | None) -> UUID | None:
            return await member_called(connection, vault, username) if username else None

        try:
            reference = await drills.start(
                *(connection, load_policy(), team, Severity(severity), now),
                assigned=await played(assigned),
                deputy=await played(deputy),
            )
        except drills.DrillError as refused:
            raise CommandError(str(refused)) from None
        print(reference)

    with clear_errors():
        in_database(begin, "")
        say.print("Started. See how it goes: hafan drill report")


@drill_app.command("report")
def report(
    reference: Annotated[str | None, typer.Argument(help="Of the drill; without one, the newest.")] = None,
) -> None:
    """Print who was told when and by which means, and after how long somebody acknowledged: JSON Lines.

    The first line is the drill, each further line one notification; nobody is named. Exit code 1 when the
    drill is over and nobody acknowledged it.

    Example: hafan drill report K7M2QX
    """
    from bot import drills
    from bot.storage import drills as stored

    unanswered: list[bool] = []

    async def read(connection: AsyncConnection, vault: Vault, now: datetime) -> None:
        newest = await stored.newest(connection, vault)
        drill = (
            await stored.by_reference(connection, vault, reference) if reference else next(iter(newest), None)
        )
        if drill is None:
            raise CommandError("there is no such drill")
        found = await drills.report(connection, vault, drill)
        unanswered.append(not found.running and found.acknowledged_after is None)
        for line in drills.lines(found):
            print(write_object(line))

    with clear_errors():
        in_database(read, "")
    raise typer.Exit(1 if unanswered[0] else 0)
