"""Every table of ours together: what migrations are compared with."""

from bot.storage import (
    access_tables,
    account_tables,
    caseload_tables,
    chat_tables,
    contact_safety_tables,
    example_tables,
    follow_up_tables,
    identity_tables,
    means_tables,
    model_tables,
    plan_tables,
    review_tables,
    rota_tables,
    safeguarding_tables,
    tables,
)
from bot.storage.columns import metadata

__all__ = [
    "access_tables",
    "account_tables",
    "caseload_tables",
    "chat_tables",
    "contact_safety_tables",
    "example_tables",
    "follow_up_tables",
    "identity_tables",
    "means_tables",
    "metadata",
    "model_tables",
    "plan_tables",
    "review_tables",
    "rota_tables",
    "safeguarding_tables",
    "tables",
]
