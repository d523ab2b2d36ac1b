"""`left_late`: rows that a run sent too late, in words, and which lead hides as much."""

from collections.abc import Mapping
from math import ceil
from typing import Any

__all__ = ["left_late"]

_READS_AHEAD_MS = 15.0  # the firmware: 14 ms, and the tick in which a row comes
_STEP_MS, _MOST_LEAD_MS = 10, 1000


def left_late(told: Mapping[str, Any]) -> str | None:
    """Of a run's status, in a line; None: all left in time."""
    rows, latest = told["left_late"], told["latest"]
    if not rows:
        return None
    said = f"{rows} rows left too late to be played"
    if not latest:
        return said
    late_ms, cause = latest[0]["late_us"] * 1e-3, latest[0]["cause"]
    lead_ms = _STEP_MS * ceil((late_ms + _READS_AHEAD_MS) / _STEP_MS)
    hides = f"--lead-ms {lead_ms}" if lead_ms <= _MOST_LEAD_MS else "no lead"
    return f"{said}: a tick was {late_ms:.0f} ms late ({cause}); {hides} hides as much"
