"""Error pages, designed and in both languages. They need neither a database nor a session."""

import traceback
from pathlib import Path
from typing import Any

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty

from bot.web import chat_view
from bot.web.languages import translatable as t
from bot.web.pages import page

log = structlog.get_logger()

# status -> (title, what to do)
ERRORS = {
    400: (t("We could not read that"), t("Go back and try again.")),
    403: (
        t("You cannot do that"),
        t("Your role does not include this page, or the page was open for too long. Go back and try again."),
    ),
    404: (
        t("There is nothing here for you"),
        t("The address may be wrong, or it is about somebody whom you do not work with."),
    ),
    405: (t("That is not possible here"), t("Go back and use the buttons on the page.")),
    409: (
        t("That is no longer possible"),
        t("Something has changed since you opened the page. Go back and reload it."),
    ),
    413: (t("That is too much at once"), t("Go back and send less text.")),
    429: (t("Too many attempts"), t("Wait 15 minutes, then try again.")),
    500: (
        t("Hafan is not working properly"),
        t("Nothing you entered was saved. Try again; if somebody is at risk, do not wait for this page."),
    ),
}


async def show_error(request: Request, error: Exception) -> HTTPResponse:
    """The page for whatever went wrong; the log gets the kind of error and the line, never its text."""
    status: int = getattr(error, "status_code", 500)
    if status == 401:
        return empty(401)
    if status >= 500:
        log.error("page_failed", error=type(error).__name__, place=_place(error))
    response = _page(request, status)
    response.headers.update(getattr(error, "headers", None) or {})
    return response


def _page(request: Request, status: int) -> HTTPResponse:
    if request.path.startswith("/chat"):
        # Whoever looks over a young person's shoulder must not read who runs this.
        return chat_view.shown(request, "chat-problem.html", status)
    title, advice = ERRORS[status if status in ERRORS else 400 if status < 500 else 500]
    return page(request, "error.html", status, waiting=0, failed=0, title=title, advice=advice)


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/bot/" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""


def add_to(app: Sanic[Any, Any]) -> None:
    """Answer every error so."""
    app.error_handler.add(Exception, show_error)
