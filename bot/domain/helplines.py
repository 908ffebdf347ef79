"""Which helplines a text names at which hour: one that is closed is worse than none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from bot.domain.contact_gate import HOME

EMERGENCY_NUMBER = "999"


@dataclass(frozen=True)
class Helpline:
    """A line that texts name from `since` until `until` (midnight if not given), by the clock on the wall."""

    name: str
    number: str
    since: time = time(0)
    until: time | None = None

    def is_named(self, now: datetime) -> bool:
        """Whether texts name it at this moment."""
        here = now.astimezone(HOME).time()
        return self.since <= here and (self.until is None or here < self.until)


def without_closed(text: str, lines: Iterable[Helpline], now: datetime) -> str:
    """The text without the lines that are not named at this hour.

    A line stands in brackets after another one, or beside another one with "or" ("neu") between; a text that
    names it alone keeps it.
    """
    for line in lines:
        if not line.is_named(now):
            text = without(text, line)
    return text


def without(text: str, line: Helpline) -> str:
    """The text without one line; as it is where the line does not stand as `without_closed` says."""
    number, name = re.escape(line.number), re.escape(line.name)
    mention = rf"{name} {number}(?: \([^()]*\))?"
    for one in (rf" \([^()]*{number}\)", rf"{mention} (?:or|neu) ", rf",? (?:or|neu) {mention}"):
        text = re.sub(one, "", text)
    return text
