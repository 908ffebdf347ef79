"""Web chat and the young person's own page."""

from bot.storage.migrations.statements import run_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
