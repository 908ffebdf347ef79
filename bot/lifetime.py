"""Children that end with their parent, however it ends: a killed service leaves nothing behind on Linux."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def ends_with_parent(by: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program (a `preexec_fn`), so that its parent's end sends it `by`."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, by)

    return arrange
