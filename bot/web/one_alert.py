"""One alert as the signed-in member may see it, and what opens its words."""

from sanic import Request
from sanic.exceptions import NotFound
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import people, reading
from bot.storage.reading import AlertSummary
from bot.web.web import Web


async def visible_alert(connection: AsyncConnection, web: Web, reference: str) -> AlertSummary:
    """The alert with this reference; raises NotFound when there is none that this member sees."""
    readable = reference.isascii() and reference.isalnum()
    alert = await reading.alert(connection, web.vault, reference) if readable else None
    if alert is None:
        raise NotFound
    return alert


async def key_of(connection: AsyncConnection, web: Web, alert: AlertSummary) -> bytes | None:
    """What opens the words: nothing, for an alert about somebody who is no longer seen."""
    if alert.young_person_id is None:
        return web.vault.service_key()
    if alert.name is None:
        return None
    return (await people.by_id(connection, alert.young_person_id)).key(web.vault)


async def key_of_asked(connection: AsyncConnection, web: Web, request: Request) -> bytes | None:
    """What opens the words of the alert that a request names; as `visible_alert` and `key_of`."""
    alert = await visible_alert(connection, web, str(request.match_info["reference"]))
    return await key_of(connection, web, alert)
