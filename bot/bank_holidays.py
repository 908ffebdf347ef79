"""The bank holidays of Wales."""

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays


@cache
def _wales() -> HolidayBase:
    return country_holidays("GB", subdiv="WLS")


def is_bank_holiday(day: date) -> bool:
    """Whether offices in Wales are closed for a bank holiday, substitute days included."""
    return day in _wales()
