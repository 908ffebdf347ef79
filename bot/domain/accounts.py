"""What accounts are told, opened by and refused; pure names, shared by storage and pages."""

from enum import StrEnum


class Method(StrEnum):
    """By what somebody signed in."""

    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    ORGANISATION = "organisation"
    INVITATION = "invitation"


class NoticeKind(StrEnum):
    """What the owner of an account is told on their next page."""

    NEW_BROWSER = "new_browser"
    RECOVERY_CODE_USED = "recovery_code_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the name of a notice
    AUTHENTICATOR_CHANGED = "authenticator_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    ORGANISATION_LINKED = "organisation_linked"
    COVER_NAMED = "cover_named"
    COVER_TAKEN_BACK = "cover_taken_back"
    NUMBER_CLASHES = "number_clashes"
    ROLE_CHANGED = "role_changed"
    ADDRESSES_CHANGED = "addresses_changed"
    GLASS_BROKEN = "glass_broken"
    ASKED_TO_CORRECT = "asked_to_correct"
    ASKED_TO_DELETE = "asked_to_delete"
    MODEL_DECIDED = "model_decided"
    SCREENING_DECIDED = "screening_decided"


# Of these the owner of the account should know: otherwise somebody else did it.
DONE_BY_OWNER = frozenset(
    {
        NoticeKind.NEW_BROWSER,
        NoticeKind.RECOVERY_CODE_USED,
        NoticeKind.PASSWORD_CHANGED,
        NoticeKind.AUTHENTICATOR_CHANGED,
        NoticeKind.PASSKEY_ADDED,
        NoticeKind.PASSKEY_REMOVED,
        NoticeKind.ORGANISATION_LINKED,
    }
)


class AccountRefusal(StrEnum):
    """Why an account stays as it is; the database decides."""

    NOT_ALLOWED = "not_allowed"
    OWN_ACCOUNT = "own_account"
    LAST_OF_ROLE = "last_of_role"
    STILL_HOLDS = "still_holds"


class AccountState(StrEnum):
    """Whether somebody can sign in, could, or will be able to."""

    ACTIVE = "active"
    INVITED = "invited"
    DEACTIVATED = "deactivated"
