"""What can go wrong at Twilio on request, one thing per class."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refuse:
    """Answer with one of Twilio's error codes; nothing is accepted."""

    code: int
    status: int = 400


@dataclass(frozen=True)
class Hang:
    """Never answer, having accepted the text first or not."""

    after_accepting: bool


@dataclass(frozen=True)
class Crash:
    """Answer with a server error, having accepted the text first or not."""

    after_accepting: bool
    status: int = 500


@dataclass(frozen=True)
class Slow:
    """Answer as usual, some seconds late."""

    seconds: float


@dataclass(frozen=True)
class Undeliverable:
    """Accept the text, then report that it did not arrive; 30003 is a phone that is off."""

    code: int = 30003


type Fault = Refuse | Hang | Crash | Slow | Undeliverable

TOO_MANY_REQUESTS = Refuse(20429, status=429)


class Faults:
    """The faults still to come, in order; none is the normal state."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []
        self._standing: Fault | None = None

    def inject(self, fault: Fault, times: int | None = 1) -> None:
        """Let the next `times` sends meet this fault, or every send until `heal` when it is None."""
        if times is None:
            self._standing = fault
        else:
            self._coming.extend([fault] * times)

    def heal(self) -> None:
        """Forget every fault."""
        self._coming.clear()
        self._standing = None

    def take(self) -> Fault | None:
        """The fault that the present send meets."""
        return self._coming.pop(0) if self._coming else self._standing
