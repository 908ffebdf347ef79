"""Passkeys, recovery codes, invitations and break-glass."""

from bot.storage.migrations.statements import run_file

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
