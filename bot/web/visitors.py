"""Where a request comes from: the address that attempts are counted against, and which browser it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from sanic import Request

from bot.web import cookies
from bot.web.cookies import Cookie
from bot.web.web import web_of

DEVICE_SECONDS = 400 * 24 * 60 * 60
# One household or office has a whole network of IPv6 addresses.
NETWORK_BITS = 64
# (what a browser calls itself, its name); the first that fits.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)

type Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Visitor:
    """Who signs in, as far as the request itself tells."""

    address: str = field(repr=False)
    browser: str
    device: str = field(repr=False)


def visitor(request: Request) -> Visitor:
    """The visitor of a request that signs in. Their browser is known by a cookie that lasts over sessions."""
    device = cookies.read(request, cookies.DEVICE) or secrets.token_urlsafe(32)
    request.ctx.cookies.append(Cookie(cookies.DEVICE, device, DEVICE_SECONDS))
    return Visitor(address(request), browser_name(request.headers.get("user-agent", "")), device)


def address(request: Request) -> str:
    """The address that attempts are counted against."""
    trusted = web_of(request).settings.proxy_networks
    forwarded = ",".join(request.headers.getall("x-forwarded-for", []))
    return _counted(client_address(request.ip, forwarded, trusted))


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The last address on the way here that is no proxy of ours; what a stranger claims is not believed."""
    at = peer
    for claimed in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_in(at, trusted) or not _is_address(claimed):
            break
        at = claimed
    return at


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(text: str, networks: Sequence[Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in networks)


def _counted(text: str) -> str:
    if not _is_address(text):
        return text
    found = ip_address(text)
    if not isinstance(found, IPv6Address):
        return text
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, NETWORK_BITS), strict=False))


def browser_name(agent: str) -> str:
    """Such as "Firefox, Android": enough for its owner to know it by."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part)
