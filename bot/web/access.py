"""The only gate: what is not declared open is closed.

Each route says who may use it, with `@needs(Permission.X)` or `@public`; one that forgets is refused to
everybody. Which young people a page then shows is not decided here but by the database.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol, overload
from urllib.parse import urlencode

import structlog
from sanic import HTTPResponse, Request
from sanic.exceptions import Forbidden, Unauthorized
from sanic.response import empty, redirect

from bot.domain.languages import Language
from bot.domain.staff import Permission, allows
from bot.storage import sign_ins
from bot.storage.sign_ins import SignedIn
from bot.web import cookies
from bot.web.forms import filled
from bot.web.languages import asked_for
from bot.web.web import web_of

log = structlog.get_logger()

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_FIELD = "csrf_token"  # noqa: S105 -- the field's name


@dataclass(frozen=True)
class Access:
    """Who may use a route: anybody when `permission` is None.

    `alive` tells whether using it counts as a sign of life; a page that refreshes itself is none. `expired`
    is called in the handler's place once the sign-in has run out, and gives the page to go on with.
    """

    permission: Permission | None
    csrf: bool = True
    alive: bool = True
    expired: Callable[[Request], Awaitable[str | None]] | None = None


class Declare(Protocol):
    """Gives a handler its access, and the handler back."""

    def __call__[Handler: Callable[..., Any]](self, handler: Handler, /) -> Handler: ...


def needs(
    permission: Permission,
    *,
    alive: bool = True,
    expired: Callable[[Request], Awaitable[str | None]] | None = None,
) -> Declare:
    """Open a route to those who have signed in with this permission."""

    def declare[Handler: Callable[..., Any]](handler: Handler) -> Handler:
        handler.access = Access(permission, alive=alive, expired=expired)  # type: ignore[attr-defined]
        return handler

    return declare


@overload
def public[Handler: Callable[..., Any]](handler: Handler) -> Handler: ...
@overload
def public(*, csrf: bool) -> Declare: ...
def public(handler: Callable[..., Any] | None = None, *, csrf: bool = True) -> Any:
    """Open a route to anybody. `csrf=False` is for what machines call: no session is looked at there."""

    def declare[Handler: Callable[..., Any]](declared: Handler) -> Handler:
        declared.access = Access(None, csrf=csrf)  # type: ignore[attr-defined]
        return declared

    return declare(handler) if handler is not None else declare


def access_of(handler: object) -> Access | None:
    """What a route declared, or None when it forgot."""
    return getattr(handler, "access", None)


async def gate(request: Request) -> HTTPResponse | None:
    """Runs before every handler; answers itself, or raises, when the handler must not run."""
    begin(request)
    if request.route is None:
        await _recognise(request, alive=False)
        return None
    access = access_of(request.route.handler)
    if access is None:
        log.error("route_without_access", route=request.route.name)
        raise Forbidden
    if access.permission is None and not access.csrf:
        return None
    await _recognise(request, alive=access.alive)
    if access.permission is not None and request.ctx.member is None:
        return _ask_to_sign_in(request, await _kept(request, access))
    if request.method not in SAFE_METHODS:
        _check_token(request)
    if access.permission is not None and not allows(request.ctx.member.role, access.permission):
        raise Forbidden
    return None


def begin(request: Request) -> SimpleNamespace:
    """What every answer needs, error pages included, before anything can go wrong."""
    ctx: SimpleNamespace = request.ctx
    if not hasattr(ctx, "nonce"):
        ctx.nonce = secrets.token_urlsafe(16)
        ctx.member = None
        ctx.expired = False
        ctx.cookies = []
        ctx.language = asked_for(request)
        ctx.session = cookies.read(request, cookies.SESSION)
        ctx.visit = cookies.read(request, cookies.VISIT)
    return ctx


async def _recognise(request: Request, *, alive: bool) -> None:
    if not request.ctx.session:
        return
    member = await still_signed_in(request, alive=alive)
    if member is None:
        request.ctx.expired = True
        return
    request.ctx.member = member
    request.ctx.language = Language.WELSH if member.language is Language.WELSH else Language.ENGLISH


async def still_signed_in(
    request: Request, *, alive: bool = False, session: str | None = None
) -> SignedIn | None:
    """Whose session this is now; a page that stays open asks again and again."""
    web = web_of(request)
    async with web.database.transaction() as connection:
        return await sign_ins.current(
            connection, web.vault, session or request.ctx.session, web.limits, web.now(), alive=alive
        )


async def _kept(request: Request, access: Access) -> str | None:
    """Where a form goes on that an expired sign-in interrupted, if it is one that this session was given."""
    if access.expired is None or not request.ctx.expired:
        return None
    sent, bound = filled(request, TOKEN_FIELD), f"session:{request.ctx.session}"
    if not hmac.compare_digest(_signed(request, bound).encode(), sent.encode()):
        return None
    return await access.expired(request)


def _ask_to_sign_in(request: Request, kept: str | None = None) -> HTTPResponse:
    own = request.path if request.method == "GET" and not request.path.startswith("/live") else "/"
    to = kept or own
    where = {"next": to} | ({"why": "expired"} if request.ctx.expired else {})
    address = f"/sign-in?{urlencode(where)}"
    if "text/event-stream" in request.headers.get("accept", ""):
        raise Unauthorized
    if "hx-request" in request.headers:
        return empty(401, headers={"HX-Redirect": address})
    return redirect(address, status=303)


def form_token(request: Request) -> str:
    """The token that this session's, or before sign-in this visit's, forms must bring back."""
    ctx = begin(request)
    if ctx.member is None and not ctx.visit:
        ctx.visit = secrets.token_urlsafe(32)
        ctx.cookies.append(cookies.Cookie(cookies.VISIT, ctx.visit))
    return _token(request)


def _token(request: Request) -> str:
    ctx = request.ctx
    return _signed(request, f"session:{ctx.session}" if ctx.member else f"visit:{ctx.visit}")


def _signed(request: Request, bound: str) -> str:
    return hmac.new(web_of(request).csrf_key, bound.encode(), "sha256").hexdigest()


def _check_token(request: Request) -> None:
    sent = filled(request, TOKEN_FIELD)
    if not (request.ctx.member or request.ctx.visit) or not hmac.compare_digest(
        _token(request).encode(), sent.encode()
    ):
        log.warning("form_token_refused", route=request.route and request.route.name)
        raise Forbidden
