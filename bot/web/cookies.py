"""Our cookies: bound to this host and hidden from scripts, and over TLS under a name that proves both."""

from dataclasses import dataclass

from sanic import Request
from sanic.response import BaseHTTPResponse

from bot.web.web import Web, web_of

SESSION, VISIT, LANGUAGE = "", "-visit", "-language"
# A young person's visit to the web chat.
CHAT = "-chat"
# Come back with whoever returns from the identity provider; neither opens anything.
DEVICE, RETURN = "-device", "-return"
CROSSES_SITES = frozenset({DEVICE, RETURN})


@dataclass(frozen=True)
class Cookie:
    """A cookie to set; `value` None removes it. Without `max_age` it goes when the browser closes."""

    kind: str
    value: str | None
    max_age: int | None = None


def name(web: Web, kind: str) -> str:
    """Under http (the demo on this machine) browsers refuse the `__Host-` names."""
    return f"__Host-hafan{kind}" if web.https else f"hafan{kind}"


def read(request: Request, kind: str) -> str:
    """The cookie's value, or nothing."""
    return request.cookies.get(name(web_of(request), kind)) or ""


def write(web: Web, response: BaseHTTPResponse, cookie: Cookie) -> None:
    """Set or remove a cookie."""
    response.add_cookie(
        name(web, cookie.kind),
        cookie.value or "",
        secure=web.https,
        httponly=True,
        samesite="Lax" if cookie.kind in CROSSES_SITES else "Strict",
        max_age=cookie.max_age if cookie.value else 0,
    )
