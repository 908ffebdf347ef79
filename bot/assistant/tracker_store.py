"""Where Rasa keeps a conversation between two texts: sealed, in a table of its own.

The key opens trackers and nothing else, and the database role sees this one table: whoever takes over the
Rasa process learns no more than what passes through it.
"""

import asyncio
import base64
import json
import os
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

_NONCE_BYTES = 12

_SAVE = sa.text(
    "INSERT INTO assistant.trackers (conversation_id, sealed, updated_at) VALUES (:id, :sealed, now()) "
    "ON CONFLICT (conversation_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at"
)
_RETRIEVE = sa.text("SELECT sealed FROM assistant.trackers WHERE conversation_id = :id")
_KEYS = sa.text("SELECT conversation_id FROM assistant.trackers")


class Seal:
    """AES-256-GCM bound to the conversation: a row copied to another conversation does not open."""

    def __init__(self, key: str) -> None:
        """Takes 32 bytes in base64."""
        self._cipher = AESGCM(base64.b64decode(key, validate=True))

    def close(self, conversation_id: str, content: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, conversation_id.encode())

    def open(self, conversation_id: str, sealed: bytes) -> bytes:
        nonce, content = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        return self._cipher.decrypt(nonce, content, conversation_id.encode())


class SealedTrackerStore(TrackerStore):
    """`tracker_store` in endpoints.yml; its `url` is SQLAlchemy's, its key comes by the environment."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "",
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._engine = sa.create_engine(host, pool_pre_ping=True, pool_size=4, hide_parameters=True)
        self._seal = Seal(os.environ["HAFAN_TRACKER_KEY"])

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Replaces what is kept of the conversation. An error is the caller's: nothing is kept elsewhere."""
        content = json.dumps(tracker.as_dialogue().as_dict()).encode()
        sealed = self._seal.close(tracker.sender_id, content)
        await asyncio.to_thread(self._write, tracker.sender_id, sealed)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        sealed = await asyncio.to_thread(self._read, sender_id)
        return self._unsealed(sender_id, sealed) if sealed else None

    async def keys(self) -> Iterable[str]:
        return await asyncio.to_thread(self._ids)

    def _unsealed(self, sender_id: str, sealed: bytes) -> DialogueStateTracker | None:
        return self.deserialise_tracker(sender_id, self._seal.open(sender_id, sealed))

    def _write(self, conversation_id: str, sealed: bytes) -> None:
        with self._engine.begin() as connection:
            connection.execute(_SAVE, {"id": conversation_id, "sealed": sealed})

    def _read(self, conversation_id: str) -> bytes | None:
        with self._engine.connect() as connection:
            sealed = connection.execute(_RETRIEVE, {"id": conversation_id}).scalar()
        return None if sealed is None else bytes(sealed)

    def _ids(self) -> Iterable[str]:
        with self._engine.connect() as connection:
            return [str(row.conversation_id) for row in connection.execute(_KEYS)]
