"""What `hafan screen` says of one message."""

from collections.abc import Callable
from typing import Any

from bot.domain.concerns import Concern, severity_of
from bot.domain.languages import Language


def screened(
    identifier: Any, text: str, screen: Callable[[str], tuple[Concern, ...]], detect: Callable[[str], Language]
) -> dict[str, Any]:
    """One object: the message's id, its language, its gravest severity or "none", and every concern."""
    concerns = screen(text)
    severity = severity_of(concerns)
    return {
        "id": identifier,
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
