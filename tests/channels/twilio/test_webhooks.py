"""Web hooks: genuine or not, and what they say."""

import base64
import hashlib
import hmac
import traceback
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.contract import DeliveryReceipt, DeliveryStatus, InboundText
from bot.channels.twilio import (
    Form,
    Problem,
    WebhookError,
    canonical_number,
    parse_inbound,
    parse_receipt,
    read_form,
    verify,
)

TOKEN = "an-invented-token"
URL = "https://hafan.example/sms/inbound"
FIELDS = {
    "MessageSid": "SM" + "a" * 32,
    "From": "+447700900101",
    "To": "+447700900001",
    "Body": "shwmae, dwi'n iawn ŵ",
    "NumMedia": "0",
    "FromCity": "",
}


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """Twilio's published algorithm, written here a second time so that it checks the library too."""
    text = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass(frozen=True)
class Case:
    fields: dict[str, str]
    signature: str | None
    url: str
    genuine: bool


GOOD = signed(URL, FIELDS)
CASES = {
    "valid": Case(FIELDS, GOOD, URL, True),
    "valid with a query": Case(FIELDS, signed(URL + "?m=1", FIELDS), URL + "?m=1", True),
    "replayed": Case(dict(FIELDS), GOOD, URL, True),
    "signed with the port": Case(FIELDS, signed("https://hafan.example:443/sms/inbound", FIELDS), URL, True),
    "no fields": Case({}, signed(URL, {}), URL, True),
    "wrong signature": Case(FIELDS, "A" * 27 + "=", URL, False),
    "other token": Case(FIELDS, signed(URL, FIELDS, "another"), URL, False),
    "not ASCII": Case(FIELDS, "é" * 28, URL, False),
    "empty signature": Case(FIELDS, "", URL, False),
    "missing signature": Case(FIELDS, None, URL, False),
    "other path": Case(FIELDS, GOOD, "https://hafan.example/sms/status", False),
    "other host": Case(FIELDS, GOOD, "https://evil.example/sms/inbound", False),
    "other scheme": Case(FIELDS, GOOD, "http://hafan.example/sms/inbound", False),
    "query added": Case(FIELDS, GOOD, URL + "?m=1", False),
    "body tampered with": Case(FIELDS | {"Body": "other"}, GOOD, URL, False),
    "sender tampered with": Case(FIELDS | {"From": "+447700900102"}, GOOD, URL, False),
    "field added": Case(FIELDS | {"Extra": "1"}, GOOD, URL, False),
    "field removed": Case(
        {name: value for name, value in FIELDS.items() if name != "NumMedia"}, GOOD, URL, False
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_only_what_twilio_signed_for_this_address_is_genuine(case: Case) -> None:
    form = read_form(urlencode(case.fields).encode())
    assert verify(form, case.signature, url=case.url, auth_token=TOKEN) is case.genuine


def test_a_second_value_slipped_in_breaks_the_signature() -> None:
    form = read_form(urlencode([*FIELDS.items(), ("Body", "other")]).encode())
    assert not verify(form, GOOD, url=URL, auth_token=TOKEN)


def test_an_unset_token_verifies_nothing() -> None:
    assert not verify(Form.of(FIELDS), signed(URL, FIELDS, ""), url=URL, auth_token="")


def test_blank_fields_survive_because_they_are_signed() -> None:
    assert read_form(b"Body=&FromCity=").getlist("Body") == [""]


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=8))
def test_every_form_is_read_back_as_it_was_written(fields: dict[str, str]) -> None:
    assert read_form(urlencode(fields).encode()) == Form.of(fields)


def test_a_text_is_read_whole() -> None:
    assert parse_inbound(Form.of(FIELDS)) == InboundText(
        provider_id="SM" + "a" * 32,
        sender="+447700900101",
        recipient="+447700900001",
        body="shwmae, dwi'n iawn ŵ",
        media_count=0,
    )


@pytest.mark.parametrize(
    ("changes", "body", "media"),
    [
        ({"Body": ""}, "", 0),
        ({"Body": "", "NumMedia": "2"}, "", 2),
        ({"Body": "  two spaces "}, "  two spaces ", 0),
        ({"Body": "ŷ" * 1600}, "ŷ" * 1600, 0),
        ({"Body": "🙂\n\x00"}, "🙂\n\x00", 0),
        ({"NumMedia": ""}, FIELDS["Body"], 0),
    ],
    ids=["empty", "picture alone", "spaces", "longest", "emoji and control characters", "blank count"],
)
def test_whatever_somebody_sent_is_a_message(changes: dict[str, str], body: str, media: int) -> None:
    text = parse_inbound(Form.of(FIELDS | changes))
    assert (text.body, text.media_count) == (body, media)


@pytest.mark.parametrize("absent", ["Body", "NumMedia"])
def test_a_text_without_words_or_media_count_is_still_a_message(absent: str) -> None:
    fields = {name: value for name, value in FIELDS.items() if name != absent}
    assert parse_inbound(Form.of(fields)).provider_id == FIELDS["MessageSid"]


@pytest.mark.parametrize(
    ("changes", "where", "problem"),
    [
        ({"MessageSid": ""}, "MessageSid", Problem.MISSING),
        ({"From": ""}, "From", Problem.MISSING),
        ({"To": ""}, "To", Problem.MISSING),
        ({"MessageSid": "SM 1; drop"}, "MessageSid", Problem.MALFORMED),
        ({"MessageSid": "S" * 65}, "MessageSid", Problem.TOO_LONG),
        ({"Body": "secret" * 400}, "Body", Problem.TOO_LONG),
        ({"From": "0" * 65}, "From", Problem.TOO_LONG),
        ({"From": "   "}, "From", Problem.MALFORMED),
        ({"From": "sec\nret"}, "From", Problem.MALFORMED),
        ({"NumMedia": "many"}, "NumMedia", Problem.MALFORMED),
        ({"NumMedia": "-1"}, "NumMedia", Problem.MALFORMED),
        ({"NumMedia": "11"}, "NumMedia", Problem.MALFORMED),
        ({"NumMedia": "٣"}, "NumMedia", Problem.MALFORMED),
    ],
)
def test_what_is_wrong_is_named_without_the_content(
    changes: dict[str, str], where: str, problem: Problem
) -> None:
    form = Form.of(FIELDS | changes)
    with pytest.raises(WebhookError) as raised:
        parse_inbound(form)
    assert (raised.value.where, raised.value.problem) == (where, problem)
    assert str(raised.value) == f"{where} {problem}"


@pytest.mark.parametrize("absent", ["MessageSid", "From", "To"])
def test_a_text_that_cannot_be_placed_is_refused(absent: str) -> None:
    with pytest.raises(WebhookError, match=f"{absent} is missing"):
        parse_inbound(Form.of({name: value for name, value in FIELDS.items() if name != absent}))


def test_a_repeated_field_is_refused() -> None:
    with pytest.raises(WebhookError, match="Body is there more than once"):
        parse_inbound(Form((*FIELDS.items(), ("Body", "other"))))


@pytest.mark.parametrize(
    "raw",
    [b"Body=secret\xff", b"Body=secret%FF", b"&".join(b"a=1" for _ in range(201))],
    ids=["raw bytes", "percent-encoded bytes", "too many fields"],
)
def test_a_form_that_cannot_be_read_says_so_without_the_content(raw: bytes) -> None:
    with pytest.raises(WebhookError, match="The form is malformed") as raised:
        read_form(raw)
    assert "secret" not in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("+447700900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("07700 900123", "+447700900123"),
        ("00447700900123", "+447700900123"),
        (" 07700-900123 ", "+447700900123"),
        ("60777", "60777"),
        ("116000", "116000"),
        ("Gwynedd", "Gwynedd"),
        ("+1", "+1"),
        ("+84001", "+84001"),
        ("0", "0"),
        ("whatsapp:+447700900123", "whatsapp:+447700900123"),
    ],
)
def test_numbers_become_e164_and_other_senders_stay(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical


@given(st.text(max_size=64))
def test_a_canonical_number_is_its_own_canonical_form(written: str) -> None:
    once = canonical_number(written)
    assert canonical_number(once) == once


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("accepted", DeliveryStatus.QUEUED),
        ("queued", DeliveryStatus.QUEUED),
        ("sending", DeliveryStatus.QUEUED),
        ("sent", DeliveryStatus.SENT),
        ("delivered", DeliveryStatus.DELIVERED),
        ("read", DeliveryStatus.DELIVERED),
        ("undelivered", DeliveryStatus.UNDELIVERED),
        ("failed", DeliveryStatus.FAILED),
        ("canceled", DeliveryStatus.FAILED),
    ],
)
def test_each_status_of_twilio_has_one_of_ours(told: str, status: DeliveryStatus) -> None:
    form = read_form(f"MessageSid=SM1&MessageStatus={quote(told)}".encode())
    assert parse_receipt(form) == DeliveryReceipt("SM1", status, None)


def test_a_receipt_brings_the_reason_of_a_failure() -> None:
    form = Form.of({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"})
    assert parse_receipt(form) == DeliveryReceipt("SM1", DeliveryStatus.UNDELIVERED, 30003)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"MessageStatus": "sent"}, "MessageSid"),
        ({"MessageSid": "SM1"}, "MessageStatus"),
        ({"MessageSid": "SM1", "MessageStatus": "teleported"}, "MessageStatus"),
        ({"MessageSid": "SM1", "MessageStatus": "sent", "ErrorCode": "x"}, "ErrorCode"),
        ({"MessageSid": "SM1", "MessageStatus": "sent", "ErrorCode": "100000"}, "ErrorCode"),
    ],
)
def test_a_receipt_that_cannot_be_read_names_the_field(fields: dict[str, str], where: str) -> None:
    with pytest.raises(WebhookError) as raised:
        parse_receipt(Form.of(fields))
    assert raised.value.where == where
