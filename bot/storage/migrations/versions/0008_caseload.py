"""What the caseload pages need."""

from bot.storage.migrations.statements import run_file

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
