"""Changes to the assistant's examples that wait to be carried into the files."""

from bot.storage.migrations.statements import run_file

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Run the statements beside this file."""
    run_file(__file__)
