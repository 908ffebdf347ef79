"""The language of the chat: of its pages, and of the answers in it until they write in the other one."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import redirect

from bot.domain.languages import Language
from bot.parts import Parts
from bot.storage import audit, chat, people
from bot.storage.chat import Visit
from bot.web.access import public
from bot.web.chat_view import YOUNG_PERSON, visit_of
from bot.web.forms import filled
from bot.web.languages import known
from bot.web.web import web_of


async def choose(request: Request, visit: Visit, language: Language) -> None:
    """Show a visit in this language, and answer in it.

    Choosing is like writing in that language, so the role that accepts messages keeps it; which language was
    agreed for texts stays as it is.
    """
    web, person = web_of(request), visit.young_person
    intake: Parts = request.app.ctx.chat_intake
    async with web.database.transaction() as connection:
        await chat.keep(connection, visit.token, language=language)
    async with intake.database.transaction() as connection:
        await people.hold(connection, person)
        if (await people.by_id(connection, person)).last_language is not language:
            await people.change(connection, person, last_language=language)
            await audit.record(
                connection, web.now(), YOUNG_PERSON, "young_person:language", person, to=language
            )


@public
async def change_language(request: Request) -> HTTPResponse:
    """Go on in the other language; also at the door of a visit that waits for its PIN."""
    visit, language = await visit_of(request), known(filled(request, "to"))
    if visit and language:
        await choose(request, visit, language)
    return redirect("/chat/me" if filled(request, "next") == "me" else "/chat", status=303)


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the switch."""
    app.add_route(change_language, "/chat/language", methods=["POST"], name="change_chat_language")
