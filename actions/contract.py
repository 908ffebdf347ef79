"""What the actions need from the service: the only door between the dialogue and a young person's record."""

from typing import Literal, Protocol

from bot.domain.signals import SignalKind
from bot.domain.snooze import Wish

Language = Literal["en", "cy"]


class CheckIns(Protocol):
    """One check-in's conversation, known here by its random id alone.

    Every method raises when it could not do what it says: an action tells a young person that something was
    noted or passed on only after the method returned. Rasa may call again after a failure, so a repeated call
    with the same arguments must leave the same result.
    """

    async def record(self, conversation_id: str, kind: SignalKind, value: int | None) -> None:
        """Keep an answer, None for a skipped question; a later call replaces an earlier one."""

    async def complete(self, conversation_id: str) -> None:
        """Every question was answered or skipped."""

    async def ask_for_worker(self, conversation_id: str) -> None:
        """The young person wants a person to get in touch."""

    async def opt_out(self, conversation_id: str) -> None:
        """The young person wants no more texts from us."""

    async def change_language(self, conversation_id: str, language: Language) -> None:
        """From now on this young person is written to in `language`."""

    async def wrong_person(self, conversation_id: str) -> None:
        """Whoever holds the phone says that it is not the young person's."""

    async def unsure(self, conversation_id: str) -> None:
        """The assistant did not know what to make of what the young person wrote last."""

    async def not_alone(self, conversation_id: str) -> None:
        """Somebody may be reading over the young person's shoulder."""

    async def postpone(self, conversation_id: str, wished: Wish) -> None:
        """The young person would rather do this check-in another time; the service says when that will be."""
