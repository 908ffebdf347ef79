"""A moment as a form asks for it: day and time in Wales, to the minute."""

from datetime import datetime

from bot.domain.contact_gate import HOME


def read(text: str) -> datetime | None:
    """The moment that was filled in, or None when it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.replace(tzinfo=HOME) if moment.tzinfo is None else None
