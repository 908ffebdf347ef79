"""Doubts whether it is really them, and what is known of how they write."""

from bot.storage.migrations.statements import run_file

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
