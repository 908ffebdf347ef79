"""What travels between channels and the rest tells nothing by accident."""

import pytest

from bot.channels.contract import DeliveryStatus, InboundText


def test_a_text_shows_no_words_and_no_number_when_printed() -> None:
    text = InboundText("SM1", "+447700900101", "+447700900001", "secret words", 0)
    assert "secret" not in repr(text)
    assert "7700900" not in repr(text)
    assert "SM1" in repr(text)


@pytest.mark.parametrize(
    ("status", "settled"),
    [
        (DeliveryStatus.QUEUED, False),
        (DeliveryStatus.SENT, False),
        (DeliveryStatus.DELIVERED, True),
        (DeliveryStatus.UNDELIVERED, True),
        (DeliveryStatus.FAILED, True),
    ],
)
def test_only_a_last_word_settles_a_delivery(status: DeliveryStatus, settled: bool) -> None:
    assert status.settled is settled
