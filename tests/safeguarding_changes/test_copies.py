"""Which training message another one nearly repeats."""

import pytest

from bot.domain.languages import Language
from bot.safeguarding_changes import copies
from bot.safeguarding_changes.copies import near_copy
from bot.screening.corpus import Kind, Message, Part


def message(name: str, text: str) -> Message:
    return Message(name, text, (), None, Kind.ORDINARY, Language.ENGLISH, Part.TRAIN)


HELD = (
    message("en-1", "mum doesnt know im at my mates tonight"),
    message("en-2", "the dog came back from the park at last"),
    message("en-3", "who is this"),
)


@pytest.mark.parametrize(
    "text",
    [
        "mum doesnt know im at my mates tonite",
        "MUM DOESN'T KNOW IM AT MY MATES TONIGHT!!!",
        "mum doesnt kn0w im at my m4tes tonight",
    ],
)
def test_what_is_nearly_the_same_is_found_however_it_is_typed(text: str) -> None:
    found = near_copy(HELD, text, "en-9")
    assert found is not None
    assert found.id == "en-1"


@pytest.mark.parametrize("text", ["mum came to the park with my mates", "who is this?", ""])
def test_what_says_something_else_or_hardly_anything_is_no_copy(text: str) -> None:
    assert near_copy(HELD, text, "en-9") is None


def test_a_message_is_no_copy_of_itself() -> None:
    assert near_copy(HELD, "mum doesnt know im at my mates tonite", "en-1") is None


def test_the_likeliest_of_many_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "COMPARED", 1)
    found = near_copy(HELD[::-1], "mum doesnt know im at my mates tonite", "en-9")
    assert found is HELD[0]
