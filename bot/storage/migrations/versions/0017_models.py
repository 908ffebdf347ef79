"""Models that were trained, compared, asked to be promoted, promoted and rolled back."""

from bot.storage.migrations.statements import run_file

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
