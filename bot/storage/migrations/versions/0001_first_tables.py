"""The first tables."""

from bot.storage.migrations.statements import run_file

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
