"""Contact-safety profiles, and conversations that a person holds."""

from bot.storage.migrations.statements import run_file

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
