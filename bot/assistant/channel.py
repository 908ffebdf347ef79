"""The one way to talk with the assistant: `POST /webhooks/hafan/webhook`, for the service alone.

Rasa's tokens do not protect its channels, so this one asks for a secret of its own.
"""

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.assistant import alignment
from bot.assistant.action_calls import watched
from bot.assistant.alignment import Circumstances

log = logging.getLogger("hafan.channel")

_LANGUAGES = ("en", "cy")
EVERYDAY = ("mood", "sleep", "safe", "tell", "contact_wish")
# Rasa answers an empty text with silence, which the service takes for a failure.
_NOTHING_SAID = "?"


@dataclass(frozen=True)
class Inbound:
    """One message, checked."""

    sender: str
    text: str
    circumstances: Circumstances
    message_id: "str | None"

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> "Inbound":
        """Raises ValueError, KeyError or TypeError if the service sent something else than it promised."""
        metadata = body["metadata"]
        if metadata["language"] not in _LANGUAGES or not body["sender"]:
            raise ValueError("no such language, or no sender")
        if not (isinstance(body["sender"], str) and isinstance(body["message"], str)):
            raise TypeError("sender and message are texts")
        around = Circumstances(
            metadata["language"],
            bool(metadata.get("check_in")),
            bool(metadata.get("paused")),
            bool(metadata.get("answers")),
            tuple(str(kind) for kind in metadata.get("asks") or EVERYDAY),
            int(metadata.get("resumed") or 0),
        )
        return cls(body["sender"], _as_plain_text(body["message"]), around, metadata.get("message_id"))


class HafanInput(RestInput):
    """Brings the conversation into line with what the service knows, then lets Rasa answer in one text."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        return "hafan"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("hafan_webhook")

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._admits(request):
                return response.json({"error": "forbidden"}, status=403)
            try:
                inbound = Inbound.from_json(request.json)
            except (ValueError, KeyError, TypeError):
                return response.json({"error": "malformed"}, status=400)
            return response.json(await answer(request.app.ctx.agent, inbound))

        return blueprint

    def _admits(self, request: Request) -> bool:
        given = request.headers.get("X-Hafan-Key", "").encode()
        return hmac.compare_digest(given, self._secret)


async def answer(agent: Agent, inbound: Inbound) -> list[dict[str, str]]:
    """What the assistant says, as one text; an empty list if anything failed on the way.

    After a failure the conversation is as it was before, so that the message can be sent again. A message
    that comes again once answered, as when the service died before storing the answer, is answered alike.
    """
    before = None
    try:
        heard = await alignment.answer_to(agent, inbound.sender, inbound.message_id)
        if heard:
            return _as_one(heard)
        before = await alignment.align(agent, inbound.sender, inbound.circumstances)
        return await _converse(agent, inbound)
    except Exception as error:
        log.error("turn_failed", exc_info=(type(error), error, error.__traceback__))
        await _restore(agent, before)
        return []


class ActionFailedError(Exception):
    """An action could not do what the reply would have claimed."""


async def _converse(agent: Agent, inbound: Inbound) -> list[dict[str, str]]:
    collector = CollectingOutputChannel()
    with watched() as failures:
        await agent.handle_message(
            UserMessage(
                inbound.text,
                collector,
                inbound.sender,
                input_channel=HafanInput.name(),
                metadata={"message_id": inbound.message_id},
            )
        )
    if failures:
        raise ActionFailedError(failures)
    return _as_one([message["text"] for message in collector.messages if message.get("text")])


def _as_one(texts: "list[str]") -> list[dict[str, str]]:
    return [{"text": " ".join(texts)}] if texts else []


async def _restore(agent: Agent, before: "DialogueStateTracker | None") -> None:
    if before is None:
        return
    try:
        await agent.tracker_store.save(before)
    except Exception as error:
        log.error("restore_failed", exc_info=(type(error), error, error.__traceback__))


def _as_plain_text(message: str) -> str:
    """A leading slash would be a command to Rasa."""
    return message.lstrip("/ \t\r\n").strip() or _NOTHING_SAID
