"""A double of the service at our own edge: it remembers what the actions asked of it."""

from dataclasses import dataclass, field

from actions.contract import Language
from bot.domain.signals import SignalKind
from bot.domain.snooze import Wish

Call = tuple[str | int | None, ...]


@dataclass
class RecordingCheckIns:
    """Keeps every call without its conversation; raises instead while `broken`."""

    calls: list[Call] = field(default_factory=list)
    broken: bool = False
    times_unsure: int = 0

    def _keep(self, *call: str | int | None) -> None:
        if self.broken:
            raise ConnectionError("the database is away")
        self.calls.append(call)

    async def record(self, conversation_id: str, kind: SignalKind, value: int | None) -> None:
        self._keep("record", kind.value, value)

    async def complete(self, conversation_id: str) -> None:
        self._keep("complete")

    async def ask_for_worker(self, conversation_id: str) -> None:
        self._keep("ask_for_worker")

    async def opt_out(self, conversation_id: str) -> None:
        self._keep("opt_out")

    async def change_language(self, conversation_id: str, language: Language) -> None:
        self._keep("change_language", language)

    async def wrong_person(self, conversation_id: str) -> None:
        self._keep("wrong_person")

    async def not_alone(self, conversation_id: str) -> None:
        self._keep("not_alone")

    async def unsure(self, conversation_id: str) -> None:
        self.times_unsure += 1

    async def postpone(self, conversation_id: str, wished: Wish) -> None:
        self._keep("postpone", "later" if wished.vague else "then")
