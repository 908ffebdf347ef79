"""A check-in that was sent by chat and then by text is one in the caseload."""

from bot.storage.migrations.statements import run_file

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
