"""Baselines, silence and doubts about who is writing."""

from bot.storage.migrations.statements import run_file

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
