"""What `hafan screen` says of one message: an interface that other programs rely on."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from bot.domain.concerns import Concern, severity_of


def screened(
    identity: str | int,
    text: str,
    look: Callable[[str], tuple[Concern, ...]],
    detect: Callable[[str], Enum],
) -> dict[str, Any]:
    """The output object of one message; `look` screens it, `detect` names its language.

    The language is for the reader of the output only: it never decides which rules are tried.
    """
    concerns = look(text)
    severity = severity_of(concerns)
    return {
        "id": identity,
        "language": detect(text).value,
        "severity": severity.value if severity else "none",
        "concerns": [_concern(concern) for concern in concerns],
    }


def _concern(concern: Concern) -> dict[str, Any]:
    return {
        "category": concern.category.value,
        "severity": concern.severity.value,
        "source": concern.source,
        "rule": concern.rule,
        "score": round(concern.score, 4),
    }
