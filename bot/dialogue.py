"""Rasa over HTTP, with a deadline. Whatever goes wrong there, the caller gets None and answers by itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import structlog

from bot.domain.languages import Language
from bot.domain.scores import mood_score
from bot.storage.conversations import Conversation

log = structlog.get_logger()

WEBHOOK = "/webhooks/hafan/webhook"


@dataclass(frozen=True)
class Assistant:
    """The Rasa server, reached through our own channel in it."""

    client: httpx.AsyncClient
    address: str
    key: str
    deadline_seconds: float

    async def ask(
        self, conversation: Conversation, message_id: str, text: str, language: Language
    ) -> Sequence[str] | None:
        """What the assistant answers, or None when it is down, late, or has nothing to say.

        An empty answer counts as a failure: that is how Rasa reports a broken action server.
        """
        try:
            # The client's own time-out is for each step of the exchange, and a trickle never reaches it.
            async with asyncio.timeout(self.deadline_seconds):
                answer = await self.client.post(
                    self.address + WEBHOOK,
                    json=_request(conversation, message_id, text, language),
                    headers={"X-Hafan-Key": self.key},
                    timeout=self.deadline_seconds,
                )
            answer.raise_for_status()
            texts = [part["text"] for part in answer.json() if part.get("text", "").strip()]
        except (httpx.HTTPError, TimeoutError, ValueError, KeyError, AttributeError, TypeError) as failure:
            log.error("assistant_failed", kind=type(failure).__name__)
            return None
        if not texts:
            log.error("assistant_said_nothing")
        return texts or None


def _request(conversation: Conversation, message_id: str, text: str, language: Language) -> dict[str, object]:
    """Rasa knows a conversation by its random id alone; no name and no number goes there."""
    return {
        "sender": conversation.conversation_id,
        "message": text,
        "metadata": {
            "message_id": message_id,
            "language": language,
            "check_in": conversation.asking,
            "asks": list(conversation.asks),
            "resumed": conversation.times_resumed,
            "paused": conversation.paused_at is not None,
            "answers": mood_score(text) is not None,
        },
    }
