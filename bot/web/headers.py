"""Headers that every answer carries, whoever made it."""

from sanic import Request
from sanic.response import BaseHTTPResponse

from bot.web import cookies
from bot.web.access import begin
from bot.web.web import web_of

YEAR_SECONDS = 365 * 24 * 60 * 60
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_policy(nonce: str) -> str:
    """Only scripts that our own template names run, and nothing is loaded from elsewhere."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


async def harden(request: Request, response: BaseHTTPResponse) -> None:
    """Runs on every answer, error pages and streams included."""
    ctx, web = begin(request), web_of(request)
    response.headers.update(ALWAYS)
    response.headers["Content-Security-Policy"] = content_policy(ctx.nonce)
    response.headers.setdefault("Cache-Control", "no-store")
    if web.https:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
    for cookie in ctx.cookies:
        cookies.write(web, response, cookie)
