"""Messages released for trainers, redacted, and what became of them."""

from bot.storage.migrations.statements import run_file

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
