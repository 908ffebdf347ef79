"""Web chat's own rules: what a PIN may be, how long a visit lasts, what it shows."""

from datetime import datetime, timedelta

# `messages.channel` and `dispatches.channel` of what is said in the chat.
CHAT = "chat"
SHORTEST_PIN, LONGEST_PIN = 4, 8
# Wrong PINs in a row until nobody gets in any more; the database counts by the same number.
MOST_TRIES = 5
# Without a click for so long a visit asks for the PIN again; after so long it ends, and takes a new link.
OPEN = timedelta(minutes=20)
VISIT = timedelta(hours=12)
LINK = timedelta(hours=48)
# How much of the conversation a visit shows, and how much of their record its own page.
SHOWN = timedelta(days=14)
RECORD = timedelta(days=366)
LONGEST_MESSAGE = 1600
# Longer than one transaction takes: what left meanwhile is looked for again, and shown once all the same.
OVERLAP = timedelta(minutes=2)
# Somebody who writes so fast is answered when they stop for a moment; every message is kept and screened.
MANY, MANY_WITHIN = 10, timedelta(minutes=1)

_RUNS = "01234567890123456789 98765432109876543210"


def is_fit_pin(pin: str) -> bool:
    """Whether a PIN is digits, long enough, and not the first that anybody would try."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        return False
    return len(set(pin)) > 1 and pin not in _RUNS


def shown_from(
    now: datetime, visit_began: datetime, pin_chosen: datetime | None, *, covered: bool
) -> datetime:
    """From when on a visit shows what was said.

    Where somebody else may look at the device, only this visit; to whoever chose the PIN alone, nothing
    from before they did.
    """
    if covered:
        return visit_began
    return max(now - SHOWN, pin_chosen) if pin_chosen else now - SHOWN


def record_from(
    now: datetime, visit_began: datetime, pin_chosen: datetime | None, *, covered: bool
) -> datetime:
    """From when on their own page shows what they said, by the same rule."""
    if covered:
        return visit_began
    return max(now - RECORD, pin_chosen) if pin_chosen else now - RECORD
