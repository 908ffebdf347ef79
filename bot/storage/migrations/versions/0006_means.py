"""By which means staff are told."""

from bot.storage.migrations.statements import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
