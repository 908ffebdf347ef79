"""Posting signed web hooks to the service as Twilio does, and reading what it answers."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator

from bot.channels.simulated.setup import Setup

type Fields = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """The service's answer: its status (0 when none came in time) and what it asks to send or to say."""

    status: int
    replies: tuple[str, ...] = field(default=(), repr=False)
    markup: str = field(default="", repr=False)

    @property
    def taken(self) -> bool:
        """Whether the service said that it has the web hook."""
        return 200 <= self.status < 300


class Webhooks:
    """Signs each form over its public URL and posts it to where the service really is."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._validator = RequestValidator(setup.auth_token)
        # Nothing of the demo goes through a proxy of the surrounding network.
        self._http = httpx.AsyncClient(timeout=setup.webhook_timeout, trust_env=False)

    async def post(self, public_url: str, fields: Fields) -> Answer:
        """Post a form once; a service that is down or slow gives the status 0."""
        headers = {"X-Twilio-Signature": self._validator.compute_signature(public_url, fields)}
        try:
            response = await self._http.post(self._setup.real_url(public_url), data=fields, headers=headers)
        except httpx.TransportError:
            return Answer(0)
        if not response.is_success:
            return Answer(response.status_code)
        return Answer(response.status_code, tuple(_replies(response)), response.text)

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()


def _replies(response: httpx.Response) -> list[str]:
    """Twilio texts whatever a web hook answers in plain text, or in <Message> elements of TwiML."""
    kind = response.headers.get("content-type", "").partition(";")[0]
    if kind == "text/plain":
        return [response.text] if response.text.strip() else []
    if kind in {"text/xml", "application/xml"} and response.text.strip():
        root = ElementTree.fromstring(response.text)  # noqa: S314 - from the demo's own service
        return ["".join(message.itertext()) for message in root.iter("Message")]
    return []
