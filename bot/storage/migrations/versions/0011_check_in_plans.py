"""Check-in plans, goals and sessions."""

from bot.storage.migrations.statements import run_file

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
