"""Who works with Hafan, and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """One role an account."""

    PRACTITIONER = "practitioner"
    DUTY_MANAGER = "duty_manager"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    TRAINER = "trainer"
    ADMINISTRATOR = "administrator"


class Capacity(StrEnum):
    """How a practitioner is attached to a young person."""

    ASSIGNED = "assigned"
    DEPUTY = "deputy"


class Permission(StrEnum):
    """What a route asks for; which young people it then shows is decided by the database."""

    SEE_CASELOAD = "see_caseload"
    ACT_ON_ALERTS = "act_on_alerts"
    SEE_UNDELIVERED = "see_undelivered"
    SEE_UNKNOWN_NUMBERS = "see_unknown_numbers"
    OWN_ACCOUNT = "own_account"


_CARES = {
    Permission.SEE_CASELOAD,
    Permission.ACT_ON_ALERTS,
    Permission.SEE_UNDELIVERED,
    Permission.OWN_ACCOUNT,
}
_GRANTS: dict[Role, set[Permission]] = {
    Role.PRACTITIONER: _CARES,
    Role.DUTY_MANAGER: _CARES | {Permission.SEE_UNKNOWN_NUMBERS},
    Role.SAFEGUARDING_LEAD: _CARES | {Permission.SEE_UNKNOWN_NUMBERS},
    Role.TRAINER: {Permission.OWN_ACCOUNT},
    Role.ADMINISTRATOR: {Permission.OWN_ACCOUNT},
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission; what is not granted is refused."""
    return permission in _GRANTS[role]
