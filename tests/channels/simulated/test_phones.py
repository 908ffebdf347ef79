"""What stands on the phones, and who hears of it."""

from datetime import UTC, datetime

from bot.channels.simulated import Origin, Phone, Role, Text
from bot.channels.simulated.phones import Phones

NUMBER = "+447700900101"


def text(sid: str, origin: Origin = Origin.SERVICE) -> Text:
    return Text(sid, NUMBER, "secret words", origin, datetime(2026, 11, 2, 9, tzinfo=UTC))


def test_who_watches_hears_of_each_change_until_they_leave() -> None:
    phones = Phones()
    with phones.watching() as changes:
        phones.add(text("SM1"))
        phones.put([Phone("Mali Demo", NUMBER, Role.YOUNG_PERSON, "cy")])
    phones.add(text("SM2"))
    assert [changes.get_nowait(), changes.get_nowait()] == [text("SM1"), None]
    assert changes.empty()


def test_a_text_that_was_lost_and_came_after_all_stays_in_its_place() -> None:
    phones = Phones()
    typed = text("SM1", Origin.PERSON)
    phones.add(typed)
    phones.add(text("SM2"))
    phones.mark_lost(typed)
    assert [known.arrived for known in phones.thread(NUMBER)] == [False, True]
    phones.mark_arrived(typed)
    assert phones.thread(NUMBER) == [typed, text("SM2")]


def test_what_was_texted_stays_when_the_phones_change() -> None:
    phones = Phones([Phone("Mali Demo", NUMBER, Role.YOUNG_PERSON, "cy")])
    phones.add(text("SM1"))
    phones.put([])
    assert phones.received(NUMBER) == [text("SM1")]


def test_a_text_and_a_phone_show_no_words_and_no_number_when_printed() -> None:
    shown = repr(text("SM1")) + repr(Phone("Mali Demo", NUMBER, Role.YOUNG_PERSON, "cy"))
    assert "secret" not in shown
    assert "7700900" not in shown
    assert "Mali" not in shown
