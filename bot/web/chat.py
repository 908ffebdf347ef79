"""The web chat for young people. It accepts messages as the role that accepts texts, and reads them back only
through functions of the database that are bound to a visit.
"""

from typing import Any

from sanic import Sanic

from bot.parts import Parts
from bot.web import chat_door, chat_language, chat_live, chat_own_page, chat_pages


def register_chat(app: Sanic[Any, Any], intake: Parts) -> None:
    """Mount everything under `/chat`."""
    app.ctx.chat_intake = intake
    for family in (chat_pages, chat_door, chat_language, chat_live, chat_own_page):
        family.add_to(app)
