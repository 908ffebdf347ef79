"""The practitioners' pages."""

from typing import Any

from sanic import Sanic

from bot.web import (
    alert_list,
    alert_page,
    errors,
    live,
    sign_in,
    static_files,
    undelivered_page,
    unknown_numbers,
    young_people,
)
from bot.web.access import gate
from bot.web.headers import harden
from bot.web.pages import load_pages
from bot.web.web import Web

__all__ = ["Web", "register"]

FAMILIES = (
    sign_in,
    alert_list,
    alert_page,
    young_people,
    undelivered_page,
    unknown_numbers,
    live,
    static_files,
    errors,
)


def register(app: Sanic[Any, Any], web: Web) -> None:
    """Add every page, the gate before them and the headers behind them.

    The gate guards every route of the app: one added elsewhere is closed unless it declares its access too.
    """
    app.ctx.web = web
    app.ctx.pages = load_pages()
    app.register_middleware(gate, "request")
    app.register_middleware(harden, "response")
    for family in FAMILIES:
        family.add_to(app)
