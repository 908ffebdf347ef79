"""Row-level security and what each role may do."""

from bot.storage.migrations.statements import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
