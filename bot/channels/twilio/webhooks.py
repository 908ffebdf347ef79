"""What Twilio posts to us: whether it is genuine, and what it says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qsl

import phonenumbers
from twilio.request_validator import RequestValidator

from bot.channels.contract import DeliveryReceipt, DeliveryStatus, InboundText

LONGEST_BODY = 1600
LONGEST_ADDRESS = 64
MOST_FIELDS = 200
# Twilio itself attaches at most ten pictures to one message.
MOST_MEDIA = 10

_STATUSES = {
    "accepted": DeliveryStatus.QUEUED,
    "scheduled": DeliveryStatus.QUEUED,
    "queued": DeliveryStatus.QUEUED,
    "sending": DeliveryStatus.QUEUED,
    "sent": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.UNDELIVERED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
_PROVIDER_ID = re.compile(r"[A-Za-z0-9]{2,64}")
_NUMBER = re.compile(r"[+0][0-9 ()./-]+")


class Problem(StrEnum):
    """What is wrong with a web hook."""

    MISSING = "is missing"
    TOO_LONG = "is too long"
    MALFORMED = "is malformed"
    REPEATED = "is there more than once"


class WebhookError(ValueError):
    """A web hook that cannot be read; its text names the field and the problem, never the content."""

    def __init__(self, where: str, problem: Problem) -> None:
        super().__init__(f"{where} {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True)
class Form:
    """The fields of a web hook, blank ones too: Twilio's signature covers them."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Self:
        """A form with each field once."""
        return cls(tuple(fields.items()))

    def __iter__(self) -> Iterator[str]:
        """The names, as Twilio's validator expects of a mapping."""
        return (name for name, _ in self.fields)

    def getlist(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for known, value in self.fields if known == name]

    def only(self, name: str, longest: int) -> str | None:
        """The single value of a field, or None; WebhookError when it is long or ambiguous."""
        values = self.getlist(name)
        if len(values) > 1:
            raise WebhookError(name, Problem.REPEATED)
        if values and len(values[0]) > longest:
            raise WebhookError(name, Problem.TOO_LONG)
        return values[0] if values else None


def read_form(raw: bytes) -> Form:
    """Read the body of a web hook exactly as it was signed.

    A web framework's own form drops blank fields, and with them the signature of an empty text.
    """
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise WebhookError("The form", Problem.MALFORMED) from None
    return Form(tuple(pairs))


def verify(form: Form, signature: str | None, *, url: str, auth_token: str) -> bool:
    """Whether Twilio itself sent this form to `url`.

    `url` is the configured public address with path and query, as Twilio was told it: what the request says
    about its own host can be forged. `signature` is the header X-Twilio-Signature. A replayed form is
    genuine: telling it apart is the work of its provider id.
    """
    if not signature or not auth_token:
        return False
    return bool(RequestValidator(auth_token).validate(url, form, signature))


def parse_inbound(form: Form) -> InboundText:
    """Read a text that somebody sent; WebhookError when a field is missing, too long or malformed."""
    return InboundText(
        provider_id=provider_id(form, "MessageSid"),
        sender=_address(form, "From"),
        recipient=_address(form, "To"),
        body=form.only("Body", LONGEST_BODY) or "",
        media_count=_whole(form, "NumMedia", MOST_MEDIA) or 0,
    )


def parse_receipt(form: Form) -> DeliveryReceipt:
    """Read Twilio's report on a text of ours; WebhookError as for an inbound text."""
    status = needed(form, "MessageStatus", LONGEST_ADDRESS)
    if status not in _STATUSES:
        raise WebhookError("MessageStatus", Problem.MALFORMED)
    return DeliveryReceipt(
        provider_id(form, "MessageSid"), _STATUSES[status], _whole(form, "ErrorCode", 99_999)
    )


def canonical_number(written: str) -> str:
    """A phone number in E.164, read as British where it has no country; anything else as it is.

    Networks also send from short codes and from words, which are nobody's phone number.
    """
    written = written.strip()
    if not _NUMBER.fullmatch(written):
        return written
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return written
    if not phonenumbers.is_possible_number(number):
        return written
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def needed(form: Form, name: str, longest: int) -> str:
    """The single value of a field that must be there; WebhookError otherwise."""
    value = form.only(name, longest)
    if not value:
        raise WebhookError(name, Problem.MISSING)
    return value


def provider_id(form: Form, name: str) -> str:
    """Twilio's own id of a text or a call; WebhookError when it is none."""
    value = needed(form, name, LONGEST_ADDRESS)
    if not _PROVIDER_ID.fullmatch(value):
        raise WebhookError(name, Problem.MALFORMED)
    return value


def _address(form: Form, name: str) -> str:
    value = needed(form, name, LONGEST_ADDRESS).strip()
    if not value or not value.isprintable():
        raise WebhookError(name, Problem.MALFORMED)
    return canonical_number(value)


def _whole(form: Form, name: str, highest: int) -> int | None:
    value = form.only(name, LONGEST_ADDRESS)
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or int(value) > highest:
        raise WebhookError(name, Problem.MALFORMED)
    return int(value)
