"""What practitioners add to a young person's record by hand."""

from enum import StrEnum


class NoteKind(StrEnum):
    """A session that was held, or a note about anything else."""

    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    NOTE = "note"
