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
    SEARCH = "search"
    READ_MESSAGES = "read_messages"
    WRITE_NOTES = "write_notes"
    WRITE_AS_PERSON = "write_as_person"
    EDIT_CONTACT_SAFETY = "edit_contact_safety"
    PLAN_CHECK_INS = "plan_check_ins"
    ADD_YOUNG_PERSON = "add_young_person"
    INVITE_TO_CHAT = "invite_to_chat"
    PRINT_RECORD = "print_record"
    RELEASE_MESSAGES = "release_messages"
    SEE_RELEASES = "see_releases"
    REVIEW_RELEASED = "review_released"
    ACT_ON_ALERTS = "act_on_alerts"
    SEE_UNDELIVERED = "see_undelivered"
    SEE_UNKNOWN_NUMBERS = "see_unknown_numbers"
    FOLLOW_UP = "follow_up"
    SEE_CLOCKS = "see_clocks"
    WRITE_REPORTS = "write_reports"
    SEE_AGENCIES = "see_agencies"
    CHANGE_AGENCIES = "change_agencies"
    REVIEW_FALSE_ALARMS = "review_false_alarms"
    OWN_ROTA = "own_rota"
    MANAGE_ROTA = "manage_rota"
    RUN_DRILLS = "run_drills"
    OWN_ACCOUNT = "own_account"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_ASSIGNMENTS = "manage_assignments"
    HAND_OVER = "hand_over"
    BREAK_GLASS = "break_glass"
    REVIEW_ACCESS = "review_access"
    SEE_EXAMPLES = "see_examples"
    EDIT_EXAMPLES = "edit_examples"
    TRY_SENTENCES = "try_sentences"
    SEE_MODELS = "see_models"
    TRAIN_MODELS = "train_models"
    APPROVE_PROMOTION = "approve_promotion"
    ROLL_BACK = "roll_back"
    PROPOSE_SCREENING = "propose_screening"
    EDIT_SCREENING = "edit_screening"
    APPROVE_SCREENING = "approve_screening"


_CARES = {
    Permission.SEE_CASELOAD,
    Permission.SEARCH,
    Permission.READ_MESSAGES,
    Permission.WRITE_NOTES,
    Permission.WRITE_AS_PERSON,
    Permission.EDIT_CONTACT_SAFETY,
    Permission.PLAN_CHECK_INS,
    Permission.ADD_YOUNG_PERSON,
    Permission.INVITE_TO_CHAT,
    Permission.PRINT_RECORD,
    Permission.RELEASE_MESSAGES,
    Permission.ACT_ON_ALERTS,
    Permission.SEE_UNDELIVERED,
    Permission.FOLLOW_UP,
    Permission.SEE_CLOCKS,
    Permission.WRITE_REPORTS,
    Permission.SEE_AGENCIES,
    Permission.OWN_ROTA,
    Permission.OWN_ACCOUNT,
}
_ROTA = {Permission.MANAGE_ROTA, Permission.RUN_DRILLS}
_AGENCIES = {Permission.SEE_AGENCIES, Permission.CHANGE_AGENCIES}
_ARRANGES = {Permission.MANAGE_ASSIGNMENTS, Permission.HAND_OVER}
# Whoever approves is never whoever asked: the database sees to it.
_MODELS = {Permission.SEE_MODELS, Permission.APPROVE_PROMOTION, Permission.ROLL_BACK}
_EXAMPLES = {Permission.SEE_EXAMPLES, Permission.TRY_SENTENCES}
_SCREENING = {
    Permission.PROPOSE_SCREENING,
    Permission.EDIT_SCREENING,
    Permission.APPROVE_SCREENING,
}
_GRANTS: dict[Role, set[Permission]] = {
    Role.PRACTITIONER: _CARES,
    Role.DUTY_MANAGER: _CARES | _ROTA | _ARRANGES | {Permission.BREAK_GLASS, Permission.SEE_UNKNOWN_NUMBERS},
    Role.SAFEGUARDING_LEAD: _CARES
    | _ROTA
    | _ARRANGES
    | {Permission.REVIEW_ACCESS, Permission.SEE_RELEASES}
    | _AGENCIES
    | _MODELS
    | _EXAMPLES
    | _SCREENING
    | {Permission.SEE_UNKNOWN_NUMBERS, Permission.REVIEW_FALSE_ALARMS},
    Role.TRAINER: _MODELS
    | _EXAMPLES
    | {Permission.PROPOSE_SCREENING}
    | {Permission.EDIT_EXAMPLES, Permission.TRAIN_MODELS, Permission.OWN_ACCOUNT, Permission.REVIEW_RELEASED},
    Role.ADMINISTRATOR: _AGENCIES
    | {Permission.OWN_ACCOUNT, Permission.MANAGE_ACCOUNTS, Permission.HAND_OVER},
}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission; what is not granted is refused."""
    return permission in _GRANTS[role]
