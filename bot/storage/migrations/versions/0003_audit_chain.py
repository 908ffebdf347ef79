"""An append-only audit trail whose entries are chained by hash."""

from bot.storage.migrations.statements import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
