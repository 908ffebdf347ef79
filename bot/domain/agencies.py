"""Whom something is passed on to: agencies, how they are reached, and when that was last tested. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

# What can be dialled in the United Kingdom, or from abroad: also 101 and 999.
_PHONE = re.compile(r"(?:\+44|0)[\d ]{8,14}\d|\+\d[\d ]{6,16}\d|1\d{2}|999|116 ?\d{3}")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
LONGEST = 100


class AgencyKind(StrEnum):
    """What sort of agency it is."""

    CHILDRENS_SERVICES = "childrens_services"
    POLICE = "police"
    HEALTH = "health"


@dataclass(frozen=True)
class Contact:
    """One way to an agency, such as its duty team. What is None was not filled in yet by anybody."""

    id: str
    name: Mapping[str, str]
    phone: str | None
    email: str | None
    tested: date | None
    changed_by: str | None = None

    @property
    def known(self) -> bool:
        """Whether there is any way to reach them."""
        return bool(self.phone or self.email)

    def stale(self, today: date, after: timedelta) -> bool:
        """Whether nobody has tested it lately: then it may lead nowhere when it is needed."""
        return not self.known or self.tested is None or today - self.tested > after


@dataclass(frozen=True)
class Agency:
    """An agency; names by language."""

    id: str
    kind: AgencyKind
    name: Mapping[str, str]
    contacts: tuple[Contact, ...]

    def with_contact(self, contact: Contact) -> "Agency":
        """The same with one contact replaced by its newer state."""
        return replace(
            self, contacts=tuple(contact if one.id == contact.id else one for one in self.contacts)
        )

    def contact(self, contact: str) -> Contact | None:
        """One of its contacts."""
        return next((one for one in self.contacts if one.id == contact), None)


@dataclass(frozen=True)
class Agencies:
    """Every agency of a service, by id, and after how long an untested contact is shown red."""

    all: Mapping[str, Agency]
    stale_after: timedelta


def phone_problem(phone: str) -> str | None:
    """What is wrong with a number."""
    return None if len(phone) <= LONGEST and _PHONE.fullmatch(phone) else "phone_wrong"


def email_problem(email: str) -> str | None:
    """What is wrong with an e-mail address."""
    return None if len(email) <= LONGEST and _EMAIL.fullmatch(email) else "email_wrong"
