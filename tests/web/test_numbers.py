"""Numbers as people write them: only British mobiles get texts."""

import pytest

from bot.web.numbers import NumberError, read_mobile, read_number


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900 123", "+447700900123"),
        ("07700900123", "+447700900123"),
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(written: str, whole: str) -> None:
    assert read_mobile(written) == whole


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("07700", "number_wrong"),
        ("mam's phone", "number_wrong"),
        ("+353 85 123 4567", "number_foreign"),
        ("01248 351151", "number_not_mobile"),
        ("0800 1111", "number_not_mobile"),
    ],
)
def test_a_number_without_texts_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(NumberError) as refused:
        read_mobile(written)
    assert refused.value.reason == reason


def test_no_number_is_none() -> None:
    assert read_number("") is None
