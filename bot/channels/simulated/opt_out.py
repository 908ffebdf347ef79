"""Twilio's default handling of STOP, START and HELP, which works before and beside our own."""

from enum import Enum

# The wording is ours; only the meaning is Twilio's.
STOPPED = (
    "You have unsubscribed and will get no more messages from this number. Reply START to subscribe again."
)
STARTED = "You are subscribed to messages from this number again. Reply HELP for help or STOP to unsubscribe."
HELPED = "Reply STOP to unsubscribe from this number. Message and data rates may apply."


class Keyword(Enum):
    """The words that Twilio acts on when one of them is the whole text, in any case."""

    STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
    START = frozenset({"start", "yes", "unstop"})
    HELP = frozenset({"help", "info"})


def keyword_in(body: str) -> Keyword | None:
    """The keyword that a text consists of."""
    word = body.strip().lower()
    return next((keyword for keyword in Keyword if word in keyword.value), None)


class OptOuts:
    """Which numbers may not be texted."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()

    def __contains__(self, number: str) -> bool:
        return number in self._numbers

    def hear(self, number: str, body: str) -> str | None:
        """Act on a keyword and give Twilio's stock answer; a keyword that changes nothing gets none."""
        match keyword_in(body), number in self._numbers:
            case Keyword.STOP, False:
                self._numbers.add(number)
                return STOPPED
            case Keyword.START, True:
                self._numbers.discard(number)
                return STARTED
            case Keyword.HELP, False:
                return HELPED
        return None
