"""The doctor speaks of helplines that nobody checked of late."""

from datetime import date

from bot.content import HelplineCheck, helpline_checks
from bot.doctor import helplines

TODAY = date(2027, 3, 1)
LATELY, LONG_AGO = date(2027, 1, 4), date(2026, 8, 1)


def test_lines_that_were_compared_and_tried_of_late_are_well() -> None:
    assert helplines([HelplineCheck("Meic", LATELY, LATELY)], TODAY).well


def test_a_line_that_nobody_tried_or_not_of_late_is_named() -> None:
    checks = [HelplineCheck("Meic", LATELY, None), HelplineCheck("Shout", LATELY, LONG_AGO)]
    advice = helplines(checks, TODAY).advice
    assert "and date it under 'tried': Meic | Shout" in advice
    assert "compare" not in advice


def test_a_line_that_was_not_compared_of_late_is_named() -> None:
    checks = [HelplineCheck("Meic", LONG_AGO, LATELY), HelplineCheck("Shout", None, LATELY)]
    advice = helplines(checks, TODAY).advice
    assert "date it under 'checked': Meic | Shout" in advice
    assert "ring" not in advice


def test_the_lines_that_serve_are_read_with_their_dates() -> None:
    checks = helpline_checks()
    assert "Childline" in [line.name for line in checks]
    assert "Emergency services" not in [line.name for line in checks]
    assert all(isinstance(line.checked, date) for line in checks)
