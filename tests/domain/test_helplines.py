"""Lines that are closed are left out of a text, whatever stands around them."""

from datetime import UTC, datetime, time

import pytest

from bot.domain.helplines import Helpline, without_closed

MEIC = Helpline("Meic", "080880 23456", time(8))
WELSH = Helpline("Samaritans, Welsh line", "0808 164 0123", time(19), time(23))
NIGHT = datetime(2026, 11, 18, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "named"),
    [
        (datetime(2026, 11, 18, 7, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 18, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 18, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 19, 0, 0, tzinfo=UTC), False),
        # In summer Wales' clocks are an hour ahead.
        (datetime(2026, 7, 1, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), False),
    ],
)
def test_a_line_is_named_by_the_clock_on_the_wall(moment: datetime, named: bool) -> None:
    assert MEIC.is_named(moment) is named


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Childline 0800 1111 or Meic 080880 23456 (text 84001). Go!", "Childline 0800 1111. Go!"),
        ("Meic 080880 23456 (tecst: 84001) neu Childline 0800 1111.", "Childline 0800 1111."),
        ("Meic 080880 23456 neu Childline 0800 1111", "Childline 0800 1111"),
        ("Samaritans 116 123 (Cymraeg 0808 164 0123), 111", "Samaritans 116 123, 111"),
        ("To talk: Meic 080880 23456.", "To talk: Meic 080880 23456."),
    ],
)  # fmt: skip
def test_what_stands_around_a_closed_line_still_reads_well(text: str, left: str) -> None:
    assert without_closed(text, [MEIC, WELSH], NIGHT) == left


def test_what_is_open_stays() -> None:
    text = "Samaritans 116 123 (Cymraeg 0808 164 0123) neu Meic 080880 23456"
    assert without_closed(text, [MEIC, WELSH], datetime(2026, 11, 18, 20, tzinfo=UTC)) == text
