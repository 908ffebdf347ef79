"""What is done after an acknowledgement."""

from bot.storage.migrations.statements import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
