"""What safeguarding leads answer about examples that were handed over to them."""

from bot.storage.migrations.statements import run_file

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
