"""What staff are told keeps its promises: no young person in it, short, and alike in both languages."""

import re

import pytest

from bot.content import LANGUAGES, load_content, placeholders
from bot.domain.concerns import Severity
from bot.domain.languages import Language
from bot.domain.sms import Encoding, segments
from bot.domain.staff_replies import REFERENCE_LENGTH
from tests.test_content import TOLD

CONTENT = load_content()

# The values that each notification takes: none of them can name a young person or hold their words.
TAKES: dict[str, tuple[str, ...]] = {
    **{f"notifications.alert_{severity.value}": ("reference", "url") for severity in Severity},
    **{f"notifications.call_{severity.value}": ("code",) for severity in Severity},
    **{f"notifications.severity_{severity.value}": () for severity in Severity},
    "notifications.unread": ("url",),
    "notifications.clock_near": ("reference", "url"),
    "notifications.clock_overdue": ("reference", "url"),
    "notifications.still_open": ("reference", "url"),
    "notifications.doubt_waits": ("url",),
    "notifications.cover_named": ("url",),
    "notifications.cover_begins": ("url",),
    "notifications.takeover_ends": ("time", "url"),
    "notifications.staff_notice_subject": (),
    "notifications.invitation_subject": (),
    "notifications.invitation": ("url",),
    "notifications.email_ends": (),
    "notifications.drill": (),
    "notifications.email_subject": ("reference", "severity"),
    "notifications.email_text": ("reference", "severity", "url"),
    "notifications.call_keys": (),
    "notifications.call_wrong_key": (),
    "notifications.call_taken": ("code",),
    "notifications.call_somebody_elses": ("code",),
    "notifications.call_closed": ("code",),
    "notifications.call_refused": (),
    "notifications.call_not_taken": (),
    "notifications.reply_taken": ("reference", "url"),
    "notifications.reply_somebody_elses": ("reference",),
    "notifications.reply_closed": ("reference",),
    "notifications.reply_which": ("codes",),
    "notifications.reply_unknown": ("codes",),
    "notifications.reply_nothing": ("url",),
    "notifications.reply_help": ("url",),
}


def test_every_notification_the_service_names_is_there() -> None:
    assert {name for name, _ in CONTENT.texts if name.startswith("notifications.")} == set(TAKES)


def test_no_notification_takes_a_name_or_words() -> None:
    for name, wanted in TAKES.items():
        for language in LANGUAGES:
            assert placeholders(CONTENT.texts[name, language]) == set(wanted), name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", Severity)
def test_a_notification_says_how_urgent_and_where_and_fits_in_one_text(
    severity: Severity, language: Language
) -> None:
    url, reference = "https://example.test/".ljust(45, "x"), "B" * REFERENCE_LENGTH
    text = CONTENT.text(f"notifications.alert_{severity.value}", language, reference=reference, url=url)
    assert segments(text).encoding is Encoding.GSM7
    assert segments(text).parts == 1
    assert url in text
    assert reference in text
    assert re.findall(TOLD[language], text, re.IGNORECASE) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in TAKES if ".reply_" in name])
def test_an_answer_to_staff_fits_in_two_texts(name: str, language: Language) -> None:
    values = {
        "url": "https://example.test/alerts/".ljust(45, "x"),
        "reference": "B" * 6,
        "codes": "BCDFGH, 234567",
    }
    text = CONTENT.text(name, language, **values)
    assert segments(text).encoding is Encoding.GSM7
    assert segments(text).parts <= 2
