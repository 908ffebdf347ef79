"""The practitioners' pages."""

from typing import Any

from sanic import Sanic

from bot.web import (
    accounts_page,
    actions_page,
    addresses_page,
    agencies_page,
    alert_list,
    alert_page,
    assignments_page,
    audit_page,
    break_glass_page,
    case_notes_page,
    caseload_page,
    chat_access_page,
    clocks_page,
    contact_safety_page,
    conversation_page,
    drill_page,
    errors,
    examples_adding,
    examples_changes,
    examples_editing,
    examples_many,
    examples_page,
    examples_trying,
    false_alarms_page,
    hand_over_page,
    handed_over_page,
    help_page,
    invitation_page,
    live,
    live_pages,
    member_rota_page,
    models_comparison_page,
    models_page,
    models_roll_back_page,
    models_version_page,
    onboarding_page,
    organisation,
    own_account,
    own_passkeys,
    passkey_sign_in,
    plan_page,
    print_page,
    reading_page,
    release_page,
    released_page,
    report_page,
    review_page,
    rota_page,
    screening_change_page,
    screening_lists_page,
    screening_locked_page,
    screening_page,
    screening_rule_page,
    screening_trials,
    sessions_page,
    sign_in,
    static_files,
    undelivered_page,
    unknown_numbers,
    young_people,
)
from bot.web.access import gate
from bot.web.headers import harden
from bot.web.identity_provider import provider_of
from bot.web.pages import load_pages
from bot.web.web import Web

__all__ = ["Web", "register"]

FAMILIES = (
    sign_in,
    passkey_sign_in,
    organisation,
    invitation_page,
    own_account,
    own_passkeys,
    accounts_page,
    addresses_page,
    hand_over_page,
    assignments_page,
    break_glass_page,
    audit_page,
    alert_list,
    alert_page,
    actions_page,
    report_page,
    clocks_page,
    agencies_page,
    false_alarms_page,
    reading_page,
    caseload_page,
    onboarding_page,
    young_people,
    case_notes_page,
    conversation_page,
    contact_safety_page,
    chat_access_page,
    plan_page,
    sessions_page,
    print_page,
    release_page,
    released_page,
    review_page,
    help_page,
    rota_page,
    member_rota_page,
    drill_page,
    models_page,
    models_version_page,
    models_comparison_page,
    models_roll_back_page,
    screening_page,
    screening_rule_page,
    screening_lists_page,
    screening_locked_page,
    screening_change_page,
    screening_trials,
    undelivered_page,
    unknown_numbers,
    examples_page,
    examples_adding,
    examples_editing,
    examples_many,
    examples_changes,
    examples_trying,
    handed_over_page,
    live,
    live_pages,
    static_files,
    errors,
)


def register(app: Sanic[Any, Any], web: Web) -> None:
    """Add every page, the gate before them and the headers behind them.

    The gate guards every route of the app: one added elsewhere is closed unless it declares its access too.
    """
    app.ctx.web = web
    app.ctx.pages = load_pages()
    app.ctx.identity_provider = provider_of(web.settings)
    app.register_middleware(gate, "request")
    app.register_middleware(harden, "response")
    for family in FAMILIES:
        family.add_to(app)
