"""Notices to staff, and what the command line does to accounts."""

from bot.storage.migrations.statements import run_file

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
