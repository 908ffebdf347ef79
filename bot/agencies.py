"""Reading `data/safeguarding/agencies.yml`, which safeguarding leads own."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.agencies import Agencies, Agency, AgencyKind, Contact, email_problem, phone_problem
from bot.settings import ROOT

AGENCIES_FILE = ROOT / "data" / "safeguarding" / "agencies.yml"
LANGUAGES = ("en", "cy")


class AgenciesError(Exception):
    """The agencies cannot be used; the text says which entry and why. The service does not start on them."""


@cache
def load_agencies(file: Path = AGENCIES_FILE) -> Agencies:
    """Read and check every agency; raises AgenciesError."""
    try:
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        days = data["stale_after_days"]
        if not isinstance(days, int) or days < 1:
            raise ValueError("stale_after_days: a whole number of at least 1 is needed")
        return Agencies(
            {name: _agency(name, entry) for name, entry in data["agencies"].items()}, timedelta(days=days)
        )
    except KeyError as missing:
        raise AgenciesError(f"{file.name}: {missing.args[0]} is missing") from missing
    except (OSError, yaml.YAMLError, AttributeError, TypeError, ValueError) as wrong:
        raise AgenciesError(f"{file.name}: {wrong}") from wrong


def _agency(name: str, data: Mapping[str, Any]) -> Agency:
    try:
        contacts = tuple(_contact(contact, entry) for contact, entry in data["contacts"].items())
        if not contacts:
            raise ValueError("at least one of contacts is needed")
        return Agency(name, AgencyKind(data["kind"]), _names(data), contacts)
    except KeyError as missing:
        raise ValueError(f"{name}: {missing.args[0]} is missing") from missing
    except (AttributeError, TypeError, ValueError) as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


def _contact(name: str, data: Mapping[str, Any]) -> Contact:
    phone, email, tested = (data[part] for part in ("phone", "email", "tested"))
    if phone is not None and (not isinstance(phone, str) or phone_problem(phone)):
        raise ValueError(f"{name}: phone is not a number in quotes, or null")
    if email is not None and (not isinstance(email, str) or email_problem(email)):
        raise ValueError(f"{name}: email is not an address, or null")
    if tested is not None and type(tested) is not date:
        raise ValueError(f"{name}: tested is not a date such as 2026-11-18, or null")
    if tested is not None and not (phone or email):
        raise ValueError(f"{name}: tested, but there is nothing to test")
    return Contact(name, _names(data), phone, email, tested)


def _names(data: Mapping[str, Any]) -> Mapping[str, str]:
    names = {language: data["name"].get(language) for language in LANGUAGES}
    for language, name in names.items():
        if not isinstance(name, str) or not name.strip():
            raise ValueError(f"name has no {language}")
    return names
