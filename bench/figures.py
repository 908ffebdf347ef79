"""Reporting times in a form that can be compared."""

import statistics
from collections.abc import Sequence


def percentiles(seconds: Sequence[float]) -> str:
    """p50, p95 and p99 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return "  ".join(f"p{at} {cuts[at - 1] * 1000:7.1f} ms" for at in (50, 95, 99))
