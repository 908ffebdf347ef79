"""The training message that a new one nearly repeats: a training refuses two that are nearly the same."""

from collections.abc import Sequence
from heapq import nlargest

from bot.screening.corpus import Message
from bot.screening.likeness import ALIKE, GRAM, Likeness, long_enough

# Folding all the messages takes many seconds and much memory. Those that share most runs of letters as they
# are typed are folded and compared alone.
COMPARED = 500


def near_copy(messages: Sequence[Message], text: str, but: str) -> Message | None:
    """The message, other than the one called `but`, that the text is nearly the same as; half a second."""
    if not long_enough(text):
        return None
    likely = [one for one in _likeliest(messages, text) if one.id != but and long_enough(one.text)]
    nearest = Likeness([one.text for one in likely]).nearest(text, 1)
    return next((likely[at] for at, share in nearest if share >= ALIKE), None)


def _likeliest(messages: Sequence[Message], text: str) -> list[Message]:
    plain = text.casefold()
    runs = {plain[at : at + GRAM] for at in range(len(plain) - GRAM + 1)}

    def alike(message: Message) -> float:
        """A long message has many runs by chance: what is asked is how much of both is shared."""
        said = message.text.casefold()
        shared = sum(run in said for run in runs)
        return shared / (len(said) + len(runs) - shared)

    return nlargest(COMPARED, messages, key=alike)
