"""What somebody can narrow a page to; the values are what its address says."""

from enum import StrEnum


class Whose(StrEnum):
    """Which part of all whom somebody may see the caseload shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class Filter(StrEnum):
    """Which kinds of entries a young person's timeline shows."""

    ALL = "all"
    MESSAGES = "messages"
    CHECK_INS = "check-ins"
    NOTES = "notes"
    ALERTS = "alerts"
