"""Asking Twilio's REST API through its own SDK, and reading what its answer means."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, Self

# The SDK would import this in the middle of the first send, and use up the time allowed for it.
import twilio.rest.api  # noqa: F401
from aiohttp import ClientError, encode_basic_auth
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.contract import Doubt, FindError, Outcome, Refused, Sent, Unclear

TWILIO_ADDRESS = "https://api.twilio.com"

# What Twilio will say again however often we ask; https://www.twilio.com/docs/api/errors explains each.
PERMANENT_CODES = frozenset(
    {
        13223,  # not a number that can be called
        13224,  # not a number that can be called
        13225,  # the number may not be called
        13226,  # the number's country may not be called
        21211,  # the number is not a phone number
        21214,  # the number cannot be reached
        21215,  # this account may not call that country
        21216,  # this account may not call that number
        21217,  # the number does not look like one
        21408,  # this account may not text that country
        21602,  # the text is empty
        21610,  # the person has opted out
        21612,  # no route from our number to theirs
        21614,  # not a mobile number
        21617,  # the text is too long
        21635,  # a landline
        30005,  # unknown handset
        30006,  # a landline, or a network that takes no texts
    }
)

# The SDK logs the number that one asks about. A logger outside the logging tree stays silent whatever the
# service configures.
_SILENT = logging.Logger("twilio, silenced", level=logging.CRITICAL + 1)  # noqa: LOG001


def outcome_of(status: int, code: int | None) -> Outcome:
    """What an answer other than success means for the text or call.

    After a server error nobody knows; any other answer is Twilio's own word that it took nothing. Only
    codes that speak of this person or this text are permanent: a wrong setting of ours gets mended.
    """
    if status >= 500 or status == 408:
        return Unclear(Doubt.SERVER_ERROR)
    return Refused(code or status, permanent=code in PERMANENT_CODES)


class _Http(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's own client, silent, and with its credentials given as aiohttp wants them since 3.14."""

    def __init__(self) -> None:
        super().__init__(logger=_SILENT)

    async def request(
        self, method: str, url: str, *, auth: tuple[str, str], headers: dict[str, str], **rest: Any
    ) -> Response:
        headers = headers | {"Authorization": encode_basic_auth(*auth)}
        return await super().request(method, url, headers=headers, **rest)


class TwilioAccount:
    """Twilio's API, entered with one account; to be used within one event loop, and closed.

    `base_url` chooses Twilio's region (https://api.dublin.ie1.twilio.com keeps texts in the EU) or the
    stand-in of the demo; `timeout` is seconds.
    """

    def __init__(
        self, account_sid: str, auth_token: str, *, base_url: str = TWILIO_ADDRESS, timeout: float = 10.0
    ) -> None:
        self._credentials = (account_sid, auth_token)
        self._base_url = base_url
        self._timeout = timeout
        self._http: _Http | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def client(self) -> Client:
        """The SDK's client, which asks nothing but our own base URL."""
        if self._http is None:
            self._http = _Http()
        # The SDK falls back on the environment for anything it is not given.
        client = Client(*self._credentials, http_client=self._http, environment={"TWILIO_EDGE": ""})
        client.api.base_url = self._base_url
        return client

    async def create(self, creating: Awaitable[Any]) -> Outcome:
        """Make one request that creates something, once, and say what is known to have come of it."""
        try:
            async with asyncio.timeout(self._timeout):
                created = await creating
        except (TwilioRestException, TwilioServiceException) as refusal:
            return outcome_of(refusal.status, refusal.code)
        except TimeoutError:
            return Unclear(Doubt.TIMED_OUT)
        except (ClientError, OSError):
            return Unclear(Doubt.CONNECTION_LOST)
        except (TwilioException, ValueError):
            return Unclear(Doubt.UNREADABLE_ANSWER)
        return Sent(created.sid) if created.sid else Unclear(Doubt.UNREADABLE_ANSWER)

    async def list(self, listing: Awaitable[list[Any]]) -> list[Any]:
        """What Twilio lists; FindError when it does not answer."""
        try:
            async with asyncio.timeout(self._timeout):
                return await listing
        except (TwilioException, ClientError, OSError, ValueError) as failure:
            raise FindError(f"Twilio did not answer ({type(failure).__name__}): ask again") from None
