"""A young person's own page: what they said, who read it, what happened next, and copies of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound
from sanic.response import json, redirect, text

from bot.domain.chat import LONGEST_MESSAGE, record_from
from bot.storage import audit, chat
from bot.storage.chat import Kept, Visit
from bot.web.access import public
from bot.web.chat_door import door_page
from bot.web.chat_pages import accept, alive
from bot.web.chat_view import YOUNG_PERSON, closed, common, shown, visit_of, worker_name
from bot.web.forms import filled
from bot.web.pages import Pages
from bot.web.sessions import new_token
from bot.web.times import Times
from bot.web.web import Web, web_of

WISHES = {"correct": "asked_to_correct", "delete": "asked_to_delete"}


def _since(visit: Visit, now: datetime) -> datetime:
    return record_from(now, visit.began_at, visit.pin_chosen_at, covered=visit.covered)


async def _record(request: Request, visit: Visit, what: str) -> list[Kept]:
    web, now = web_of(request), web_of(request).now()
    async with web.database.transaction() as connection:
        kept = await chat.record(connection, visit, _since(visit, now), now)
        await audit.record(connection, now, YOUNG_PERSON, what, visit.young_person)
    return kept


@public
async def show_own_page(request: Request) -> HTTPResponse:
    """The page; where somebody else may look at the device it says less."""
    return await _page(request)


async def _page(request: Request, status: int = 200, /, **values: object) -> HTTPResponse:
    web, visit = web_of(request), await visit_of(request)
    if visit is None:
        return closed(request)
    if not visit.is_open(web.now()):
        return await door_page(request, visit.token)
    await alive(web, visit)
    kept = await _record(request, visit, "own_data:look")
    asked = request.args.get("asked") == "yes"
    page = {"kept": kept, "reader": _reader(web, visit), "client": new_token(), "asked": asked}
    return shown(request, "chat-own.html", status, visit=visit, **page | values)


@public
async def ask(request: Request) -> HTTPResponse:
    """Pass a wish about one's own data on to people; the words with it are a message like any other."""
    web, visit = web_of(request), await visit_of(request)
    if visit is None or not visit.is_open(web.now()):
        return redirect("/chat/me", status=303)
    asked = filled(request, "wish")
    wish = WISHES.get(asked)
    words = filled(request, "text").replace("\r\n", "\n").strip()
    if wish is None or len(words) > LONGEST_MESSAGE:
        return await _page(request, 422, problem="too_long" if wish else "choose_wish", text=words)
    if words:
        await accept(request, visit, filled(request, "client")[:64], words)
    async with web.database.transaction() as connection:
        await chat.ask(connection, visit, wish, web.now())
        await audit.record(connection, web.now(), YOUNG_PERSON, f"own_data:{asked}", visit.young_person)
    return redirect("/chat/me?asked=yes", status=303)


@public
async def copy(request: Request, form: str) -> HTTPResponse:
    """A copy of their own words and answers; not where others use the device, since a file stays there."""
    web, visit = web_of(request), await visit_of(request)
    if visit is None or visit.covered or form not in ("txt", "json") or not visit.is_open(web.now()):
        raise NotFound
    kept, now = await _record(request, visit, "own_data:copy"), web.now()
    async with web.database.transaction() as connection:
        answers = await chat.answers(connection, visit, _since(visit, now), now)
    headers, reader = {"Content-Disposition": f'attachment; filename="notes.{form}"'}, _reader(web, visit)
    if form == "json":
        return json(_as_data(kept, reader, answers), headers=headers, ensure_ascii=False)
    pages: Pages = request.app.ctx.pages
    values = {"kept": kept, "reader": reader, "answers": _in_words(web, visit, answers)}
    values |= common(web, visit.language) | {"when": Times(visit.language, now)}
    return text(pages.render(visit.language, "chat-copy.txt", values), headers=headers)


def _reader(web: Web, visit: Visit) -> Callable[[Kept], str]:
    """How whoever read a message is called: by the name that was agreed, or by their place."""
    places = {"assigned": "reader_assigned", None: "reader_team"}

    def name(one: Kept) -> str:
        agreed = worker_name(visit) if one.read_as == "assigned" else ""
        return agreed or web.content.text(f"chat.{places.get(one.read_as, 'reader_deputy')}", visit.language)

    return name


def _in_words(
    web: Web, visit: Visit, answers: list[tuple[str, int | None, datetime]]
) -> list[tuple[str, str, datetime]]:
    """What was asked about, and the answer in words where it has any."""
    texts, language = web.content.texts, visit.language
    return [
        (
            texts[f"answers.{kind}", language],
            "" if value is None else texts.get((f"answers.{kind}_{value}", language), str(value)),
            at,
        )
        for kind, value, at in answers
    ]


def _as_data(
    kept: list[Kept], reader: Callable[[Kept], str], answers: list[tuple[str, int | None, datetime]]
) -> dict[str, object]:
    return {
        "messages": [
            {
                "at": one.at.isoformat(),
                "channel": one.channel,
                "text": one.text,
                "read_at": one.read_at and one.read_at.isoformat(),
                "read_by": one.read_at and reader(one),
            }
            for one in kept
        ],
        "answers": [{"at": at.isoformat(), "kind": kind, "value": value} for kind, value, at in answers],
    }


def add_to(app: Sanic[Any, Any]) -> None:
    """Add the page, its form and its copies."""
    app.add_route(show_own_page, "/chat/me", methods=["GET"], name="show_own_page")
    app.add_route(ask, "/chat/me", methods=["POST"], name="ask_about_own_data")
    app.add_route(copy, "/chat/me/copy/<form:str>", methods=["GET"], name="copy_own_data")
