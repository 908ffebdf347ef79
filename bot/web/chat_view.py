"""How the web chat's pages are made: in the visit's language, and with nothing of the service's name."""

import re
from dataclasses import dataclass
from functools import cache

import yaml
from sanic import HTTPResponse, Request

from bot.content import CONTENT_FOLDER
from bot.domain.chat import LONGEST_MESSAGE
from bot.domain.helplines import EMERGENCY_NUMBER
from bot.domain.languages import Language
from bot.storage import chat
from bot.storage.chat import Said, Visit
from bot.storage.contact_profiles import opened_details
from bot.web import cookies
from bot.web.cookies import Cookie
from bot.web.languages import known
from bot.web.pages import Pages, page
from bot.web.times import Times
from bot.web.web import Web, web_of

# Who did something, on the audit trail.
YOUNG_PERSON = "young_person"


@dataclass(frozen=True)
class Line:
    """A helpline as a link: `way` is "tel" or "sms"."""

    name: str
    way: str
    number: str

    @property
    def address(self) -> str:
        """What a phone opens."""
        return f"{self.way}:{self.number.replace(' ', '')}"

    @property
    def whole_number(self) -> str:
        """The number as it is shown, which no line break takes apart."""
        return self.number.replace(" ", "\N{NO-BREAK SPACE}")


@cache
def _lines(language: Language) -> tuple[Line, ...]:
    listed = yaml.safe_load((CONTENT_FOLDER / "helplines.yml").read_text(encoding="utf-8"))["helplines"]
    found = []
    for one in listed:
        name = one.get("welsh_name", one["name"]) if language is Language.WELSH else one["name"]
        if one["number"]:
            # In either language it is known by its number, and by that alone.
            found.append(Line("" if one["number"] == EMERGENCY_NUMBER else name, "tel", one["number"]))
        # Texting it takes arranging beforehand, which `_chat-text-999.html` says beside its link.
        if one["text_number"] and one["text_number"] != EMERGENCY_NUMBER:
            found.append(Line(name, "sms", one["text_number"]))
    return tuple(found)


def lines_in(text: str, language: Language) -> list[Line]:
    """The helplines that a text of ours names, in the list's order, by their names in a language."""
    return [line for line in _lines(language) if re.search(rf"(?<!\d){re.escape(line.number)}(?! ?\d)", text)]


async def visit_of(request: Request) -> Visit | None:
    """Whose visit this browser's is, unless it ended; the page is then in its language."""
    token = cookies.read(request, cookies.CHAT)
    return await visit_by(request, token) if token else None


async def visit_by(request: Request, token: str) -> Visit | None:
    """The same by the visit's token, before the browser has it."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        found = await chat.visit(connection, web.vault, token, web.now())
    if found:
        request.ctx.language = found.language
    return found


def shown(request: Request, template: str, status: int = 200, /, **values: object) -> HTTPResponse:
    """A page of the chat."""
    return page(request, template, status, **common(web_of(request), request.ctx.language), **values)


def common(web: Web, language: Language) -> dict[str, object]:
    """What every page of the chat, and every piece of one, says things with."""
    return {
        "say": lambda name: web.content.text(f"chat.{name}", language),
        "lines_in": lambda text: lines_in(text, language),
        "exit_url": web.settings.chat_exit_url,
        "longest": LONGEST_MESSAGE,
    }


def closed(request: Request, link: str = "", *, locked: bool = False) -> HTTPResponse:
    """The same for a link that was used, ran out, was taken back or never was, and for a visit that ended;
    `locked` is said only to whoever typed the last wrong PIN, or has a link that would open it otherwise.

    By the link that they came with, or the cookie of a visit that ended, a new one can be asked for.
    """
    can_ask = bool(link or cookies.read(request, cookies.CHAT))
    request.ctx.language = known(request.args.get("in")) or request.ctx.language
    return shown(request, "chat-closed.html", 404, link=link, can_ask=can_ask, locked=locked)


def piece(request: Request, visit: Visit, one: Said) -> str:
    """One message as HTML, for a page that is open."""
    web = web_of(request)
    pages: Pages = request.app.ctx.pages
    values = {"one": one, "when": Times(visit.language, web.now()), "worker": worker_name(visit)}
    return pages.render(visit.language, "_chat-message.html", common(web, visit.language) | values)


def worker_name(visit: Visit) -> str:
    """The name by which they agreed to know their worker, or nothing."""
    return opened_details(visit.key, visit.young_person, visit.details).worker_name


def forget(request: Request) -> None:
    """Take away every cookie that the chat set."""
    request.ctx.cookies += [Cookie(kind, None) for kind in (cookies.CHAT, cookies.VISIT)]
