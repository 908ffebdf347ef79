"""What every text channel gives and takes, whoever the provider is.

Numbers and words stay out of every `repr`, so that none of these can put them in a log or a traceback.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class InboundText:
    """One text that somebody sent to us.

    `provider_id` is the idempotency key: the provider may bring the same text twice. `sender` is E.164 for
    an ordinary phone, or whatever the network gave (a short code, a word). `body` may be empty: a picture
    alone, or nothing at all, is still a message that somebody chose to send.
    """

    provider_id: str
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    body: str = field(repr=False)
    media_count: int


@dataclass(frozen=True)
class ChatMessage:
    """One message of the web chat, whose visit says who wrote it; `provider_id` as above."""

    provider_id: str
    young_person: UUID
    body: str = field(repr=False)
    media_count: int = 0


class DeliveryStatus(StrEnum):
    """How far a text of ours has come, in the words of our own records."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"

    @property
    def settled(self) -> bool:
        """Whether this is the last word: receipts overtake each other, and a late `sent` must not undo it."""
        return self in {self.DELIVERED, self.UNDELIVERED, self.FAILED}


@dataclass(frozen=True)
class DeliveryReceipt:
    """The provider's later word on a text it accepted; `error_code` is the provider's own number."""

    provider_id: str
    status: DeliveryStatus
    error_code: int | None


class CallProgress(StrEnum):
    """How far a call of ours has come."""

    RINGING = "ringing"
    ANSWERED = "answered"
    MACHINE = "machine"
    ENDED = "ended"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    FAILED = "failed"


@dataclass(frozen=True)
class CallReport:
    """The provider's later word on a call it accepted."""

    provider_id: str
    progress: CallProgress


@dataclass(frozen=True)
class Sent:
    """The provider accepted the text, call or e-mail, and may report on it under `provider_id`."""

    provider_id: str


@dataclass(frozen=True)
class Refused:
    """The text certainly did not go out.

    `permanent` means that the same text to the same number will be refused again (opted out, not a mobile
    number): a person must choose another way. Otherwise a later attempt may succeed, without any danger of
    a duplicate.
    """

    code: int
    permanent: bool


class Doubt(StrEnum):
    """Why nobody can say whether a text went out."""

    TIMED_OUT = "timed_out"
    CONNECTION_LOST = "connection_lost"
    SERVER_ERROR = "server_error"
    UNREADABLE_ANSWER = "unreadable_answer"


@dataclass(frozen=True)
class Unclear:
    """The text may or may not have gone out: ask `Sender.find` before sending it again."""

    reason: Doubt


type Outcome = Sent | Refused | Unclear


class FindError(Exception):
    """The provider could not be asked what it accepted: ask again later, and do not send meanwhile."""


@dataclass(frozen=True)
class Mail:
    """One e-mail. `message_id`, without brackets, is the same however often it is handed over."""

    message_id: str
    to: str = field(repr=False)
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


class Sender(Protocol):
    """A way to send texts. It never retries: when to try again is the job's decision."""

    async def send(
        self, to: str, body: str, callback_url: str, *, valid_for: timedelta | None = None
    ) -> Outcome:
        """Hand one text to the provider, which will post receipts to `callback_url`.

        `valid_for` is how long the provider may hold the text back when it is busy: a text that would leave
        after the person's safe hours must not leave at all.
        """
        ...

    async def find(self, to: str, body: str, since: datetime, *, besides: Collection[str] = ()) -> str | None:
        """The provider id of a text with this body accepted since then, or None.

        For use after `Unclear`, or after a process died between sending and recording. `besides` names the
        provider ids that already belong to other texts of ours, so that two equal texts sent in a row are
        not taken for one. Raises `FindError` when the provider does not answer.
        """
        ...


class Caller(Protocol):
    """A way to ring phones. It never retries: when to try again is the job's decision."""

    async def call(self, to: str, answer_url: str, status_url: str) -> Outcome:
        """Have one phone rung. The provider asks `answer_url` what to say and reports to `status_url`."""
        ...

    async def find(self, to: str, since: datetime, *, besides: Collection[str] = ()) -> str | None:
        """The provider id of a call to this phone accepted since then, or None; else as `Sender.find`."""
        ...

    async def cancel(self, call: str) -> Outcome:
        """Silence a phone that rings under this provider id; a call that was answered goes on.

        `Refused` when there is nothing left to silence.
        """
        ...


class Mailer(Protocol):
    """A way to hand over e-mails. It never retries."""

    async def post(self, mail: Mail) -> Outcome:
        """Hand one e-mail over.

        Nobody can be asked whether an e-mail went out: after `Unclear` it is handed over again under the same
        message id, which mail programs show once.
        """
        ...
